"""Datelines that name no agency: a town, perhaps a date, and a sign."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agents.text.dateline_parts import DatelineFound
from agents.text.datelines import dateline_of
from agents.text.folding import fold

PUBLISHED = datetime(2026, 3, 5, 12, tzinfo=UTC)


def found(raw: str, language: str) -> DatelineFound:
    return dateline_of(fold(raw), raw, language, PUBLISHED)


@pytest.mark.parametrize(
    ("language", "raw", "words", "country", "day"),
    [
        ("en", "Beirut - At least twelve fighters died.", "Beirut", "LB", None),
        ("en", "ISLAMABAD: Five men were shot.", "ISLAMABAD", "PK", None),
        ("en", "Moscow, March 4 - Two towns fell.", "Moscow, March 4", "RU", date(2026, 3, 4)),
        ("en", "PARIS/BAMAKO, March 4 - Twelve died.", "PARIS/BAMAKO, March 4", "FR", date(2026, 3, 4)),
        ("fr", "Paris - Des combats ont repris.", "Paris", "FR", None),
        ("es", "Bogotá.- Tres soldados murieron.", "Bogotá", "CO", None),
        ("pt", "Genebra, Suíça - Vinte pessoas morreram.", "Genebra, Suíça", "CH", None),
        ("de", "Berlin - Zwei Menschen starben.", "Berlin", "DE", None),
        ("ar", "كييف - قتل ثلاثة أشخاص.", "كييف", "UA", None),
        ("ar", "باماكو 4 مارس - قتل خمسة جنود.", "باماكو 4 مارس", "ML", date(2026, 3, 4)),
        ("ru", "Киев. 4 марта. ИНТЕРФАКС - Трое погибли.", "Киев. 4 марта", "UA", date(2026, 3, 4)),
        ("ru", "АБУДЖА, 4 марта. Пятеро погибли.", "АБУДЖА, 4 марта", "NG", date(2026, 3, 4)),
        ("uk", "Київ. 4 березня. УНН. Троє загинули.", "Київ. 4 березня", "UA", date(2026, 3, 4)),
    ],
)  # fmt: skip
def test_a_town_and_a_sign_are_a_dateline(
    language: str, raw: str, words: str, country: str, day: date | None
) -> None:
    """The town, its country and the day are read, and the agency's name goes with them."""
    line = found(raw, language)

    assert line.dateline is not None
    assert (line.dateline.text, line.country, line.dateline.date) == (words, country, day)
    assert fold(raw).tokens[line.tokens.stop :][0] not in {"интерфакс", "унн"}


@pytest.mark.parametrize(
    "raw",
    [
        "London - Paris trains stood still.",
        "Mali - an overview of the war.",
        "Kidal: the town fell.",
        "Beirut - based monitors said so.",
        "Rebels took Goma - Again.",
        "Kyiv - Three dead in shelling\n\nThree people died in the town of Sumy.",
    ],
)
def test_sentences_and_headlines_are_none(raw: str) -> None:
    """Two towns, a country, a small letter behind the sign and a headline are no datelines."""
    assert found(raw, "en").dateline is None
