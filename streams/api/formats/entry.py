"""
What do all feeds tell of one incident?

Its life in the words that readers of each format know: an id for ever, a title that says when
it was taken back, when it first stood here and last changed, and until when it holds. Not
here: how that is written (``geojson.py``, ``atom.py``, ``jsonfeed.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from agents.telling.headlines import headline
from agents.telling.messages import CERTAINTIES, EXPIRY_DAYS, SEVERITIES
from schemas.alert import Alert, AlertKind
from schemas.incident import Incident, Status

OVER: Final[frozenset[Status]] = frozenset({"ended", "retracted", "merged"})
"""What is in none of these is open."""
TOLD_AS: Final[dict[Status, AlertKind]] = {
    "retracted": "CANCEL", "ended": "CEASEFIRE", "ceasefire": "CEASEFIRE",
}  # fmt: skip
"""Whose words stand before the title; news has none."""


class Entry(NamedTuple):
    """
    One incident as feeds tell it.

    Attributes:
        incident: As it stands.
        alerts: What was sent of it, the oldest first.
        merged: Ids of the incidents that turned out to be this one.
    """

    incident: Incident
    alerts: tuple[Alert, ...] = ()
    merged: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        """Its id and all that it was known by."""
        return [self.incident.incident_id, *self.merged]

    @property
    def updated(self) -> datetime:
        """When its newest revision was made."""
        return self.incident.revised_at or self.incident.last_evidence

    @property
    def expires(self) -> datetime:
        """When it is no longer news, unless something comes: as the newest alert has it."""
        if self.alerts:
            return self.alerts[-1].expires
        return self.incident.last_evidence + timedelta(days=EXPIRY_DAYS)

    @property
    def status(self) -> Literal["automatic", "deleted"]:
        """Tell, as USGS does, whether it stands; "reviewed" is never said, for nobody reviews."""
        return "deleted" if self.incident.status in ("retracted", "merged") else "automatic"

    @property
    def severity(self) -> str:
        """In the words of CAP 1.2."""
        return SEVERITIES.get(self.incident.severity.level, "Unknown")

    @property
    def certainty(self) -> str:
        """In the words of CAP 1.2."""
        return CERTAINTIES.get(self.incident.certainty, "Unknown")

    @property
    def sources(self) -> list[str]:
        """Who reports it."""
        return sorted({evidence.provider for evidence in self.incident.evidence})

    def title(self, language: str) -> str:
        """Say in one line what happened, and before it that it was taken back or is over."""
        return headline(self.incident, TOLD_AS.get(self.incident.status, "ONSET"), language)

    def summary(self) -> str:
        """Say on what it rests: the reporting sentence, how many report it, what changed last."""
        incident = self.incident
        voices = incident.independence
        told = [
            f"“{incident.sentence}”" if incident.sentence else "",
            f"Reports: {voices.reports}, publishers: {voices.families}.",
            f"Severity: {self.severity}, certainty: {self.certainty}.",
            *(f"{one}." for one in dict.fromkeys(change.reason for change in incident.change_set)),
            f"It is part of incident {incident.merged_into} now." if incident.merged_into else "",
        ]
        return "\n".join(line for line in told if line)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries*, what changed last before the rest."""
    return sorted(entries, key=lambda one: (one.updated, one.incident.incident_id), reverse=True)


def last_event(entries: Iterable[Entry]) -> datetime | None:
    """Return when the newest report came of any of *entries*."""
    return max((one.incident.last_evidence for one in entries), default=None)
