"""
How bad is it, and how sure are we?

Two separate scales, each by rules that are named in the incident. Severity
rests on the ``min`` of the preferred claim and on what was used and taken;
certainty on who says so, and is never raised by a reprint. Not here: which
claim is preferred (``agents/linking/claims_ledger.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from agents.who.roles import OWN_WORD
from schemas.claim import Claim
from schemas.event import Family, Territory, Types
from schemas.incident import Certainty, Level, Severity, Sighting, TollSummary

from .claims_ledger import PARTIES
from .voices import voices_of

# Lower ends in persons killed, worst first; defaults of docs/glossary.md, *severity*.
KILLED: Final[tuple[tuple[int, Level], ...]] = ((100, "extreme"), (10, "severe"), (1, "moderate"))
LEVELS: Final[tuple[Level, ...]] = ("unknown", "minor", "moderate", "severe", "extreme")
HEAVY: Final = frozenset({"heavy-weapons", "aerial", "drone", "unconventional"})
FORCES: Final = frozenset({"soldier", "fighter"})
# Below this the reading itself is more default than rule; it cannot make an event likely.
SURE: Final = 0.5


def severity_of(
    toll: TollSummary,
    claims: Sequence[Claim],
    *,
    family: Family,
    types: Types,
    territory: Territory | None,
) -> Severity:
    """
    Rate how bad an event is; ``unknown`` without any fact to rest on.

    That a capital or a regional seat fell is no rule yet: the gazetteer does not tell
    which towns are seats.
    """
    fired: dict[str, Level] = {}
    killed = toll.min or 0
    for least, level in KILLED:
        if killed >= least:
            fired[f"severity.killed-{least}@1"] = level
            break
    if territory is not None and territory.change == "gained":
        fired["severity.territory@1"] = "severe"
    if any(_is_heavy_loss(claim) for claim in claims):
        fired["severity.heavy-losses@1"] = "severe"
    if any(claim.kind in ("captured", "killed_and_captured") for claim in claims):
        fired["severity.captives@1"] = "moderate"
    modes = types.plover.modes if types.plover else ()
    if family == "remote" or not HEAVY.isdisjoint(modes):
        fired["severity.heavy-weapons@1"] = "moderate"
    if not fired and claims:
        fired["severity.minor@1"] = "minor"
    level = max(fired.values(), key=LEVELS.index, default="unknown")
    return Severity(level=level, rules=tuple(rule for rule in fired if fired[rule] == level))


def _is_heavy_loss(claim: Claim) -> bool:
    """Tell whether an organised force is said to have lost heavily, without a number."""
    return claim.kind == "losses" and (
        claim.of.side in ("A", "B", "C") or claim.of.category in FORCES
    )


def certainty_of(sightings: Iterable[Sighting], claims: Iterable[Claim]) -> Certainty:
    """
    Rate how sure it is that the event happened.

    Observed when two origins report it or a party admits its own loss; likely when one
    wire states it as fact; possible when all there is is one side's word.
    """
    known = tuple(sightings)
    if len(voices_of(known)) > 1 or any(_admits(claim) for claim in claims):
        return "observed"
    if any(one.mention.confidence >= SURE and not _is_claimed(one) for one in known):
        return "likely"
    return "possible" if known else "unknown"


def _is_claimed(sighting: Sighting) -> bool:
    """
    Tell whether the event itself is put forward by a side in the fight.

    Who claims responsibility for a bombing that the wire tells as a fact leaves it one.
    """
    mention = sighting.mention
    return OWN_WORD in mention.rules and any(
        actor.role == "claimant" and actor.side in PARTIES for actor in mention.actors
    )


def _admits(claim: Claim) -> bool:
    """Tell whether a party speaks of its own dead, wounded or captured."""
    if claim.by is None or claim.of.side not in PARTIES or claim.status == "denied":
        return False
    return claim.by.side == claim.of.side and (claim.min or 0) > 0
