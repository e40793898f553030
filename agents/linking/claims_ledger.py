"""
How do the tolls of one incident stand to each other, and how many died?

Every claim is kept beside every other one. Two can be compared when they count
the same thing of the same people over the same time. The summary picks one
claim and never adds: two speakers' dead may be the same dead, and a compound
("killed and captured") or a count "since January" is no toll of this event.

How one is picked: among claims on the same people, of each speaker in each
publisher family the last word; of those the newest ``as_of``, a side's word on
its enemy's dead last; on one day the larger, because wires that lag repeat the
smaller. A part ("20 soldiers") stands for the whole when no whole is told, or
when it is larger and not older.

Not here: reading a toll from words (``agents/said/claims.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple

import msgspec

from schemas.claim import Claim, Relation, RelationKind
from schemas.incident import TollSummary
from schemas.record import Side

PARTIES: Final = frozenset({"A", "B", "C"})
EVERYBODY: Final = ("unknown", None, "unknown", "")
DOUBTFUL: Final = frozenset({"suspected", "possible"})

# A town's battle has a dozen figures; a dispatch that lists hundreds must not make a
# record that no broker takes, nor hold up those behind it.
MOST_CLAIMS: Final = 200
MOST_RIVALS: Final = 8


class Stated(NamedTuple):
    """A claim, and where it was told."""

    claim: Claim
    published: datetime
    family: str

    @property
    def as_of(self) -> date:
        """The day the figure held; of publication when the claim does not say."""
        known = self.claim.as_of
        return known.date if known is not None else self.published.date()


def reconcile(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """
    Say how each claim stands to what was told before it.

    Returns:
        The claims, oldest figure first; of more than ``MOST_CLAIMS`` the newest. Each is
        related to the newest comparable one before it, and to the last word of each rival
        speaker, of more than ``MOST_RIVALS`` those who spoke last.
    """
    groups: dict[object, dict[object, Stated]] = {}
    settled = []
    for one in sorted(stated, key=_age)[-MOST_CLAIMS:]:
        claim = one.claim
        last_words = groups.setdefault(_counted(claim), {})
        relations = _relations(one, last_words) if last_words else ()
        speaker = _speaker(claim)
        last_words.pop(speaker, None)  # who spoke last stands at the end
        last_words[speaker] = one
        if claim.relation != relations:
            claim = msgspec.structs.replace(claim, relation=relations)
        settled.append(one._replace(claim=claim))
    return tuple(settled)


def _age(one: Stated) -> tuple[date, datetime, str]:
    return one.as_of, one.published, one.claim.claim_id


def _counted(claim: Claim) -> tuple[object, ...]:
    """Name what is counted, of whom, over which time: equal for comparable claims."""
    return claim.kind, *_whom(claim), claim.window.cumulative, claim.window.since


def _whom(claim: Claim) -> tuple[object, ...]:
    """Name whom it counts; one who is only named is not everybody."""
    of = claim.of
    whom = of.side, of.actor_id, of.category
    return (*whom, of.words if whom == EVERYBODY[:3] else "")


def _relations(one: Stated, last_words: dict[object, Stated]) -> tuple[Relation, ...]:
    """Compare with the newest earlier one, and with each rival's last; *last_words* has both."""
    newest, *_ = newest_first = list(reversed(last_words.values()))
    compared = [other for other in newest_first if _is_rival(one, other)][:MOST_RIVALS]
    if not _is_rival(one, newest):
        compared.append(newest)
    relations = []
    for other in compared:
        kind = _relation(one, other)
        if kind is not None:
            relations.append(Relation(kind=kind, claim_id=other.claim.claim_id))
    return tuple(sorted(relations, key=lambda relation: relation.claim_id))


def _relation(newer: Stated, older: Stated) -> RelationKind | None:
    new, old = newer.claim, older.claim
    if (new.min, new.max) == (None, None):
        return "agrees"  # "heavy losses" gainsays no figure
    if (old.min, old.max) == (None, None):
        return None  # the first figure stands on its own
    low, high = _bounds(new)
    old_low, old_high = _bounds(old)
    if high < old_low or low > old_high:
        if _is_rival(newer, older) or _spoke_at_once(newer, older):
            return "contradicts"
        return "raises" if low > old_high else "lowers"
    if (low, high) == (old_low, old_high):
        return "agrees"
    if old.max is None and low > old_low:
        return "raises"  # "at least 17", then "at least 31": both true, and still worse news
    return "refines" if low >= old_low and high <= old_high else "agrees"


