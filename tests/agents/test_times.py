"""Every time keeps the days and the precision that its words have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.calendar.vocabulary import WORDS
from agents.text.folding import fold
from agents.when.times import FoundTime, times_in

SUNDAY = date(2024, 7, 28)
MOVED = datetime(2024, 7, 28, 9, 15, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.tsv"))
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "times.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def read(raw: str, language: str = "en") -> list[FoundTime]:
    return times_in(fold(raw), language, anchor=SUNDAY, published=MOVED)


def days(found: FoundTime) -> str:
    return f"{found.time.start or ''}/{found.time.end or ''} {found.time.precision}"


@pytest.mark.parametrize(("language", "raw", "meant"), ROWS, ids=[": ".join(r[:2]) for r in ROWS])
def test_means_the_days_that_its_words_mean(language: str, raw: str, meant: str) -> None:
    """Each row of times.tsv: parts of day, nights, ranges, counts back, dates in eight languages."""
    found = times_in(fold(raw), language, anchor=WEDNESDAY.date(), published=WEDNESDAY)
    told = [
        days(one) + ("" if one.time.relation == "on" else f" {one.time.relation}") for one in found
    ]

    assert " | ".join(told) == meant


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("Fighting broke out Thursday.", "2024-07-25/2024-07-25 day"),
        ("He spoke on Sunday.", "2024-07-28/2024-07-28 day"),
        ("He spoke last Sunday.", "2024-07-21/2024-07-21 day"),
        ("They meet next Sunday.", "2024-08-04/2024-08-04 day"),
        ("The army will attack on Monday.", "2024-07-29/2024-07-29 day"),
        ("A truce from Monday.", "2024-07-29/2024-07-29 day"),
        ("It began yesterday.", "2024-07-27/2024-07-27 day"),
        ("Shots rang out overnight.", "2024-07-27/2024-07-28 part_of_day"),
        ("Shots rang out this morning.", "2024-07-28/2024-07-28 part_of_day"),
        ("since Thursday", "2024-07-25/ day"),
        ("until Friday", "/2024-07-26 day"),
        ("between Thursday and Saturday", "2024-07-25/2024-07-27 range"),
        ("from Friday to Monday", "2024-07-19/2024-07-22 range"),
        ("on July 25", "2024-07-25/2024-07-25 day"),
        ("on 25 July 2023", "2023-07-25/2023-07-25 day"),
        ("the 3rd of May", "2024-05-03/2024-05-03 day"),
        ("on 2024-07-25", "2024-07-25/2024-07-25 day"),
        ("between July 3 and July 7", "2024-07-03/2024-07-07 range"),
        ("on December 30", "2023-12-30/2023-12-30 day"),
        ("in March", "2024-03-01/2024-03-31 month"),
        ("in July 2022", "2022-07-01/2022-07-31 month"),
        ("since January", "2024-01-01/ month"),
        ("since 2012", "2012-01-01/ year"),
        ("a 2020 coup", "2020-01-01/2020-12-31 year"),
        ("ten years ago", "2014-01-01/2014-12-31 year"),
        ("Two weeks ago", "2024-07-08/2024-07-14 week"),
        ("three days earlier", "2024-07-25/2024-07-25 day"),
        ("last week", "2024-07-15/2024-07-21 week"),
        ("in recent days", "2024-07-25/2024-07-28 range"),
    ],
)
def test_reads_english(raw: str, meant: str) -> None:
    """Weekdays count back from the dateline; "last", "next", "since" and "will" turn them."""
    assert [days(found) for found in read(raw)] == [meant]


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("Les combats ont éclaté jeudi.", "2024-07-25/2024-07-25 day"),
        ("dimanche dernier", "2024-07-21/2024-07-21 day"),
        ("lundi prochain", "2024-07-29/2024-07-29 day"),
        ("L'offensive sera lancée lundi.", "2024-07-29/2024-07-29 day"),
        ("le 25 juillet", "2024-07-25/2024-07-25 day"),
        ("le 1er août 2023", "2023-08-01/2023-08-01 day"),
        ("depuis jeudi", "2024-07-25/ day"),
        ("entre jeudi et samedi", "2024-07-25/2024-07-27 range"),
        ("dans la nuit de jeudi à vendredi", "2024-07-25/2024-07-26 part_of_day"),
        ("dans la nuit de mardi", "2024-07-23/2024-07-24 part_of_day"),
        ("hier soir", "2024-07-27/2024-07-27 part_of_day"),
        ("aujourd'hui", "2024-07-28/2024-07-28 day"),
        ("il y a dix ans", "2014-01-01/2014-12-31 year"),
        ("en mars", "2024-03-01/2024-03-31 month"),
        ("depuis 2012", "2012-01-01/ year"),
        ("l'an dernier", "2023-01-01/2023-12-31 year"),
        ("la semaine dernière", "2024-07-15/2024-07-21 week"),
    ],
)
def test_reads_french(raw: str, meant: str) -> None:
    """The same rules with the words behind the noun, where French has them."""
    assert [days(found) for found in read(raw, "fr")] == [meant]


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("It may rain; they march on; 2024 people died; several days of talks", "en"),
        ("sept soldats, mars et vénus, mai", "fr"),
        ("on February 30", "en"),
    ],
)
def test_leaves_other_words_alone(raw: str, language: str) -> None:
    """Months that are verbs, numbers that look like years, and days that do not exist are no times."""
    assert read(raw, language) == []


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("el jueves 25 de julio de 2024", "es"),
        ("am 25. Juli 2024", "de"),
        ("em 25 de julho de 2024", "pt"),
        ("25 يوليو 2024", "ar"),
        ("2024-07-25", "xx"),
    ],
)
def test_reads_dates_of_other_languages(raw: str, language: str) -> None:
    """A date that is written out is understood in the six languages of the wire, figures in all."""
    assert read(raw, language)[-1].time.start == date(2024, 7, 25)


def test_says_what_it_counted_from_and_where_it_stands() -> None:
    """The span covers the words, and the anchor says whether they were counted or written out."""
    raw = "Fighting since Thursday; the coup of 18 August 2020; a vote next Monday."
    found = read(raw)

    assert [raw[slice(*f.time.span)] for f in found if f.time.span] == [
        "since Thursday",
        "18 August 2020",
        "next Monday",
    ]
    assert [f.time.anchor for f in found] == ["dateline", "explicit", "dateline"]
    assert [f.tense for f in found] == ["past", "past", "future"]


def phrases_of(language: str) -> list[str]:
    lines = (WORDS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [phrase for row in rows if row[0] != "glued" for phrase in row[2].split(";")]


PIECES = {
    language: [*phrases_of(language), "31", "30", "2024", "1900", "999", "3rd", "(", ")", "-", ".", ",", "/", "\n\n"]
    for language in LANGUAGES
}  # fmt: skip


@given(st.data(), st.sampled_from(LANGUAGES), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_any_heap_of_words_gives_days_in_order(
    data: st.DataObject, language: str, day: date
) -> None:
    """No heap of time words, on no day, raises or makes a time that ends before it begins."""
    raw = " ".join(data.draw(st.lists(st.sampled_from(PIECES[language]), max_size=14)))
    moved = datetime(day.year, day.month, day.day, tzinfo=UTC)

    for found in times_in(fold(raw), language, anchor=day, published=moved):
        assert found.first < found.last
        assert (found.time.start or date.min) <= (found.time.end or date.max)


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_gives_times(raw: str, language: str) -> None:
    """Whatever stands there, the worst is no time."""
    for found in times_in(fold(raw), language, anchor=SUNDAY, published=MOVED):
        assert (found.time.start or date.min) <= (found.time.end or date.max)
