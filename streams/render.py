"""
How does an alarm look on a terminal?

Shared by ``alerts tail``, ``run`` and ``demo``. Words from the wire stay data:
they are put into ``rich`` texts, never parsed as markup, and control and
direction-changing characters in them are shown as a sign. Not here: what is in
an alarm (``agents/alerting.py``).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.alert import Alert
from schemas.claim import Claim, Speaker
from schemas.decision import Decision
from schemas.event import Actor, Place

KIND_STYLES = {
    "ONSET": "bold white on red",
    "ESCALATION": "bold white on dark_orange3",
    "SPREAD": "bold black on yellow",
    "UPDATE": "bold black on yellow",
    "CEASEFIRE": "bold black on green",
    "CANCEL": "bold white on grey37",
}
SAID = {
    "asserted": "says", "claimed": "claimed by", "admitted": "admitted by",
    "denied": "denied by", "suspected": "suspected by", "possible": "possible, says",
}  # fmt: skip
# The other hedges show in the figure itself: "17+", "up to 50", "dozens".
TOLD_HEDGES = ("provisional", "unconfirmed", "about", "nearly")
ARTICLES = {"a", "an", "the", "un", "une", "le", "la", "les", "des", "l'"}


def console(*, stderr: bool = False) -> Console:
    """Return the console for our output: plain when it is no terminal, nothing interpreted."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def shown(words: str | None) -> str:
    """
    Return foreign *words* fit for a terminal: one line, nothing that moves or colours it.

    Control characters could rewrite the screen, direction overrides could reorder what
    stands around them; the plain marks that Arabic and emoji need are kept.
    """
    kept = {"\u200c", "\u200d", "\u200e", "\u200f"}
    text = " ".join((words or "").split())
    return "".join(
        c if c in kept or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} else "\ufffd"
        for c in text
    )


def alarm(alert: Alert, *, latency_ms: float | None = None) -> RenderableType:
    """
    Show one alert: what, where, who, how many by whose word, and the words that set it off.

    Args:
        alert: What rang.
        latency_ms: From the wire to here, when it is known.
    """
    head = Text.assemble(
        (f" {alert.kind} ", KIND_STYLES.get(alert.kind, "bold")), " ", (shown(alert.watch_id), "bold"),
        (f"  {clock_time(alert.sent)}", "dim"),
        (f"  {latency_ms:,.0f} ms from wire to here" if latency_ms is not None else "", "dim"),
    )  # fmt: skip
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for label, value in _facts(alert):
        rows.add_row(label, value)
    return Group(head, Text(shown(alert.headline), style="bold"), Padding(rows, (0, 0, 1, 2)))


def _facts(alert: Alert) -> Iterable[tuple[str, Text]]:
    """Give the labelled lines of an alarm; what is unknown has no line."""
    if alert.place:
        yield "where", Text.assemble(place_words(alert.place), (f"  ({_match(alert)})", "dim"))
    if alert.onset:
        yield "since", Text(f"{alert.onset:%Y-%m-%d}")
    if alert.actors:
        yield "who", Text(sides(alert.actors))
    for number, claim in enumerate(alert.claims):
        yield ("tolls" if number == 0 else ""), Text(claim_words(claim))
    if alert.sentence:
        language = f"  {alert.language}" if alert.language not in {"en", "und"} else ""
        yield "words", Text.assemble((f"“{shown(alert.sentence)}”", "italic"), (language, "dim"))
    yield (
        "how sure",
        Text(
            f"{alert.certainty.lower()}, {alert.severity.lower()} severity; "
            f"{_count(alert.reports, 'report', 'reports')} "
            f"from {_count(alert.families, 'publisher', 'publishers')}"
        ),
    )
    if alert.reasons:
        yield "why", Text("; ".join(shown(reason) for reason in alert.reasons))
    yield "ids", Text(f"alert {alert.alert_id}  incident {alert.incident_id}", style="dim")


def near_miss(decision: Decision) -> RenderableType:
    """Show in one line what stayed quiet, and why."""
    why = shown(decision.detail)
    line = Text.assemble(
        ("· quiet  ", "dim"), (decision.reason, "yellow"), "  ",
        (f"‘{shown(decision.sentence)[:90]}’  " if decision.sentence else "", "italic"),
        (f"{shown(decision.watch_id)}: " if decision.watch_id else "", "dim"), (why, "dim"),
        no_wrap=True, overflow="ellipsis",
    )  # fmt: skip
    return Group(line)  # alone, `print` would join it to others and lose its no_wrap


def claim_words(claim: Claim) -> str:
    """Say who says how many: "17+ killed — says a local politician (provisional)"."""
    kind = claim.kind.replace("_", " ")
    of = f" ({shown(claim.of.words)})" if claim.of.words else ""
    hedges = [hedge for hedge in claim.hedge if hedge in TOLD_HEDGES]
    since = f"since {claim.window.since}" if claim.window.cumulative and claim.window.since else ""
    notes = ", ".join(note for note in (*hedges, since) if note)
    by = f"{SAID[claim.status]} {_speaker(claim.by)}" if claim.by else "the report's own figure"
    return f"{_figure(claim)} {kind}{of} — {by}" + (f" ({notes})" if notes else "")


def _figure(claim: Claim) -> str:
    """Write the bounds the way people read them; a vague word stays a word."""
    low, high, words = claim.min, claim.max, shown(claim.words)
    if low == high:
        return "no" if low == 0 else f"{low:,}" if low is not None else words or "unknown number"
    bounds = (
        f"up to {high:,}" if low is None else f"{low:,}+" if high is None else f"{low:,}–{high:,}"
    )
    return f"{words} [{bounds}]" if "vague_word" in claim.hedge and words else bounds


def _speaker(by: Speaker) -> str:
    """Name the speaker; an unnamed one by role ("a local politician")."""
    role, name, affiliation = shown(by.role), shown(by.name), shown(by.affiliation)
    if role and not name:
        first = role.split()[0].lower()
        plural = role.endswith("s") and not role.endswith("ss")
        if role[0].islower() and role.isascii() and first not in ARTICLES and not plural:
            role = f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
    if affiliation and affiliation.casefold() in f"{name} {role}".casefold():
        affiliation = ""
    return ", ".join(part for part in (name, role, affiliation) if part) or "an unnamed source"


def sides(actors: Iterable[Actor]) -> str:
    """Say who fights whom: "army, Wagner against CSP-DPA"."""
    names: dict[str, list[str]] = {}
    for actor in actors:
        side = names.setdefault(actor.side, [])
        if shown(actor.name) not in side:
            side.append(shown(actor.name))
    fighting = [", ".join(names[side]) for side in ("A", "B", "C", "civilian") if side in names]
    others = f"; also {', '.join(names['unknown'])}" if "unknown" in names else ""
    return (" against ".join(fighting) + others).removeprefix("; also ")


def place_words(place: Place) -> str:
    """Name a place with what it lies in: "near Tinzaouaten, Kidal, ML-8"."""
    name = shown(place.canonical or place.name)
    near = f"{place.role} " if place.role not in {"main", "mention"} else ""
    within = [shown(part) for part in (place.adm1, place.iso3166_2 or place.country) if part]
    return near + ", ".join([name, *(part for part in within if part != name)])


def _match(alert: Alert) -> str:
    """Say how the place satisfies the watch entry."""
    distance = alert.match.distance_km
    far = f", {distance:.0f} km" if distance is not None else ""
    return f"{alert.match.rule.replace('_', ' ')} {shown(alert.match.entry)}{far}"


def clock_time(at: datetime) -> str:
    """Write a time for people; always UTC, and it says so."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _count(number: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"
