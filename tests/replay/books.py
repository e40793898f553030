"""
What stands on the topics of life, or of a replay, and is it the same?

Byte for byte: values with their headers, in order for each incident; decisions of a dispatch
in any order, for two agents write them. A worker that was killed said some of it twice: equal
repeats are folded, and what it decided a second time about what it had handled already is
counted apart (``tests/faults/checker.py``). A replay repeats nothing: there nothing is folded.
Not here: making either of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing
from typing import NamedTuple

from agents.reading import taken
from schemas.codec import BadRecord, decode, encode
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.replay import shadow
from schemas.state import Version
from schemas.topics import ALERTS, DECISIONS, DISPATCHES, INCIDENTS, REVISIONS, Topic
from streams import kafka
from streams.settings import Settings
from tests.faults.checker import AGAIN

COMPARED = (REVISIONS, ALERTS, DECISIONS)


class Said(NamedTuple):
    """A record, its key apart."""

    value: bytes
    headers: tuple[tuple[str, bytes], ...]


Book = Mapping[bytes, tuple[Said, ...]]
"""What was said, by key, in order."""


class Books(NamedTuple):
    """What stands on the topics; of ``incidents`` only the newest of each."""

    revisions: Book
    alerts: Book
    decisions: Book
    incidents: Book

    @property
    def counts(self) -> dict[str, int]:
        """How many records there are, by topic."""
        return {name: sum(map(len, book.values())) for name, book in self._asdict().items()}


async def books(settings: Settings, replay_id: str | None = None) -> Books:
    """Read what life said, or the replay of that name."""
    revisions, alerts, decisions, incidents = [
        await _book(settings, topic if replay_id is None else shadow(topic, replay_id))
        for topic in (*COMPARED, INCIDENTS)
    ]
    newest = {key: said[-1:] for key, said in incidents.items()}
    return Books(revisions, alerts, _unordered(decisions), newest)


async def _book(settings: Settings, topic: Topic) -> dict[bytes, tuple[Said, ...]]:
    found: dict[bytes, list[Said]] = {}
    name = kafka.topic_name(settings, topic)
    async with aclosing(kafka.read(settings.kafka.bootstrap or "", name, follow=False)) as records:
        async for record in records:
            said = Said(record.value or b"", tuple(record.headers))
            found.setdefault(record.key or b"", []).append(said)
    return {key: tuple(told) for key, told in found.items()}


def _unordered(book: Book) -> Book:
    return {key: tuple(sorted(told)) for key, told in book.items()}


def folded(life: Books) -> Books:
    """Leave each record of *life* once."""
    return Books(*({key: tuple(dict.fromkeys(told)) for key, told in one.items()} for one in life))


def without_repeats(life: Books, replayed: Books) -> tuple[Books, int]:
    """
    Leave out of *life* what it decided about records that came again after a kill.

    Returns:
        The rest, folded, and how many decisions were left out.
    """
    once, left = folded(life), 0
    decisions = dict(once.decisions)
    for key, told in decisions.items():
        known = set(replayed.decisions.get(key, ()))
        kept = tuple(one for one in told if one in known or not _is_again(one))
        left += len(told) - len(kept)
        decisions[key] = kept
    there = {key: told for key, told in decisions.items() if told}
    return once._replace(decisions=there), left


def _is_again(said: Said) -> bool:
    return decode(Decision, said.value).reason in AGAIN


async def of_following(settings: Settings, life: Books) -> Books:
    """Leave of the decisions of *life* those that the agent ``reading`` did not make."""
    made = await _of_reading(settings)
    kept = {
        key: tuple(one for one in told if one.value not in made)
        for key, told in life.decisions.items()
    }
    return life._replace(decisions={key: told for key, told in kept.items() if told})


async def _of_reading(settings: Settings) -> set[bytes]:
    """Make the decisions of ``reading`` from what stands on ``dispatches``."""
    made: set[bytes] = set()
    shelves: dict[int, dict[str, Version]] = {}
    name = kafka.topic_name(settings, DISPATCHES)
    async with aclosing(kafka.read(settings.kafka.bootstrap or "", name, follow=False)) as records:
        async for record in records:
            versions = shelves.setdefault(record.partition, {})
            try:
                dispatch = decode(Dispatch, record.value or b"")
            except BadRecord:
                continue
            handled = taken(dispatch, record.key, versions)
            versions.update(handled.versions)
            made |= {encode(one.record) for one in handled.outputs if one.topic is DECISIONS}
    return made


def differences(one: Books, other: Books) -> list[str]:
    """Say in words what is not the same, a line for each key; nothing when all is."""
    return [
        f"{name} of {key.decode()}: {_told(mine.get(key, ()), theirs.get(key, ()))}"
        for name, mine, theirs in zip(Books._fields, one, other, strict=True)
        for key in sorted(mine.keys() | theirs.keys())
        if mine.get(key) != theirs.get(key)
    ]


def _told(mine: tuple[Said, ...], theirs: tuple[Said, ...]) -> str:
    missing, more = Counter(mine) - Counter(theirs), Counter(theirs) - Counter(mine)
    if not missing and not more:
        return "in another order"
    example = next(iter(missing or more)).value[:400].decode(errors="replace")
    return f"{missing.total()} missing, {more.total()} too many, as {example}"


def ids(book: Book, name: str) -> set[str]:
    """Return the values of the field *name* of the records of *book*."""
    mark = f'"{name}":"'.encode()
    return {
        said.value.split(mark, 1)[1].split(b'"', 1)[0].decode()
        for told in book.values()
        for said in told
    }
