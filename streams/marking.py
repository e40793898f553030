"""
Which words made a reading what it is?

A dispatch's text with its words marked by what they told us, and what was
understood, in rows. Not here: how marks look without colour
(``streams/brackets.py``), and the reading itself (``agents/reading.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agents.lexicon import LANGUAGES
from agents.text.language import UNKNOWN
from agents.what.weighing import DOUBTED, WEIGHED
from agents.who.party_names import party_name
from schemas.dispatch import Dispatch, canonical_text
from schemas.event import LOCATING, Mention
from schemas.reading import Reading
from schemas.record import Span

from .brackets import bracketed
from .wording import claim_words, clock_time, harmless, place_words, shown, sides

STYLES = {
    "trigger": "bold red",
    "realis": "bold yellow",
    "place": "bold green",
    "other place": "green",
    "actor": "cyan",
    "time": "blue",
    "claim": "bold magenta",
    "speaker": "magenta",
}
"""What the colours mean; the legend shows them."""


def explained(dispatch: Dispatch, reading: Reading, *, in_colour: bool) -> RenderableType:
    """
    Show *dispatch* as it was read: its text marked, then each mention and claim in rows.

    Args:
        dispatch: What was read.
        reading: Its reading.
        in_colour: ``False`` marks the words by brackets, for pipes and ``NO_COLOR``.
    """
    source = reading.dispatch
    head = Text.assemble(
        (shown(dispatch.key), "bold"),
        f"  revision {dispatch.revision}  {shown(dispatch.provider)}  {source.language}  "
        f"{reading.register}  published {clock_time(dispatch.published_at)}",
    )
    if reading.cut:
        head.append("\nits end was not read: it is too long", "yellow")
    understood = rows(dispatch, reading)
    if not in_colour:
        plain = bracketed(harmless(canonical_text(dispatch)), _spans(reading))
        return Group(head, Text(), Text(plain), Text(), understood)
    legend = Text("marked: ", style="dim")
    for name, style in STYLES.items():
        legend.append(name, style).append("  ")
    return Group(head, Text(), marked(dispatch, reading), Text(), legend, Text(), understood)


def marked(dispatch: Dispatch, reading: Reading) -> Text:
    """Return the text with the words that decided in the colours of ``STYLES``."""
    text = Text(harmless(canonical_text(dispatch)))  # letter for letter, so that spans hold
    for (start, end), what in _spans(reading):
        text.stylize(STYLES[what], start, end)
    return text


def rows(dispatch: Dispatch, reading: Reading) -> RenderableType:
    """Show what was understood, a row each: the words first, then what they were taken for."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    text = canonical_text(dispatch)
    if reading.dateline:
        table.add_row("dateline", Text(shown(reading.dateline.text) + "  (locates nothing)"))
    for mention in reading.mentions:
        table.add_row(f"mention {mention.idx}", Text(_told(mention)))
        table.add_row("", Text(f"“{shown(mention.sentence)}”", style="italic"))
        table.add_row("  because", Text(_because(mention, text)))
        for label, value in _parts(mention):
            table.add_row(f"  {label}", Text(value))
    for claim in reading.claims:
        of = f"  [mention {claim.mention_idx}]" if claim.mention_idx is not None else ""
        table.add_row("claim", Text(claim_words(claim) + of))
    if not reading.mentions:
        for place in reading.place_mentions:
            table.add_row("place", Text(f"{place.role}: {place_words(place)}"))
        for one in reading.noted:
            known = f"  ({one.actor_id})" if one.actor_id else ""
            table.add_row(one.kind, Text(shown(one.text) + known))
        table.add_row("", Text(_why_no_event(reading.dispatch.language)))
    return table


def _why_no_event(language: str) -> str:
    """Say why there is no mention: nothing told of one, or its words are not ours to read."""
    if language in LANGUAGES:
        return "no event is mentioned"
    if language == UNKNOWN:
        return "its language cannot be told, so only places, names and numbers were looked for"
    return (
        f"events are not read in this language ({shown(language)}), only places, names and numbers"
    )


def _because(mention: Mention, text: str) -> str:
    """Name the words that decided whether it happened, and the rules that asked."""
    words = ", ".join(f"“{shown(text[start:end])}”" for start, end in mention.realis_spans)
    asked = " ".join(rule for rule in mention.rules if rule.startswith("realis."))
    without = "a plain statement" if mention.realis == "actual" else "no words of its own"
    if any(rule == WEIGHED or rule.startswith(DOUBTED) for rule in mention.rules):
        without = "all its words together"
    return f"{words or without}  ({asked})" if asked else words or without


def _told(mention: Mention) -> str:
    """Say what kind of event it is, and what keeps it from being news."""
    notes = [
        note
        for note, holds in (
            ("background", mention.background),
            ("a reaction", mention.reaction),
            ("a count over a longer time", mention.scope == "summary"),
        )
        if holds
    ]
    extra = f" ({', '.join(notes)})" if notes else ""
    return f"{mention.realis} {mention.family}, by “{shown(mention.trigger)}”{extra}"


def _parts(mention: Mention) -> Iterator[tuple[str, str]]:
    """Yield the labelled parts of a mention that were found."""
    time = mention.time
    if time.start:
        words = f"  from “{shown(time.text)}”" if time.text else ""
        end = f" to {time.end}" if time.end and time.end != time.start else ""
        yield "when", f"{time.relation} {time.start}{end}, precision {time.precision}{words}"
    for place in mention.places:
        yield "where", f"{place.role}: {place_words(place)}"
    if mention.actors:
        yield "who", sides(mention.actors)
        roles = (f"{shown(party_name(one))} {one.role}" for one in mention.actors)
        yield "roles", ", ".join(roles)
    if mention.rules:
        yield "rules", " ".join(mention.rules)


def _spans(reading: Reading) -> Iterator[tuple[Span, str]]:
    """Yield every span with what it told; later ones lie on top."""
    of_events = [place for mention in reading.mentions for place in mention.places]
    locating = {place.span for place in of_events if place.role in LOCATING}
    for place in (*reading.place_mentions, *of_events):
        yield place.span, "place" if place.span in locating else "other place"
    for mention in reading.mentions:
        for actor in mention.actors:
            yield actor.span, "actor"
        if mention.time.span:
            yield mention.time.span, "time"
    for one in reading.noted:
        yield one.span, "actor" if one.kind == "name" else "claim"
    for claim in reading.claims:
        yield claim.span, "claim"
        if claim.by and claim.by.span:
            yield claim.by.span, "speaker"
    for mention in reading.mentions:
        yield from ((span, "realis") for span in mention.realis_spans)
        yield mention.trigger_span, "trigger"
