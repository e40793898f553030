"""All patterns in one pass, at exact word boundaries."""

from __future__ import annotations

import pytest

from agents.text.folding import fold
from agents.text.matching import Hit, Matcher


def test_finds_the_longest_at_each_place_and_neighbours_too() -> None:
    """Of overlapping patterns the leftmost and then the longest wins; adjacent hits both count."""
    matcher = Matcher([("Kidal", 1), ("Kidal region", 2), ("region of Mali", 3), ("Gao", 4)])
    text = fold("Gao Gao Kidal region of Mali")

    assert matcher.find(text) == [Hit(0, 1, 4), Hit(1, 2, 4), Hit(2, 4, 2)]


def test_finds_all_overlaps_when_asked() -> None:
    """Nothing is hidden by a longer pattern."""
    matcher = Matcher([("a b", 1), ("b", 2), ("b c", 3)])

    assert matcher.find_all(fold("a b c")) == [Hit(0, 2, 1), Hit(1, 2, 2), Hit(1, 3, 3)]


def test_folds_its_patterns_and_keeps_every_payload() -> None:
    """Spellings that fold alike are one pattern with several payloads, in order."""
    matcher = Matcher([("Ménaka", "x"), ("MENAKA", "y")])

    assert matcher.find(fold("à Ménaka")) == [Hit(1, 2, "x"), Hit(1, 2, "y")]


@pytest.mark.parametrize("raw", ["air. Strike", "Air\n\nstrike", "fair strikes", "Air striker"])
def test_never_matches_across_sentences_or_inside_words(raw: str) -> None:
    """A pattern of two words needs them whole, in one sentence."""
    matcher = Matcher([("air strike", 1)])

    assert matcher.find(fold(raw)) == []


def test_a_matcher_of_nothing_finds_nothing() -> None:
    """No patterns is no error; a pattern without a word is."""
    assert Matcher[int]([]).find(fold("a b")) == []
    with pytest.raises(ValueError, match="holds no word"):
        Matcher([("—", 1)])


@pytest.mark.parametrize(
    ("pattern", "raw", "found"),
    [
        ("*angriff", "Drohnenangriff auf Kiew", [(0, 1)]),
        ("*angriff auf", "ein Luftangriff auf Kiew", [(1, 3)]),
        ("обстрел*", "под обстрелами с утра", [(1, 2)]),
        ("*kampf*", "Die Straßenkämpfe dauern an", [(1, 2)]),
        ("*angriff", "Angriffe", []),
        ("a*", "b a ab", [(1, 2), (2, 3)]),
    ],
)
def test_an_open_side_takes_the_rest_of_the_token(
    pattern: str, raw: str, found: list[tuple[int, int]]
) -> None:
    """Compounds and endings are found as whole tokens; a closed side stays a word boundary."""
    hits = Matcher([(pattern, 1)]).find(fold(raw))

    assert [(hit.first, hit.last) for hit in hits] == found


def test_what_is_written_onto_a_word_may_stand_before_it() -> None:
    """
    Arabic writes "and", "the" and "for" onto a word; other letters make it another word.
    """
    matcher = Matcher([("+قصف", "remote"), ("+وقف إطلاق", "truce")], onto=["و", "ال"])

    for raw, spans in (
        ("قصف", [(0, 1)]), ("بعد القصف وقصف", [(1, 2), (2, 3)]), ("يقصف قصفت", []),
        ("ووقف إطلاق", [(0, 2)]),
    ):  # fmt: skip
        assert [hit[:2] for hit in matcher.find_all(fold(raw))] == spans, raw
