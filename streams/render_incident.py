"""
How does everything known about one incident look on a terminal?

Claims stand side by side with who makes them, contradictions included, and each
piece of evidence with its sentence. Not here: what an incident is
(``schemas/incident.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.incident import Evidence, Incident

from .wording import bounds, claim_words, clock_time, counted, place_words, shown, sides


def dossier(incident: Incident) -> RenderableType:
    """Show one incident in full."""
    head = Text.assemble(
        (f"incident {incident.incident_id}", "bold"),
        f"  revision {incident.revision}  {incident.status}  {incident.family}",
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    before = None
    for label, value in _facts(incident):
        table.add_row(label if label != before else "", value)
        before = label
    return Group(head, Padding(table, (0, 0, 1, 2)))


def _facts(incident: Incident) -> Iterator[tuple[str, Text]]:
    """Yield labelled lines; a label that goes on stands once."""
    for place in incident.places:
        yield "where", Text(place_words(place))
    if incident.time.start:
        until = f" to {incident.time.end}" if incident.time.end else ", going on"
        yield "when", Text(f"{incident.time.start}{until} ({incident.time.precision})")
    if incident.actors:
        yield "who", Text(sides(incident.actors))
    by_id = {claim.claim_id: claim for claim in incident.claims}
    for claim in incident.claims:
        yield "claims", Text(claim_words(claim))
        for relation in claim.relation:
            other = by_id.get(relation.claim_id)
            if other is not None:
                yield "claims", Text(f"  {relation.kind}: {claim_words(other)}", style="dim")
    toll = incident.toll_summary
    if (toll.min, toll.max) != (None, None):
        disputed = ", disputed" if toll.disputed else ""
        yield "killed", Text(f"{bounds(toll.min, toll.max)}{disputed}")
    yield "how sure", Text(f"{incident.certainty}; severity {incident.severity.level}")
    voices = incident.independence
    yield "reports", Text(f"{voices.reports:,} from {counted(voices.families, 'publisher')}")
    for evidence in incident.evidence:
        yield from _evidence(evidence)
    for change in incident.change_set:
        old = f"{change.old} → " if change.old is not None else ""
        yield (
            "changed",
            Text(f"{change.path}: {shown(f'{old}{change.new}')} ({shown(change.reason)})"),
        )
    yield "first report", Text(clock_time(incident.first_seen))


def _evidence(evidence: Evidence) -> Iterator[tuple[str, Text]]:
    """Yield who reports it, with the sentence."""
    repeat = f", repeats {shown(evidence.duplicate_of)}" if evidence.duplicate_of else ""
    who = f"{shown(evidence.provider)} ({evidence.language}) {clock_time(evidence.published_at)}"
    key = shown(evidence.dispatch.key)
    yield "evidence", Text.assemble(who, (f"  {key} revision {evidence.dispatch.revision}{repeat}", "dim"))  # fmt: skip
    yield "evidence", Text(f"“{shown(evidence.sentence)}”", style="italic")
