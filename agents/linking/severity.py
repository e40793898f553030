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

from agents.gazetteer.names import gazetteer
from agents.who.roles import OWN_WORD
from schemas.claim import Claim
from schemas.event import Family, Territory, Types
from schemas.incident import Certainty, Level, Severity, Sighting, TollSummary

from .claims_ledger import PARTIES
from .voices import voices_of

# Lower ends in persons killed for moderate, severe, extreme; docs/glossary.md, *severity*.
USUAL: Final = (1, 10, 100)
OF_KILLED: Final[tuple[Level, ...]] = ("extreme", "severe", "moderate")
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
    country: str,
    bands: tuple[int, int, int] = USUAL,
) -> Severity:
    """
    Rate how bad an event is; ``unknown`` without any fact to rest on.

    That a regional seat fell is no rule: the gazetteer tells capitals, and no seats. Nor is
    a state that joins: whether it is new is known only beside what was before, and readers
    who know that get an ESCALATION. *bands* are killed at least, for moderate, severe and
    extreme.
    """
    fired: dict[str, Level] = {}
    killed = toll.min or 0
    for least, level in zip(reversed(bands), OF_KILLED, strict=True):
        if killed >= least:
            fired[f"severity.killed-{least}@1"] = level
            break
    if territory is not None and territory.change == "gained":
        capital = gazetteer().capital(country)
        is_capital = capital is not None and capital.id == territory.place_id
        rule = "severity.capital@1" if is_capital else "severity.territory@1"
        fired[rule] = "extreme" if is_capital else "severe"
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
    wire states it as fact; possible when all there is is one side's word; unlikely when
    somebody of no side denies the dead of which that side speaks.
    """
    known, claims = tuple(sightings), tuple(claims)
    if len(voices_of(known)) > 1 or any(_admits(claim) for claim in claims):
        return "observed"
    if any(one.mention.confidence >= SURE and not _is_claimed(one) for one in known):
        return "likely"
    if any(_denies(claim) for claim in claims):
        return "unlikely"
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


def _denies(claim: Claim) -> bool:
    """Tell whether somebody who takes no part denies a toll."""
    by = claim.by
    return claim.status == "denied" and by is not None and by.side not in PARTIES


def _admits(claim: Claim) -> bool:
    """Tell whether a party speaks of its own dead, wounded or captured."""
    if claim.by is None or claim.of.side not in PARTIES or claim.status == "denied":
        return False
    return claim.by.side == claim.of.side and (claim.min or 0) > 0
