"""
Which two sides are compared, and over what?

A side is life, or a replay. Compared is what both cover: nothing that stands outside of the
other's span, countries or entries. Not here: what they said (``streams/replay/diff/telling.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from schemas.replay import Replay, shadow
from schemas.topics import Topic
from streams.kafka import partition_of, topic_name
from streams.settings import Settings

from .edges import Edge

LIFE: Final = "life"


class Side(NamedTuple):
    """
    One of the two.

    Attributes:
        bootstrap: ``host:port,…``.
        settings: Ours.
        replay: Which; ``None`` is life.
    """

    bootstrap: str
    settings: Settings
    replay: Replay | None

    @property
    def name(self) -> str:
        """What it is called."""
        return LIFE if self.replay is None else self.replay.replay_id

    def topic(self, topic: Topic) -> str:
        """Return where this side keeps *topic*."""
        wanted = topic if self.replay is None else shadow(topic, self.replay.replay_id)
        return topic_name(self.settings, wanted)


class Counted(NamedTuple):
    """
    What of a side is compared.

    Attributes:
        spans: By partition of ``readings``, where what counts begins and ends; all if empty.
        countries: All when empty.
        watches: All when empty.
    """

    spans: Mapping[int, Sequence[tuple[Edge, Edge]]]
    partitions: int
    countries: Collection[str] = ()
    watches: Collection[str] = ()

    def has(self, country: str | None, at: datetime, causes: Collection[str]) -> bool:
        """Tell whether what was said about *country* because of *causes* counts."""
        if self.countries and country not in self.countries:
            return False
        if not self.spans or country is None:
            return True
        spans = self.spans.get(partition_of(country, self.partitions))
        return spans is not None and all(
            last.is_after(at, causes) and not first.is_after(at, causes) for first, last in spans
        )
