"""Which dead letters are open, and which does somebody mean?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import Coordinates, DeadLetter, Fate, Headers
from streams.letters import Buried, Choice, Register

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
PLACE = {"topic": "t.dispatches", "partition": 3, "offset": 41}


class Record(NamedTuple):
    """A record of the topic ``dead``."""

    headers: Headers
    key: bytes | None = b"k"
    value: bytes | None = b"{"
    partition: int = 1
    offset: int = 0


def letter(attempt: int = 1, minute: int = 0, **changed: Any) -> DeadLetter:
    said: dict[str, Any] = {
        "stage": "reading", "error_class": "BadRecord", "error_text": "no `key`",
        "attempt": attempt,
        "dead_at_ms": int((NOON + timedelta(minutes=minute)).timestamp() * 1000),
        **PLACE, **changed,
    }  # fmt: skip
    return DeadLetter(**said)


def fate(attempt: int = 1, done: Any = "redriven") -> Fate:
    return Fate(of=Coordinates(**PLACE), attempt=attempt, done=done, at_ms=7, why="mended")


def buried(**changed: Any) -> Buried:
    return Buried(letter(**changed), b"k", [], size=1, partition=0, offset=0)


def states(*said: DeadLetter | Fate) -> list[tuple[str, int, str]]:
    """Id, attempt and state of each letter, once these are on the topic."""
    register = Register()
    for offset, each in enumerate(said):
        register.add(Record(each.headers(), offset=offset))
    return [
        (one.letter.id, one.letter.attempt, one.fate.done if one.fate else "open")
        for one in register.letters()
    ]


def test_a_letter_is_open_until_something_is_done() -> None:
    """
    Its fate is a record beside it, whatever comes first.
    """
    for order in permutations([letter(), fate(done="dropped")]):
        assert states(*order) == [("t.dispatches-3-41", 1, "dropped")]
    assert states(letter()) == [("t.dispatches-3-41", 1, "open")]


def test_what_is_buried_twice_is_one_letter() -> None:
    """
    A worker that is killed before it acknowledges handles the record again.
    """
    assert states(letter(), letter(minute=1)) == [("t.dispatches-3-41", 1, "open")]


def test_what_failed_again_is_open_again() -> None:
    """
    Under the same id, once more tried; also when nobody noted that it was sent back.
    """
    again = letter(attempt=2, minute=5)
    for order in permutations([letter(), fate(), again]):
        assert states(*order) == [("t.dispatches-3-41", 2, "open")]
    assert states(letter(), again, again) == [("t.dispatches-3-41", 2, "open")]
    assert states(letter(), fate(), again, fate(2, "dropped")) == [
        ("t.dispatches-3-41", 2, "dropped")
    ]


def test_the_oldest_comes_first() -> None:
    """
    A list ends with what is newest.
    """
    letters = (letter(minute=2, offset=7), letter(minute=1, offset=9))

    assert [id_ for id_, _, _ in states(*letters)] == ["t.dispatches-3-9", "t.dispatches-3-7"]


def test_what_is_no_letter_is_counted() -> None:
    """
    Somebody else's record on the topic is passed over, and not in silence.
    """
    register = Register()
    register.add(Record([("x", b"y")]))

    assert (register.strange, register.letters()) == (1, [])


@given(st.permutations([letter(), letter(), fate(), letter(2), letter(2), fate(2), letter(3)]))
def test_the_order_on_the_topic_does_not_matter(said: list[DeadLetter | Fate]) -> None:
    """
    Letters without a key lie in any partition.
    """
    assert states(*said) == [("t.dispatches-3-41", 3, "open")]


@pytest.mark.parametrize(
    ("choice", "is_taken"),
    [
        (Choice(), True),
        (Choice(ids=frozenset({"t.dispatches-3-41"})), True),
        (Choice(ids=frozenset({"dispatches-3-41"}), prefix="t."), True),
        (Choice(ids=frozenset({"dispatches-3-42"}), prefix="t."), False),
        (Choice(stage="reading"), True),
        (Choice(stage="following"), False),
        (Choice(reason="badrecord"), True),
        (Choice(reason="No `Key`"), True),
        (Choice(reason="BadRecord: no"), True),
        (Choice(reason="timeout"), False),
        (Choice(since=NOON, until=NOON), True),
        (Choice(since=NOON + timedelta(seconds=1)), False),
        (Choice(until=NOON - timedelta(seconds=1)), False),
        (Choice(stage="reading", reason="timeout"), False),
    ],
)
def test_letters_are_chosen_by_what_they_are(choice: Choice, *, is_taken: bool) -> None:
    """
    By id, stage, reason and time; all that is said must be so.
    """
    assert choice.takes(buried()) == is_taken


def test_choosing_nothing_is_choosing_all() -> None:
    """
    What changes letters asks first whether that is meant.
    """
    assert Choice(prefix="t.").is_all
    assert not Choice(stage="reading").is_all
