"""
How is a toll put into words?

Short English for headlines and reasons, made from the fields: "at least 17
killed", "says a local politician". Not here: other languages, or which claim is
told (``agents/linking/claims_ledger.py``).
"""

from __future__ import annotations

from typing import Final

from agents.who.party_names import party_name
from schemas.claim import Claim, ClaimKind
from schemas.event import Actor

KIND_WORDS: Final[dict[ClaimKind, str]] = {
    "killed": "killed", "wounded": "wounded", "captured": "captured", "missing": "missing",
    "displaced": "displaced", "killed_or_wounded": "killed or wounded",
    "killed_and_captured": "killed and captured", "losses": "losses", "equipment": "equipment lost",
}  # fmt: skip


ARTICLES: Final = frozenset({"a", "an", "the", "un", "une", "le", "la", "les", "des"})
BARE: Final = 2  # words of "army", "Malian army": a spokesman of theirs takes more to describe
VOWELS: Final = "aeiouéèêàâîôœ"


def said_of(claim: Claim) -> str:
    """Write what *claim* counts: "12 to 20 wounded (fighter)", "losses: heavy losses"."""
    kind = KIND_WORDS[claim.kind]
    figure = figure_of(claim.min, claim.max)
    if not figure:
        return f"{kind}: {claim.words}" if claim.words else kind
    whom = claim.of.category if claim.of.category != "unknown" else claim.of.actor_id
    since = f" since {claim.window.since}" if claim.window.since else ""
    return f"{figure} {kind}{f' ({whom})' if whom else ''}{since}"


def figure_of(least: int | None, most: int | None) -> str:
    """Write an interval: "17", "at least 17", "up to 50", "15 to 20", "no one"; empty if unknown."""
    match least, most:
        case None, None:
            return ""
        case 0, 0:
            return "no one"
        case ((None | 0), int()):
            return f"up to {most}"
        case int(), None:
            return f"at least {least}"
        case _:
            return f"{least}" if least == most else f"{least} to {most}"


def speaker_of(claim: Claim) -> str | None:
    """Write who says so: a name, a party, or a role with its article; ``None`` for the agency."""
    by = claim.by
    if by is None:
        return None
    if by.name:
        return by.name
    role = by.role or by.affiliation
    if not role:
        return "an unnamed source"
    words = role.casefold().split()
    if by.affiliation is not None and len(words) <= BARE:
        # "the army said": the party itself speaks, under the name that messages call it by.
        return f"the {party_name(Actor(name=role, actor_id=by.affiliation))}"
    is_many = words[0].endswith("s") and not words[0].endswith("ss")
    if words[0] in ARTICLES or is_many:
        return role
    return f"{'an' if words[0][0] in VOWELS else 'a'} {role}"
