"""
How does one read what differs?

A summary, then each difference with what caused it and what either side decided about
that. As lines of text here; as a page in ``streams/cli/replay_diff_page.py``. Not here:
finding differences (``streams/replay``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.incident import Change, Evidence
from streams.replay.diff.differences import AlertDifference, Difference, How, IncidentDifference
from streams.wording import clock_time, counted, cut, place_words, shown

HOWS: Final[tuple[How, ...]] = ("added", "lost", "changed")
SIGNS: Final[dict[How, str]] = {"added": "+", "lost": "-", "changed": "~"}
MOST_LINES: Final = 6
"""Changes, reports or decisions that are told of one difference; all are in the JSON."""


class Told(NamedTuple):
    """
    One difference in words.

    Attributes:
        sign: ``+``, ``-`` or ``~``.
        head: What it is.
        lines: Why.
    """

    sign: str
    head: str
    lines: tuple[str, ...]


def summary(found: Difference) -> str:
    """Say in one line how much differs."""
    if found.is_nothing:
        return (
            f"{found.before} and {found.after} say the same: "
            f"{counted(found.same_alerts, 'alert')}, {counted(found.same_incidents, 'incident')}"
        )
    alerts, incidents = _counts(found.alerts), _counts(found.incidents)
    return (
        f"{found.before} → {found.after}: alerts {alerts}, {found.same_alerts:,} the same; "
        f"incidents {incidents}, {found.same_incidents:,} the same"
    )


def told(found: Difference, *, most: int | None) -> Iterator[str]:
    """Yield lines; *most* differences of each kind, all when it is ``None``."""
    yield summary(found)
    for title, differences in sections(found):
        yield ""
        yield title
        for one in differences[:most]:
            yield f"{one.sign} {one.head}"
            yield from (f"    {line}" for line in one.lines)
        if most is not None and len(differences) > most:
            yield f"  and {len(differences) - most:,} more: --all"


def sections(found: Difference) -> Iterator[tuple[str, list[Told]]]:
    """Yield titles with what stands under them; those with nothing are left out."""
    for how in HOWS:
        alerts = [_alert(one, found) for one in found.alerts if one.how == how]
        if alerts:
            yield f"alerts {how}: {len(alerts):,}", alerts
    for how in HOWS:
        incidents = [_incident(one, found) for one in found.incidents if one.how == how]
        if incidents:
            yield f"incidents {how}: {len(incidents):,}", incidents


def _counts(differences: Iterable[AlertDifference | IncidentDifference]) -> str:
    hows = [one.how for one in differences]
    return ", ".join(f"{hows.count(how):,} {how}" for how in HOWS)


def _alert(one: AlertDifference, found: Difference) -> Told:
    alert = one.alert
    head = (
        f"{clock_time(alert.sent)}  {alert.kind} {shown(alert.watch_id)}  {shown(alert.headline)}"
    )
    return Told(
        SIGNS[one.how],
        head,
        (
            *_changes(one.changes),
            *_cause(alert),
            *_decided(found.before, one.decisions_before),
            *_decided(found.after, one.decisions_after),
            f"alert {alert.alert_id}, incident {alert.incident_id}",
        ),
    )


def _cause(alert: Alert) -> Iterator[str]:
    """Say which dispatch set it off."""
    if alert.caused_by is None:
        yield "no dispatch set it off: it was due"
        return
    said = f": “{cut(shown(alert.sentence), 160)}”" if alert.sentence else ""
    yield f"because of {shown(alert.caused_by.key)} revision {alert.caused_by.revision}{said}"


def _decided(side: str, decisions: Sequence[Decision]) -> Iterator[str]:
    """Say what a side decided about that dispatch."""
    for one in decisions[:MOST_LINES]:
        detail = f" ({shown(one.detail)})" if one.detail else ""
        kind = f" {one.kind}" if one.kind else ""
        yield f"{side}: {one.outcome}{kind}, {one.reason}{detail}"
    yield from _rest(len(decisions))
    if not decisions:
        yield f"{side}: no decision is kept about it"


def _incident(one: IncidentDifference, found: Difference) -> Told:
    incident = one.incident
    where = ", ".join(place_words(place) for place in incident.places[:1]) or incident.country
    head = f"{incident.status} {incident.family}, {where}"
    lines = list(_changes(one.changes))
    if one.how == "changed":
        came = "the end is the same, not the way there; " if not one.changes else ""
        lines.append(
            f"{came}{one.revisions[0]} and {one.revisions[1]} revisions, "
            f"which part at the {_ordinal(one.parts_at)}"
        )
    lines += _reports(found.before, one.only_before)
    lines += _reports(found.after, one.only_after)
    return Told(SIGNS[one.how], head, (*lines, f"incident {incident.incident_id}"))


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    yield from (shown(change.reason) for change in changes[:MOST_LINES])
    yield from _rest(len(changes))


def _reports(side: str, lines: Sequence[Evidence]) -> Iterator[str]:
    """Say which reports only one side counts."""
    for line in lines[:MOST_LINES]:
        yield (
            f"only {side} counts {shown(line.dispatch.key)}, {shown(line.provider)} "
            f"{clock_time(line.published_at)}: “{cut(shown(line.sentence), 160)}”"
        )
    yield from _rest(len(lines))


def _rest(number: int) -> Iterator[str]:
    if number > MOST_LINES:
        yield f"and {number - MOST_LINES:,} more"


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ends.get(number % 10, 'th')}"
