"""
What does a story of the suite say should happen, and what did?

A story (``tests/following/stories/*.toml``) is a few dispatches in order of
arrival with the incidents that they tell of and the alerts that a desk would
send. The pipeline follows them; what it made is matched to what was expected by
the dispatches that both name.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from schemas.alert import Alert
from schemas.codec import convert
from schemas.dispatch import Dispatch
from schemas.incident import Incident
from schemas.watch import Watchlist
from streams.offline import Pipeline

FOLDER = Path(__file__).parent / "stories"
SETTLED = timedelta(hours=1)
"""How long after the last dispatch incidents are looked at: batches and cooldowns are over."""

AT_ALL_TIMES = frozenset({"ONSET", "CANCEL"})


class Wanted(NamedTuple):
    """One alert: its watch entry, kind, and the expected incident's name."""

    watch: str
    kind: str
    incident: str | None
    by: str | None


@dataclass(slots=True, frozen=True)
class Story:
    """
    One file.

    Attributes:
        name: The file's.
        values: As parsed.
    """

    name: str
    values: dict[str, Any]

    def watchlist(self) -> Watchlist:
        """Return the entries that somebody watches."""
        return convert(Watchlist, {"watch": self.values["watch"]})

    def dispatches(self) -> list[Dispatch]:
        """Return the dispatches in order of arrival."""
        texts: dict[str, str] = {}
        told = []
        for given in self.values["dispatch"]:
            text = given.get("prefix", "") + (given.get("text") or texts[given["copy_of"]])
            texts[given["key"]] = text
            told.append(self._dispatch(given, text))
        return told

    def _dispatch(self, given: dict[str, Any], text: str) -> Dispatch:
        kept = ("revision", "corrects", "pubstatus", "signal", "urgency", "origin", "intake",
                "headline", "language", "key")  # fmt: skip
        at = self._at(given["after"])
        return Dispatch(
            **{name: given[name] for name in kept if name in given},
            provider=given["family"],
            publisher_family=given["family"],
            text=text,
            published_at=self._at(given["published"]) if "published" in given else at,
            received_at=at,
            embargo_until=self._at(given["embargo"]) if "embargo" in given else None,
        )

    def _at(self, minutes: float) -> datetime:
        start: datetime = self.values["start"]
        return start + timedelta(minutes=minutes)

    def labels(self) -> dict[str, frozenset[str]]:
        """Return the expected incidents of each dispatch that stands at the end, by key."""
        told: dict[str, frozenset[str]] = {}
        for given in self.values["dispatch"]:
            key, corrected = given["key"], given.get("corrects")
            if corrected is not None:
                told.pop(corrected, None)
            if given.get("pubstatus", "usable") == "usable":
                told[key] = frozenset(given["incident"])
            else:
                told.pop(key, None)
        return told

    def wanted(self) -> list[Wanted]:
        """Return the alerts that are expected, in order."""
        return [
            Wanted(one["watch"], one["kind"], one["incident"], one.get("by"))
            for one in self.values.get("alert", ())
        ]


@dataclass(slots=True)
class Outcome:
    """
    What the pipeline made of a story.

    Attributes:
        story: Which.
        alerts: All, in order.
        incidents: As they stood an hour after the last dispatch, by id.
    """

    story: Story
    alerts: list[Alert] = field(default_factory=list)
    incidents: dict[str, Incident] = field(default_factory=dict)

    def members(self) -> dict[str, set[str]]:
        """Return the standing dispatches of each incident, by id; none that have no label."""
        labels = self.story.labels()
        return {
            one.incident_id: keys
            for one in self.incidents.values()
            if one.status != "merged"
            and (keys := {line.dispatch.key for line in one.evidence} & labels.keys())
        }

    def name_of(self, incident_id: str) -> str | None:
        """Return the expected incident that most of its dispatches tell of, kills included."""
        told = Counter(
            name
            for line in self.incidents[incident_id].evidence
            for given in self.story.values["dispatch"]
            if given["key"] == line.dispatch.key
            for name in given["incident"]
        )
        return min(told, key=lambda name: (-told[name], name), default=None)

    def sent(self) -> list[Wanted]:
        """Return the alerts as a story writes them."""
        return [
            Wanted(
                one.watch_id, one.kind, self.name_of(one.incident_id),
                None if one.caused_by is None else one.caused_by.key,
            )
            for one in self.alerts
        ]  # fmt: skip


