"""
Which dead letters are open, and what became of the others?

The topic ``dead`` holds letters and their fates in any order: a record that is
handled twice is buried twice, and one that is sent back and fails again is the same
letter, tried once more. Here they become one line for each letter. Only headers are
kept in memory; bodies may be large. Not here: what goes with a letter
(``schemas/dead_letter.py``), and how one is sent back (``streams/redriving.py``).
"""

from __future__ import annotations

from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.dead_letter import DeadLetter, Fate, Headers, letter_in, own_headers
from schemas.topics import DEAD
from streams.kafka import Progress, Start, read, topic_name

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord

    from streams.settings import Settings


class Buried(NamedTuple):
    """
    A letter, and where it lies.

    Attributes:
        letter: Of its newest attempt.
        key: The original one.
        headers: What else the original came with.
        size: Bytes of the value.
        partition, offset: On the topic ``dead``.
        fate: What was done with it, ``None`` while it is open.
    """

    letter: DeadLetter
    key: bytes | None
    headers: Headers
    size: int
    partition: int
    offset: int
    fate: Fate | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing was done with it yet."""
        return self.fate is None

    @property
    def dead_at(self) -> datetime:
        """When it was given up."""
        return datetime.fromtimestamp(self.letter.dead_at_ms / 1000, UTC)

    def summary(self) -> dict[str, Any]:
        """Return all but the bytes, as plain values for programs."""
        letter, fate = self.letter, self.fate
        return {
            "id": letter.id,
            "state": fate.done if fate else "open",
            "stage": letter.stage,
            "error_class": letter.error_class,
            "error_text": letter.error_text,
            "attempt": letter.attempt,
            "dead_at": self.dead_at,
            "topic": letter.topic,
            "partition": letter.partition,
            "offset": letter.offset,
            "written_at": datetime.fromtimestamp(letter.timestamp_ms / 1000, UTC),
            "key": None if self.key is None else self.key.decode("utf-8", "replace"),
            "size": self.size,
        } | (
            {"done_at": datetime.fromtimestamp(fate.at_ms / 1000, UTC), "why": fate.why}
            if fate
            else {}
        )


class Choice(NamedTuple):
    """
    Which letters somebody means; what is not given does not matter.

    Attributes:
        ids: Short ids, with or without the prefix of the topics.
        stage: The agent that gave up.
        reason: An error class, or words of its text.
        since, until: When they were given up.
        prefix: Of the topics.
    """

    ids: frozenset[str] = frozenset()
    stage: str | None = None
    reason: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    prefix: str = ""

    @property
    def is_all(self) -> bool:
        """Whether it chooses nothing in particular."""
        return self._replace(prefix="") == Choice()

    def takes(self, buried: Buried) -> bool:
        """Tell whether *buried* is one of them."""
        letter = buried.letter
        words = f"{letter.error_class}: {letter.error_text}".casefold()
        return (
            (not self.ids or bool(self.ids & {letter.id, letter.id.removeprefix(self.prefix)}))
            and self.stage in {None, letter.stage}
            and (self.reason is None or self.reason.casefold() in words)
            and (self.since is None or self.since <= buried.dead_at)
            and (self.until is None or buried.dead_at <= self.until)
        )


class Register:
    """
    Takes in the records of the topic, in any order.

    Attributes:
        strange: Records that say not even where they come from.
    """

    def __init__(self) -> None:
        self.strange = 0
        self._letters: dict[str, Buried] = {}
        self._fates: dict[tuple[str, int], Fate] = {}

    def add(self, record: ConsumerRecord) -> None:
        """Take in one record."""
        said = letter_in(record.headers)
        match said:
            case DeadLetter():
                buried = Buried(
                    letter=said,
                    key=record.key,
                    headers=own_headers(record.headers),
                    size=len(record.value or b""),
                    partition=record.partition,
                    offset=record.offset,
                )
                known = self._letters.get(said.id)
                # Of one attempt that was buried twice, the first counts.
                if known is None or known.letter.attempt < said.attempt:
                    self._letters[said.id] = buried
            case Fate():
                self._fates[said.of.id, said.attempt] = said
            case None:
                self.strange += 1

    def letters(self) -> list[Buried]:
        """Return each letter once, with its fate; oldest first."""
        found = (
            buried._replace(fate=self._fates.get((id_, buried.letter.attempt)))
            for id_, buried in self._letters.items()
        )
        return sorted(found, key=lambda one: (one.letter.dead_at_ms, one.letter.id))


async def register(
    settings: Settings,
    *,
    bootstrap: str,
    start: Start = "beginning",
    progress: Progress | None = None,
) -> Register:
    """Read the topic from *start* on; raises ``Trouble`` when there is none."""
    found = Register()
    name = topic_name(settings, DEAD)
    reading = read(bootstrap, name, start=start, follow=False, progress=progress)
    async with aclosing(reading) as records:
        async for record in records:
            found.add(record)
    return found
