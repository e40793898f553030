"""
How does one say an event's parts in words?

Plain strings for people, wherever they are shown: a toll with whose word it
is, who fights whom, where. Words from the wire are made harmless by ``shown``;
everything here passes through it. Not here: colours and layout
(``streams/render.py``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from agents.telling.claim_words import speaker_of
from agents.who.party_names import party_name
from schemas.claim import Claim
from schemas.event import Actor, Place

SAID = {
    "asserted": "says", "claimed": "says", "admitted": "admitted by",
    "denied": "denied by", "suspected": "suspected by", "possible": "possible, says",
}  # fmt: skip
# The other hedges show in the figure itself: "17+", "up to 50", "dozens".
TOLD_HEDGES = ("provisional", "unconfirmed", "about", "nearly")


def shown(words: str | None) -> str:
    """Return foreign *words* fit for one line of a terminal."""
    return harmless(" ".join((words or "").split()))


def harmless(text: str) -> str:
    """
    Return *text* without what moves, colours or reorders a terminal, letter for letter.

    Control characters could rewrite the screen, direction overrides could reorder what
    stands around them; line breaks and the plain marks that Arabic and emoji need are kept.
    """
    kept = {"\n", "\u200c", "\u200d", "\u200e", "\u200f"}
    return "".join(
        c if c in kept or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} else "\ufffd"
        for c in text
    )


def cut(words: str, width: int = 44) -> str:
    """Shorten *words* so that the reason still fits beside them in 80 columns."""
    return words if len(words) <= width else words[: width - 1].rstrip() + "…"


def claim_words(claim: Claim) -> str:
    """Say who says how many: "17+ killed — says a local politician (provisional)"."""
    figure, kind = _figure(claim), claim.kind.replace("_", " ")
    if not figure.endswith(kind):  # "heavy losses" says so already
        figure = f"{figure} {kind}"
    of = f" ({shown(claim.of.words)})" if claim.of.words else ""
    hedges = [hedge for hedge in claim.hedge if hedge in TOLD_HEDGES]
    since = f"since {claim.window.since}" if claim.window.cumulative and claim.window.since else ""
    notes = ", ".join(note for note in (*hedges, since) if note)
    by = f"{SAID[claim.status]} {_speaker(claim)}" if claim.by else "the report's own figure"
    return f"{figure}{of} — {by}" + (f" ({notes})" if notes else "")


def _figure(claim: Claim) -> str:
    """Write how many, as people read it; a vague word stays a word."""
    words = shown(claim.words)
    if claim.min is None and claim.max is None:
        return words or "unknown number"
    interval = bounds(claim.min, claim.max)
    return f"{words} [{interval}]" if "vague_word" in claim.hedge and words else interval


def bounds(low: int | None, high: int | None) -> str:
    """Write an interval that is bounded on one side at least."""
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"{low:,}+"
    if low == high:
        return f"{low:,}" if low else "no"
    return f"{low:,}–{high:,}"


def _speaker(claim: Claim) -> str:
    """Name the speaker; a named one with the role that the report gives."""
    who = shown(speaker_of(claim))
    role = shown(claim.by.role) if claim.by and claim.by.name else ""
    return ", ".join(part for part in (who, role) if part)


def sides(actors: Iterable[Actor]) -> str:
    """Say who fights whom: "Malian army, Wagner against CSP-DPA"."""
    names: dict[str, list[str]] = {}
    for actor in actors:
        side = names.setdefault(actor.side, [])
        if (name := shown(party_name(actor))) not in side:
            side.append(name)
    fighting = [", ".join(names[side]) for side in ("A", "B", "C", "civilian") if side in names]
    others = f"; also {', '.join(names['unknown'])}" if "unknown" in names else ""
    return (" against ".join(fighting) + others).removeprefix("; also ")


def place_words(place: Place) -> str:
    """Name a place with what it lies in: "near Tinzaouaten, Kidal, ML-8"."""
    name = shown(place.canonical or place.name)
    near = f"{place.role} " if place.role not in {"main", "mention"} else ""
    within = [shown(part) for part in (place.adm1, place.iso3166_2 or place.country) if part]
    return near + ", ".join([name, *(part for part in within if part != name)])


def counted(number: int, noun: str) -> str:
    """Write ``1 dispatch``, ``2,000 dispatches``; *noun* in the singular."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}{'es' if noun.endswith(('ch', 's')) else 's'}"


def clock_time(at: datetime) -> str:
    """Write a time for people; always UTC, and it says so."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
