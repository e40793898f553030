"""
What differs between what was said and what would have been?

Two sides, each with its alerts and the revisions of its incidents; what is equal is not
told. Numbers of revisions count only by their order: a promoted replay goes on counting
where life was. Not here: which records a side has (``streams/replay/diff/telling.py``), and
how differences look (``streams/cli/replay_diff_view.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from agents.linking.changes import changes_between
from schemas.alert import Alert
from schemas.incident import Change, Incident

from .differences import AlertDifference, IncidentDifference

GRAVEST: Final = ("severity", "status", "toll_summary", "places", "place", "kind")
"""Which changes are told first, by the beginning of their path."""

WITHDRAWN: Final = "replay"
"""Path of the change by which a replay that was promoted took an incident back."""


class Said(NamedTuple):
    """
    What one side said.

    Attributes:
        alerts: By alert id.
        revisions: By incident id, each in order; none is empty.
    """

    alerts: Mapping[str, Alert]
    revisions: Mapping[str, Sequence[Incident]]


class Found(NamedTuple):
    """What differs, and how much does not."""

    alerts: list[AlertDifference]
    incidents: list[IncidentDifference]
    same_alerts: int
    same_incidents: int


def compare(before: Said, after: Said) -> Found:
    """Compare two sides; the same words under another number of a revision are the same."""
    alerts, same_alerts = _alerts(before.alerts, after.alerts)
    incidents, same_incidents = [], 0
    for one in sorted({*before.revisions, *after.revisions}):
        different = _incident(before.revisions.get(one, ()), after.revisions.get(one, ()))
        if different is None:
            same_incidents += one in after.revisions
        else:
            incidents.append(different)
    return Found(alerts, incidents, same_alerts, same_incidents)


def _alerts(
    before: Mapping[str, Alert], after: Mapping[str, Alert]
) -> tuple[list[AlertDifference], int]:
    """Compare alerts: by their ids, and what is left by what it told whom because of what."""
    lost = {_news(one): one for key, one in before.items() if key not in after}
    found, same = [], 0
    for alert_id, alert in sorted(after.items()):
        known = before.get(alert_id) or lost.pop(_news(alert), None)
        if known is None:
            found.append(AlertDifference(how="added", after=alert))
        elif _content_of_alert(known) == _content_of_alert(alert):
            same += 1
        else:
            changes = tuple(sorted(_alert_changes(known, alert), key=_gravity))
            found.append(AlertDifference(how="changed", before=known, after=alert, changes=changes))
    found += [AlertDifference(how="lost", before=one) for one in lost.values()]
    return sorted(found, key=lambda one: (one.alert.sent, one.alert.alert_id)), same


def _news(alert: Alert) -> tuple[object, ...]:
    """Return what an alert is known by where its id is another: that hashes a revision's number."""
    return alert.incident_id, alert.watch_id, alert.kind, alert.sent, alert.caused_by


def _content_of_alert(alert: Alert) -> Alert:
    return replace(alert, alert_id="", incident_revision=0, references=())


def _alert_changes(old: Alert, new: Alert) -> Iterator[Change]:
    """Yield what differs in two alerts that tell the same news."""
    told: tuple[tuple[str, Any, Any], ...] = (
        ("severity", old.severity, new.severity),
        ("place", old.place and old.place.name, new.place and new.place.name),
        ("toll_summary.min", old.toll_summary.min, new.toll_summary.min),
        ("toll_summary.max", old.toll_summary.max, new.toll_summary.max),
        ("certainty", old.certainty, new.certainty),
        ("urgency", old.urgency, new.urgency),
        ("headline", old.headline, new.headline),
        ("sent", old.sent.isoformat(), new.sent.isoformat()),
        ("sentence", old.sentence, new.sentence),
        ("match", old.match.entry, new.match.entry),
        ("reasons", list(old.reasons), list(new.reasons)),
    )
    different = [one for one in told if one[1] != one[2]]
    for path, before, after in different:
        yield Change(path=path, old=before, new=after, reason=_in_words(path, before, after))
    if not different:
        yield Change(path="details", reason="only lesser details differ")


def _in_words(path: str, old: Any, new: Any) -> str:
    """Say what is different: ``severity: Minor, now Severe``."""
    name = path.replace("_", " ").replace(".", " ")
    said = ["nothing" if one is None else _listed(one) for one in (old, new)]
    return f"{name}: {said[0]}, now {said[1]}"


def _listed(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _incident(before: Sequence[Incident], after: Sequence[Incident]) -> IncidentDifference | None:
    """Compare the revisions of one incident; ``None`` when they say the same."""
    before = () if before and is_withdrawn(before[-1]) else before
    after = () if after and is_withdrawn(after[-1]) else after
    old, new = list(map(content_of, before)), list(map(content_of, after))
    if old == new:
        return None
    pairs = enumerate(zip(old, new, strict=False), start=1)
    parts_at = next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)) + 1)
    first, second = (before or (None,))[-1], (after or (None,))[-1]
    changes: tuple[Change, ...] = ()
    if first is not None and second is not None:
        found = changes_between(first, second, reading_id=None)
        changes = tuple(sorted(found, key=_gravity))
    lines = [[] if one is None else list(one.evidence) for one in (first, second)]
    known = [{one.dispatch for one in each} for each in lines]
    return IncidentDifference(
        how="changed" if first and second else "lost" if first else "added",
        before=first,
        after=second,
        changes=changes,
        revisions=(len(old), len(new)),
        parts_at=parts_at,
        only_before=tuple(one for one in lines[0] if one.dispatch not in known[1]),
        only_after=tuple(one for one in lines[1] if one.dispatch not in known[0]),
    )


def content_of(incident: Incident) -> Incident:
    """Return what a revision says, without its number and when it was made."""
    return replace(incident, revision=0, supersedes=None, revised_at=None)


def is_withdrawn(incident: Incident) -> bool:
    """Tell whether a replay that was promoted took *incident* back: it is known no more."""
    return any(change.path == WITHDRAWN for change in incident.change_set)


def _gravity(change: Change) -> tuple[int, str]:
    kind = change.path.split(".")[0]
    return (GRAVEST.index(kind) if kind in GRAVEST else len(GRAVEST)), change.path
