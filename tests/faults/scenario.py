"""
What is a scenario, what has it at hand, and what comes of it?

A scenario breaks something while the load goes on; everything round it is the same for all
(``tests/faults/running.py``). Not here: what is broken (one module for each family of
scenarios, listed in ``tests/faults/__main__.py``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol

from streams.broker.embedded import EmbeddedKafka
from streams.settings import Kafka, Settings

from .checker import Verdict
from .processes import TOCSIN, Container
from .sending import Load, steady
from .watching import Watching, share

SEED = 20261123
"""Random moments are the same in each run, as far as machines are."""

RECORDS = 5_000
"""A scenario has at least so many, whatever it breaks."""


class Broker(Protocol):
    """Whatever the records lie on; ``bootstrap`` once it was entered."""

    bootstrap: str


@dataclass
class Bench:
    """
    What a scenario has at hand.

    Attributes:
        folder: Everything of this run lies below it.
        settings: Of the first worker.
        broker: As the scenario asked for it.
        workers: Under "restart: always".
        load, watching: What is sent, and what comes of it.
        say: Tells people how it goes.
        is_quick: Do each thing twice or thrice only.
        chance: Seeded.
        helped: What an operator had to do; empty when it recovers by itself.
        remarks: What was not as it should be, beside losses.
    """

    folder: Path
    settings: Settings
    broker: Broker
    workers: list[Container]
    load: Load
    watching: Watching
    say: Callable[[str], None]
    is_quick: bool
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 -- repeatable
    helped: str = ""
    remarks: list[str] = field(default_factory=list)

    def times(self, count: int, quick: int = 2) -> range:
        """Return how often to do it."""
        return range(quick if self.is_quick else count)

    @property
    def worker(self) -> Container:
        """The first, for most scenarios the only one."""
        return self.workers[0]

    def broke(self, what: str) -> None:
        """Note that something was broken just now, and tell."""
        self.watching.broke()
        self.say(what)


@dataclass(frozen=True)
class Scenario:
    """
    One row of the table.

    Attributes:
        name: As it is typed.
        title: As it stands in the table.
        act: Breaks things; the load goes on until it returns and enough was sent.
        workers: How many there are.
        records: Sent at least.
        broker: Makes what the records lie on, below a folder.
        kafka: How its topics are made.
        load: Makes what is sent, below a folder.
        has_own_time: The load tells the time, not the clock (``tests/faults/load.py``).
        program: What is run as ``tocsin``.
        needs: Returns why it cannot run here, or nothing.
    """

    name: str
    title: str
    act: Callable[[Bench], Awaitable[None]]
    workers: int = 1
    records: int = RECORDS
    broker: Callable[[Path], AbstractAsyncContextManager[Broker]] = EmbeddedKafka
    kafka: Kafka = field(default_factory=Kafka)
    load: Callable[[Settings, Path], Load] = steady
    has_own_time: bool = True
    program: tuple[str, ...] = TOCSIN
    needs: Callable[[], str | None] = lambda: None


@dataclass(frozen=True)
class Row:
    """
    What came of a scenario.

    Attributes:
        name, title: Its.
        records: That the broker acknowledged.
        verdict: Of the checker.
        stalls: Seconds without progress, the longest of each fault.
        recovered: By itself, or what it took.
        took: Seconds from the first record to the last one handled.
        remarks: What was not as it should be, beside losses.
    """

    name: str
    title: str
    records: int
    verdict: Verdict
    stalls: Sequence[float]
    recovered: str
    took: float
    remarks: Sequence[str] = ()

    def stalled(self, part: float) -> float:
        """Return the seconds that *part* of the faults did not exceed."""
        return share(self.stalls, part)

    @property
    def holds(self) -> bool:
        """Tell whether nothing was lost or invented."""
        return not self.verdict.lost and not self.verdict.invented
