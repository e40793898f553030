"""A dateline is found at the head of the body, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.datelines import DatelineFound, dateline_of
from agents.text.folding import fold

MOVED = datetime(2024, 7, 28, 9, 15, tzinfo=UTC)
DAY = date(2024, 7, 28)
BAMAKO, DAKAR, OUAGADOUGOU, PARIS, BERLIN, GAO = (
    2460596,
    2253354,
    2357048,
    2988507,
    2950159,
    2457163,
)


def read(raw: str, language: str = "en") -> DatelineFound:
    return dateline_of(fold(raw), raw, language, MOVED)


@pytest.mark.parametrize(
    ("raw", "language", "place", "day", "tokens"),
    [
        ("BAMAKO, Mali, Jul 28, 2024 (Wire) - The army", "en", BAMAKO, DAY, 6),
        ("A headline\n\nBamako (Wire) — The army", "en", BAMAKO, None, 2),
        (" date 2024-07-28 Dakar, Senegal — The army", "en", DAKAR, DAY, 6),
        ("Un titre\n\nOuagadougou, 28 juil 2024 (Agence) - Des", "fr", OUAGADOUGOU, DAY, 5),
        ("Ouagadougou, le 28 juillet 2024 (Agence) – Des", "fr", OUAGADOUGOU, DAY, 6),
        ("GAO, Mali (Wire) - Fighting", "en", GAO, None, 3),
        ("Paris — The president", "en", PARIS, None, 1),
        ("PARIS/BAMAKO, July 27 (Wire) - The", "en", PARIS, date(2024, 7, 27), 5),
        ("Berlin, 28. Juli (Agentur) - Der", "de", BERLIN, DAY, 4),
        ("Bamako, Jun 3, 2024 (Wire) - Old", "en", BAMAKO, date(2024, 6, 3), 5),
        ("Nowheretown (Wire) - The", "en", None, None, 2),
    ],
)
def test_reads_the_forms_of_the_wires(
    raw: str, language: str, place: int | None, day: date | None, tokens: int
) -> None:
    """City, country, date and agency in their usual orders; the date of an old story is kept."""
    found = read(raw, language)

    assert found.dateline is not None
    assert found.dateline.place_id == place
    assert found.dateline.date == day
    assert len(found.tokens) == tokens


@pytest.mark.parametrize(
    ("raw", "language", "day"),
    [
        ("باماكو 28 يوليو 2024 (وكالة) - قال", "ar", DAY),
        ("دمشق، 28 تموز/يوليو (وكالة) ـ قال", "ar", DAY),
        ("Bogotá, 28 jul (Agencia).- El", "es", DAY),
        ("Maputo, 28 de julho de 2024 (Agência) – O", "pt", DAY),
        ("Bamako, 28.07.2024 (Agentur) - Die", "de", DAY),
        ("МОСКВА, 28 июля. /АГЕНТСТВО/. Силы", "ru", DAY),
        ("КИЇВ, 28 липня (АГЕНЦІЯ) - Сили", "uk", DAY),
        ("BAMAKO, Jul 28, 2024 (Wire) The army", "en", DAY),
    ],
)
def test_reads_the_forms_of_other_languages(raw: str, language: str, day: date) -> None:
    """Months, figures and the signs round the agency as each language has them."""
    found = read(raw, language)

    assert found.dateline is not None
    assert found.dateline.date == day
    assert found.tokens.stop == len(fold(raw).tokens) - (2 if raw.endswith("army") else 1)


@pytest.mark.parametrize(
    ("raw", "day", "begins"),
    [
        ("SAN JOSE, 3 JAN 90 -- [REPORT] [TEXT] SHOTS RANG OUT", date(1990, 1, 3), "shots"),
        ("GAO (MALI), 12 FEB 89 (RADIO MALI NETWORK) --\n[TEXT] SHOTS RANG", date(1989, 2, 12), "shots"),
        ("CLANDESTINE, 14 NOV 89 (RADIO OF THE PEOPLE NETWORK) --\n[TEXT] SHOTS", date(1989, 11, 14), "shots"),
        ("NO CITY (MALI), 5 MAY 90 -- SHOTS RANG OUT", date(1990, 5, 5), "shots"),
        ("NO CITY, NO DATE -- [TEXT] SHOTS RANG OUT", None, "shots"),
        ("GAO, 9 MAR 90 (WIRE) -- [EXCERPT] KIDAL, 7 MAR (OTHER) -- [TEXT] SHOTS", date(1990, 3, 7), "shots"),
    ],
)  # fmt: skip
def test_reads_monitors_copy_of_1990(raw: str, day: date | None, begins: str) -> None:
    """Years in two figures, broken lines and notes in brackets; a quoted report's own date counts."""
    found = dateline_of(fold(raw), raw, "en", datetime(1990, 6, 1, tzinfo=UTC))

    assert found.dateline is not None
    assert found.dateline.date == day
    assert fold(raw).tokens[found.tokens.stop] == begins


@pytest.mark.parametrize(
    "raw",
    [
        "SHOTS RANG OUT IN GAO.\n\nTHE REFERENDUM OF 21\nJANUARY -- A LAW -- FAILED",
        "SHOTS RANG OUT.\n\nA MAN OF THE FORMER 19 APRIL (M-19) GROUP DIED",
        "Kidal - an overview of the conflict",
        "The army - which fled - said so",
        "The army — which fled — said so",
        "The rebels (CSP) - who fled - came back",
        "The army said it fled.\n\nIt was in Bamako (Mali) when that happened.",
        "",
    ],
)
def test_takes_no_sentence_for_a_dateline(raw: str) -> None:
    """A dash in a sentence makes no dateline."""
    assert read(raw) == DatelineFound(None, range(0))


def test_a_date_that_lies_ahead_is_not_the_dateline_date() -> None:
    """Nobody reports from next month."""
    found = read("Bamako, Sep 3, 2024 (Wire) - The army")

    assert found.dateline is not None
    assert found.dateline.date is None


@given(st.text(max_size=60))
def test_never_raises(raw: str) -> None:
    """Whatever stands at the head, the worst is no dateline."""
    assert read(raw + " (Wire) - x").tokens.stop >= 0
