"""
Which of the places that share a name does a text mean?

The countries that a text speaks of come first, population second; the place
that lost is kept. A small place, or a name that is also a common word, counts
only where its country is spoken of: a wrong place rings a wrong bell, a missed
one is found by the next dispatch.

Not here: the words round the name (``cues.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log2, log10
from typing import Final, NamedTuple

from schemas.record import PlaceId

from .candidates import Candidate
from .names import Entry

# What names its country says loudest; a dateline says only where the reporter is.
WEIGHTS: Final = {"country": 3.0, "demonym": 2.0, "region": 2.0, "place": 2.0}
DATELINE: Final = 0.4

# A town of this size speaks for its country when nobody else bears its name.
LANDMARK: Final = 100_000
# The same for a name that is not its usual one: "Hamas" is Hamm in Lithuanian.
WORLD_CITY: Final = 1_000_000
# Below this, a place needs its country in the text; GeoNames' own "city" level.
TOWN: Final = 15_000
# An unmarked region counts like a place of 250,000 people, so that it beats
# towns elsewhere that are called like it; its own seat beats it in turn.
REGION: Final = 4.4
# A common word that is also a city of this size is the city after "in".
METROPOLIS: Final = 300_000


class Choice(NamedTuple):
    """
    The place meant.

    Attributes:
        entry: It.
        score: 0 to 1, how sure.
        runner_up: The next best bearer of the name.
    """

    entry: Entry
    score: float
    runner_up: PlaceId | None


Evidence = dict[str, float]


def evidence_of(candidates: Iterable[Candidate], dateline: range, across: set[int]) -> Evidence:
    """
    Weigh the countries that unambiguous names speak of.

    Args:
        candidates: The names.
        dateline: Its tokens.
        across: First tokens of countries that lie across a border: they say where it is not.
    """
    weights: Evidence = {}
    for candidate in candidates:
        entry = candidate.entries[0]
        if candidate.first in across:
            continue
        if entry.kind in {"place", "region"}:
            countries = {one.country for one in candidate.entries if _speaks(one)}
            if len(countries) != 1:
                continue
            entry = next(one for one in candidate.entries if _speaks(one))
        weight = DATELINE if candidate.first in dateline else WEIGHTS[entry.kind]
        weights[entry.country] = weights.get(entry.country, 0.0) + weight
    return weights


def choose(
    candidate: Candidate, evidence: Evidence, *, area: str, only: str | None
) -> Choice | None:
    """
    Choose among the bearers of a name.

    Args:
        candidate: The name.
        evidence: Countries that the text speaks of.
        area: "region" or "district" when the text says so, else "".
        only: Country that the text puts right behind the name ("Gao, Mali").
    """
    entries = candidate.entries
    if entries[0].kind in {"country", "demonym"} and not area:
        return Choice(entries[0], 1.0, None)
    if len(entries) == 1 and only in {None, entries[0].country}:
        is_known = bool(only) or evidence.get(entries[0].country, 0) > 0
        return Choice(entries[0], 0.95 if is_known else 0.6, None)
    wanted = [entry for entry in entries if entry.country == only] if only else []
    seats = {(entry.country, entry.region) for entry in entries if entry.kind == "place"}
    eligible = [entry for entry in wanted or entries if _is_eligible(entry, seats, area)]
    if only and not wanted and all(entry.population < LANDMARK for entry in eligible):
        return None  # "Soum, Burkina Faso" is not the Soum of Senegal
    if not eligible:
        return Choice(entries[0], 1.0, None) if entries[0].kind != "none" else None

    def rank(entry: Entry) -> float:
        return _rank(entry, evidence, area)

    best = max(eligible, key=rank)
    others = [entry for entry in entries if entry.kind == best.kind and entry.id != best.id]
    runner_up = max(others, key=rank).id if others else None
    is_known = evidence.get(best.country, 0) > 0 or bool(wanted)
    score = (0.95 if is_known else 0.6) - (0.1 if others else 0.0)
    return Choice(best, round(score, 2), runner_up)


def is_credible(choice: Choice, evidence: Evidence, *, common: bool, cue: str) -> bool:
    """Tell whether the name is likely to mean that place at all."""
    entry = choice.entry
    if entry.kind in {"country", "demonym"}:
        return True
    spoken_of = evidence.get(entry.country, 0) >= 1 or choice.score >= 0.95
    if common:
        return bool(cue) and (spoken_of or entry.population >= METROPOLIS)
    if spoken_of:
        return True
    if entry.kind == "region" or entry.is_supplement:
        return True
    if evidence.get(entry.country, 0) > 0:
        return entry.population >= TOWN or bool(cue)
    if entry.is_alternate:
        return entry.population >= (LANDMARK if cue else WORLD_CITY)
    return entry.population >= (TOWN if cue else LANDMARK)


def _speaks(entry: Entry) -> bool:
    if entry.kind == "region":
        return True
    least = WORLD_CITY if entry.is_alternate else LANDMARK
    return entry.is_supplement or entry.population >= least


def _is_eligible(entry: Entry, seats: set[tuple[str, str | None]], area: str) -> bool:
    """Tell whether a reading stands at all: a region gives way to its seat unless it is called one."""
    if entry.kind == "region":
        return area == "region" or (entry.country, entry.region) not in seats
    return entry.kind == "place"


def _rank(entry: Entry, evidence: Evidence, area: str) -> float:
    """Rank by country context first, population second; a region only when called one or alone."""
    spoken = evidence.get(entry.country, 0.0)
    rank = (
        1.5 * log2(1 + spoken) + log10(entry.population + 10) + (1.0 if entry.is_supplement else 0)
    )
    if spoken > 0:
        rank += 3.0
    if entry.kind == "region" and area == "region":
        rank += 9.0
    elif entry.kind == "region":
        rank += REGION
    return rank