class Links(NamedTuple):
    """
    How the dispatches of a story were joined.

    Attributes:
        right, wrong, missed: Pairs of dispatches.
        incidents, merged: Incidents, and those that hold two events.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    incidents: int = 0
    merged: int = 0

    def plus(self, other: Links) -> Links:
        """Add two counts."""
        return Links(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def f1(self) -> float:
        """F1 over pairs; 1 when there is none."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def stories() -> list[Story]:
    """Return all stories of the suite, by name."""
    return [
        Story(path.stem, tomllib.loads(path.read_text())) for path in sorted(FOLDER.glob("*.toml"))
    ]


def follow(story: Story, dispatches: Iterable[Dispatch] | None = None) -> Outcome:
    """Follow *story*, its own dispatches or others, an hour past the last one and to the end."""
    outcome, pipeline = Outcome(story), Pipeline(story.watchlist())
    told = list(story.dispatches() if dispatches is None else dispatches)
    for one in told:
        _note(outcome, pipeline.take(one))
    _note(outcome, pipeline.wait(max(one.received_at for one in told) + SETTLED))
    outcome.alerts += [one for one in pipeline.wait() if isinstance(one, Alert)]
    return outcome


def _note(outcome: Outcome, happened: Iterator[Any]) -> None:
    for one in happened:
        if isinstance(one, Alert):
            outcome.alerts.append(one)
        elif isinstance(one, Incident):
            outcome.incidents[one.incident_id] = one


def links(outcome: Outcome) -> Links:
    """Compare every pair of dispatches: told as one event, and joined as one."""
    labels, members = outcome.story.labels(), outcome.members().values()
    told = {pair for pair in combinations(sorted(labels), 2) if labels[pair[0]] & labels[pair[1]]}
    joined = {pair for keys in members for pair in combinations(sorted(keys), 2)}
    merged = sum(
        any(pair not in told for pair in combinations(sorted(keys), 2)) for keys in members
    )
    return Links(len(told & joined), len(joined - told), len(told - joined), len(members), merged)


def differences(outcome: Outcome) -> Iterator[str]:
    """Say in words what was not as the story expects; nothing when all was."""
    yield from _alert_differences(outcome)
    for name, wanted in outcome.story.values.get("incident", {}).items():
        found = [one for one in outcome.incidents if outcome.name_of(one) == name]
        if not found:
            yield f"{name}: no incident"
            continue
        # What was taken back somewhere may stand elsewhere, in another country.
        found = [one for one in found if outcome.incidents[one].status != "retracted"] or found
        yield from _incident_differences(name, wanted, outcome.incidents[found[0]])
        if len(found) > 1:
            yield f"{name}: {len(found)} incidents"


def _alert_differences(outcome: Outcome) -> Iterator[str]:
    wanted, sent = outcome.story.wanted(), outcome.sent()
    compared = AT_ALL_TIMES
    if outcome.story.values.get("updates") == "listed":
        compared |= {"UPDATE", "ESCALATION", "SPREAD", "CEASEFIRE"}
    due = Counter(_short(one) for one in wanted)
    rung = Counter(_short(one) for one in sent)
    for one in (due - rung).elements():
        yield f"not sent: {' '.join(map(str, one))}"
    for one in (rung - due).elements():
        if one[1] in compared:
            yield f"sent and not expected: {' '.join(map(str, one))}"


def _short(one: Wanted) -> tuple[str, str, str | None]:
    return one.watch, one.kind, one.incident


def _incident_differences(name: str, wanted: dict[str, Any], found: Incident) -> Iterator[str]:
    seen = {
        "killed": found.toll_summary.min,
        "status": found.status,
        "families": found.independence.families,
        "voices": found.independence.origins,
        "country": found.country,
    }
    for what, value in wanted.items():
        if what in seen and seen[what] != value:
            yield f"{name}: {what} is {seen[what]}, expected {value}"
