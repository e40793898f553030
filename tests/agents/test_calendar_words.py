"""The files of time words hold what their classes promise, and each word once."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from agents.calendar.vocabulary import OPENING, WORDS, vocabulary_of
from agents.text.folding import fold_words

FILES = sorted(WORDS.glob("*.tsv"))
WHOLE = ("month", "weekday", "day", "part", "overnight", "week", "month_", "year", "unit", "number")


def rows(language: str) -> list[tuple[str, int, list[str]]]:
    lines = (WORDS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(kind, int(value), phrases.split(";")) for kind, value, phrases in cells]


@pytest.mark.parametrize("language", [path.stem for path in FILES])
def test_every_class_is_told(language: str) -> None:
    """A class that classes.md does not name means nothing."""
    told = set(re.findall(r"[a-z_]+", (WORDS / "classes.md").read_text(encoding="utf-8")))

    assert {kind for kind, _, _ in rows(language)} <= told


@pytest.mark.parametrize("language", [path.stem for path in FILES])
def test_every_month_weekday_and_unit_is_there(language: str) -> None:
    """A language is read in full or not at all."""
    values = {(kind, value) for kind, value, _ in rows(language)}

    assert {("month", number) for number in range(1, 13)} <= values
    assert {("weekday", number) for number in range(7)} <= values
    assert {kind for kind, _ in values} >= set(WHOLE)


@pytest.mark.parametrize("language", [path.stem for path in FILES])
def test_no_word_stands_in_a_class_twice(language: str) -> None:
    """Of two meanings of one phrase the second would never be used."""
    counted = Counter(
        (kind if kind not in OPENING or kind.endswith("unit") else "opening", fold_words(phrase))
        for kind, _, phrases in rows(language)
        for phrase in phrases
    )

    assert [key for key, count in counted.items() if count > 1] == []


def test_an_unknown_language_has_figures_only() -> None:
    """A date like 2024-07-25 is read in any language."""
    words = vocabulary_of("xx")

    assert words.months == {}
    assert words.before == {}
