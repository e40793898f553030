"""
How does what we knew, and came to know, look on a terminal?

Each revision with the time since when it was known, the reports that made it and what they
changed, in words; between them the messages that went out. Not here: what was known when
(``streams/history.py``), and an incident in full (``streams/render_incident.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from agents.where.homes import main_place
from schemas.incident import Evidence, Incident

from .history import PROMPT, Revision, Step, is_late, steps
from .render import KIND_STYLES
from .sent import Sent, State
from .wording import bounds, clock_time, counted, cut, place_words, shown

STATE_WORDS: Final[dict[State, str]] = {
    "in_force": "in force",
    "replaced": "replaced",
    "taken_back": "taken back",
    "expired": "expired",
}


def what_and_where(incident: Incident) -> str:
    """Name an incident: "fight in Tinzaouaten, Kidal, ML-8"."""
    place = main_place(incident.places)
    where = place_words(place) if place else incident.country
    return f"{incident.family.replace('_', ' ')} {where}"


def days_words(incident: Incident) -> str:
    """Say on which days the event itself was, as far as reports say."""
    when = incident.time
    if when.start is None:
        return "no day told"
    if when.end is None:
        return f"since {when.start}"
    return f"on {when.start}" if when.start == when.end else f"{when.start} to {when.end}"


def known_words(
    revisions: Sequence[Revision], found: Revision, at: datetime | None
) -> Iterator[Text]:
    """Say which of *revisions* is shown and since when it is known; and when the event was told."""
    newest, first = revisions[-1], revisions[0]
    asked = "" if at is None else f"as of {clock_time(at)}: "
    now = (
        "the newest" if found == newest
        else f"now it is revision {newest.incident.revision}, {newest.incident.status}"
    )  # fmt: skip
    yield Text(
        f"{asked}revision {found.incident.revision}, known since {clock_time(found.known_at)}; {now}",
        style="bold",
    )
    told = found.incident.first_seen
    if first.incident.supersedes is None and first.known_at - told > PROMPT:
        yield Text(
            f"its first report is dated {clock_time(told)}; we have it since "
            f"{clock_time(first.known_at)}, and did not know before",
            style="yellow",
        )


def life(revisions: Sequence[Revision], messages: Sequence[Sent]) -> RenderableType:
    """Show all *revisions* of one incident, oldest first, with the *messages* about it."""
    newest = revisions[-1].incident
    head = Text.assemble(
        (f"incident {newest.incident_id}", "bold"),
        f"  {what_and_where(newest)}  {days_words(newest)}  now {newest.status}",
    )
    told: list[tuple[datetime, int, list[Text]]] = [
        (step.revision.known_at, 0, list(_step_lines(step))) for step in steps(revisions)
    ]
    # By time; a message comes after the revision that it tells of.
    sent = [(one.alert.sent, 1, [message_line(one)]) for one in messages]
    rows = sorted([*told, *sent], key=lambda row: row[:2])
    return Group(
        head, Padding(Group(*(line for _, _, lines in rows for line in lines)), (0, 0, 1, 2))
    )


def _step_lines(step: Step) -> Iterator[Text]:
    incident, known_at, replay = step.revision
    yield Text.assemble(
        (clock_time(known_at), "dim"),
        (f"  revision {incident.revision}", "bold"),
        f"  {incident.status}",
        (f"  {_replay_words(replay, incident)}" if replay else "", "yellow"),
    )
    for line in cause_words(step):
        yield Text(f"    {line}")
    for change in step.changes:
        yield Text(f"    · {shown(change.reason)}")
    if incident.merged_into is not None:
        yield Text(f"    · merged into incident {incident.merged_into}")


def _replay_words(replay: str, incident: Incident) -> str:
    """Say which replay put it there, and when it would have been known."""
    at = incident.revised_at
    then = f", in which it is known since {clock_time(at)}" if at else ""
    return f"put here by replay {shown(replay)}{then}"


def cause_words(step: Step) -> Iterator[str]:
    """Say which reports made the revision; that none did when only time went by."""
    if not step.is_known_whole:
        yield "the revision before this one is no longer kept"
        return
    for line in step.joined:
        yield f"by {_report_words(line, step.revision.known_at)}"
    if step.revision.incident.merged_into is None:
        for line in step.dropped:
            yield f"without {shown(line.provider)} {shown(line.dispatch.key)}, which counts here no more"
    if not step.joined and not step.dropped:
        is_due = all(change.reading_id is None for change in step.changes)
        yield "as time went by" if is_due else "by a report that is told of already"


def _report_words(line: Evidence, known_at: datetime) -> str:
    late = f", dated {clock_time(line.received_at)}" if is_late(line, known_at) else ""
    return (
        f"{shown(line.provider)} {shown(line.dispatch.key)} revision {line.dispatch.revision}"
        f"{late}: “{cut(shown(line.sentence), 72)}”"
    )


def message_line(one: Sent) -> Text:
    """Show a message in a line: when it was sent, what kind, to whom, its headline, how it stood."""
    alert = one.alert
    exercise = "" if alert.status == "Actual" else f"{alert.status} "
    return Text.assemble(
        (clock_time(alert.sent), "dim"), "  ",
        (f" {alert.kind} ", KIND_STYLES.get(alert.kind, "bold")), " ",
        (shown(alert.watch_id), "bold"), f"  {shown(alert.headline)}  ",
        (f"({exercise}{STATE_WORDS[one.state]})", "dim"),
    )  # fmt: skip


def row(revision: Revision) -> Text:
    """Show one incident of a list: its id, status, what, where, when, how many, and since when."""
    incident = revision.incident
    toll = incident.toll_summary
    dead = f"  {bounds(toll.min, toll.max)} killed" if (toll.min, toll.max) != (None, None) else ""
    reports = counted(incident.independence.reports, "report")
    since = f"revision {incident.revision}, known since {clock_time(revision.known_at)}"
    return Text.assemble(
        (incident.incident_id, "dim"), (f"  {incident.status:10}", "bold"),
        f"  {what_and_where(incident)}  {days_words(incident)}{dead}  ",
        (f"{reports}  {since}", "dim"),
    )  # fmt: skip