def _bounds(claim: Claim) -> tuple[float, float]:
    return claim.min or 0, float("inf") if claim.max is None else claim.max


def _speaker(claim: Claim) -> tuple[object, ...]:
    """Who speaks; ``()`` for the agency itself."""
    by = claim.by
    return () if by is None else (by.side, by.affiliation, by.name, by.role)


def _is_rival(one: Stated, other: Stated) -> bool:
    """Tell whether a party to the fight speaks on one side only: its figure then corrects nobody."""
    side, facing = _side_of(one.claim), _side_of(other.claim)
    return side != facing and (side in PARTIES or facing in PARTIES)


def _side_of(claim: Claim) -> Side:
    """Return the side of who speaks."""
    return "unknown" if claim.by is None else claim.by.side


def _spoke_at_once(one: Stated, other: Stated) -> bool:
    """Tell whether two who both gave their source speak of the same day."""
    speakers = _speaker(one.claim), _speaker(other.claim)
    return one.as_of == other.as_of and all(speakers) and speakers[0] != speakers[1]


def toll_summary(stated: Iterable[Stated]) -> TollSummary:
    """Derive how many died from reconciled claims; empty when nobody says."""
    killed = [
        one for one in stated
        if one.claim.kind == "killed" and one.claim.status != "denied"
        and not one.claim.window.cumulative
        and (one.claim.min is not None or one.claim.max is not None)
    ]  # fmt: skip
    if not killed:
        return TollSummary()
    groups: dict[tuple[object, ...], list[Stated]] = {}
    for one in killed:
        groups.setdefault(_whom(one.claim), []).append(one)
    preferred = {whom: _preferred(group) for whom, group in groups.items()}
    chosen = _whole(preferred)
    is_part = len(groups) > 1 and _whom(chosen.claim) != EVERYBODY
    return TollSummary(
        min=chosen.claim.min,
        max=None if is_part else chosen.claim.max,
        basis=(chosen.claim.claim_id,),
        disputed=any(
            relation.kind == "contradicts" for one in killed for relation in one.claim.relation
        ),
    )


def _preferred(group: list[Stated]) -> Stated:
    last_words: dict[object, Stated] = {}
    for one in group:  # oldest first, so that the later word stays
        key = one.family, _speaker(one.claim)
        known = last_words.get(key)
        # Of two in one dispatch the larger is the whole.
        if known is None or known.published < one.published or _size(known) < _size(one):
            last_words[key] = one
    return max(last_words.values(), key=_weight)


def _whole(preferred: dict[tuple[object, ...], Stated]) -> Stated:
    whole = preferred.get(EVERYBODY)
    if whole is None:
        return max(preferred.values(), key=lambda one: (_trust(one.claim), *_size(one)))
    larger = [
        one for one in preferred.values()
        if (one.claim.min or 0) > (whole.claim.max or whole.claim.min or 0)
        and one.as_of >= whole.as_of and _trust(one.claim) >= _trust(whole.claim)
    ]  # fmt: skip
    return max(larger, key=_size) if larger else whole


def _weight(one: Stated) -> tuple[object, ...]:
    return one.as_of, _trust(one.claim), *_size(one)


def _size(one: Stated) -> tuple[int, float, str]:
    """Rank by the figure; of those who give the same, the first is quoted."""
    least = one.claim.min
    return -1 if least is None else least, -one.published.timestamp(), one.claim.claim_id


def _trust(claim: Claim) -> int:
    """Return 0 for a side's word on its enemy's dead and for suspicions, 1 for all others."""
    if claim.status in DOUBTFUL:
        return 0
    side = _side_of(claim)
    speaks_of_enemy = side in PARTIES and claim.of.side in PARTIES and claim.of.side != side
    return 0 if speaks_of_enemy else 1
