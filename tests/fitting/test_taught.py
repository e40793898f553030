"""What weights are learned from is well formed, and what they were learned from is what is there."""

from __future__ import annotations

from collections import Counter

from agents.lexicon import LANGUAGES
from agents.what.codes import TABLE
from agents.what.evidence import UNREAD
from tests.bench import suite

from .facts import NOTES, evidence
from .taught import taught

FEWEST = 1_000  # dispatches of a language


def test_each_language_has_dispatches_of_both_kinds() -> None:
    """More than a quarter of them tell of fighting, and more than a quarter do not."""
    counted = Counter((one.language, one.family is not None) for one in taught())

    for language in LANGUAGES:
        told, others = counted[language, True], counted[language, False]
        assert told + others >= FEWEST
        assert min(told, others) > (told + others) / 4


def test_no_dispatch_is_there_twice() -> None:
    """A line that counts twice would weigh twice."""
    texts = Counter((one.dispatch.headline, one.dispatch.text) for one in taught())

    assert not [text for text, count in texts.items() if count > 1]


def test_nothing_is_taught_that_readings_are_counted_on() -> None:
    """No headline or text of a closed part of the suite; what is learned is not unseen."""
    closed = {
        said
        for language in LANGUAGES
        for part in ("held", "blind_held", "fresh")
        for item in suite.items(language, part)
        for said in (item.get("headline"), item["text"].strip())
        if said
    }
    learned = {said for one in taught() for said in (one.dispatch.headline, one.dispatch.text)}

    assert not closed & learned


def test_notes_have_a_sub_event_of_the_code_book() -> None:
    """A label that nobody knows would be an answer that no record can hold."""
    for file in NOTES.glob("*.tsv"):
        lines = [line for line in file.read_text("utf-8").splitlines() if line[0] != "#"]

        assert {line.split("\t")[0] for line in lines} == set(TABLE)


def test_facts_do_not_depend_on_the_weights() -> None:
    """Or a second fitting would learn from what the first one said."""
    first = next(iter(taught()))
    facts, places = evidence(first.dispatch)

    assert facts
    assert places <= facts
    assert UNREAD not in facts
