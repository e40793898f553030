"""
Which of the places that share a name does a text mean?

The countries and regions that a text speaks of come first, population second;
the place that lost is kept. A small place, or a name that is also a common
word, counts only where its country is spoken of: a wrong place rings a wrong
bell, a missed one is found by the next dispatch.

Not here: the words round the name (``cues.py``).
"""

from __future__ import annotations

from math import log2, log10
from typing import Final, NamedTuple

from schemas.record import PlaceId

from .candidates import Candidate
from .entries import Entry
from .evidence import LANDMARK, WORLD_CITY, Evidence, Region
from .names import STATES
from .towns import WATCHED, is_cyrillic

# Below this, a place needs its country in the text; GeoNames' own "city" level.
TOWN: Final = 15_000
# Without it, a name that is no common word is believed from this size on: after a cue, after a
# cue in a country at war, and alone.
VILLAGE: Final = 5_000
HAMLET: Final = 1_000
KNOWN: Final = 30_000
# An unmarked region counts like a place of 250,000 people, so that it beats
# towns elsewhere that are called like it; its own seat beats it in turn.
REGION: Final = 5.4
# A hamlet of a region's name is not its seat.
SEAT: Final = 5_000
# A district counts like a town of 3,000: it beats hamlets, and gives way to its seat.
DISTRICT: Final = 3.5
# What we add by hand is in the news: it counts like a town of 30,000.
SUPPLEMENT: Final = 4.5
# A common word that is also a city of this size is the city after "in".
METROPOLIS: Final = 300_000

# How far context lifts a place, in powers of ten of its population: a country named once beats a
# namesake elsewhere 300 times as large, its region another 100 times.
COUNTRY_LIFT: Final = (1.2, 0.9, 3.4)
REGION_LIFT: Final = (0.8, 0.8, 2.6)
# A capital, or a metropolis, has a namesake in every country that reads its news: with
# only the country named, the namesake must not win.
FAMOUS: Final = 8
CAPITAL: Final = 0.7
# A place under another of its names gives way: Salisbury is no longer Harare.
FOREIGN: Final = 1.5
# Florida is the state, unless the text is about Uruguay.
STATE: Final = 0.6
# News of fighting names towns of countries at war.
WAR: Final = 0.5


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


Within = frozenset[Region]
"""Regions (or, with ``None`` for the region, countries) that a place lies in."""


def choose(candidate: Candidate, evidence: Evidence, *, area: str, only: Within) -> Choice | None:
    """
    Choose among the bearers of a name.

    Args:
        candidate: The name.
        evidence: What the text speaks of.
        area: "region" or "district" when the text says so, else "".
        only: What the text puts right behind the name ("Gao, Mali", "Paris, Texas").
    """
    entries = candidate.entries
    evidence = evidence.without(candidate.name)
    if entries[0].kind == "area":
        return Choice(entries[0], 0.95, None)
    countries = {country for country, _ in only}
    is_country = entries[0].kind in {"country", "demonym"} and not area
    if is_country and (not only or entries[0].country in countries):
        return Choice(entries[0], 1.0, None)
    wanted = _within(entries, only)
    if len(entries) == 1 and (not only or wanted):
        is_known = bool(wanted) or evidence.countries.get(entries[0].country, 0) > 0
        return Choice(entries[0], 0.95 if is_known else 0.6, None)
    seats = {(e.country, e.region) for e in entries if e.kind == "place" and e.population >= SEAT}
    eligible = [entry for entry in wanted or entries if _is_eligible(entry, seats, area)]
    is_elsewhere = not wanted and any(region is None for _, region in only)
    if is_elsewhere and all(entry.population < LANDMARK for entry in eligible):
        return None  # "Soum, Burkina Faso" is not the Soum of Senegal
    if not eligible:
        return Choice(entries[0], 1.0, None) if entries[0].kind != "none" else None
    giants = [e for e in eligible if e.is_capital or e.population >= METROPOLIS]

    def rank(entry: Entry) -> float:
        return _rank(entry, giants, evidence, area)

    best = max(eligible, key=rank)
    others = [entry for entry in entries if entry.kind == best.kind and entry.id != best.id]
    runner_up = max(others, key=rank).id if others else None
    is_known = evidence.countries.get(best.country, 0) > 0 or bool(wanted)
    score = (0.95 if is_known else 0.6) - (0.1 if others else 0.0)
    return Choice(best, round(score, 2), runner_up)


def is_credible(name: str, choice: Choice, evidence: Evidence, *, common: bool, cue: str) -> bool:
    """Tell whether the name is likely to mean that place at all."""
    entry = choice.entry
    if entry.kind in {"country", "demonym", "area"}:
        return True
    said = evidence.without(name).countries.get(entry.country, 0)
    spoken_of = said >= 1 or choice.score >= 0.95
    if common:
        return bool(cue) and (spoken_of or entry.population >= METROPOLIS)
    if spoken_of:
        return True
    if entry.kind == "region" or entry.is_noted:
        return True
    if said > 0:
        return entry.population >= TOWN or bool(cue)
    if entry.is_alternate and entry.country in WATCHED:
        return entry.population >= (VILLAGE if cue else LANDMARK)
    if entry.is_alternate:
        return entry.population >= (LANDMARK if cue else WORLD_CITY)
    if cue:
        return entry.population >= (HAMLET if entry.country in WATCHED else VILLAGE)
    is_usual = is_cyrillic(name) and entry.country in WATCHED
    return entry.population >= (TOWN if is_usual else KNOWN)


def _within(entries: list[Entry], only: Within) -> list[Entry]:
    return [e for e in entries if (e.country, e.region) in only or (e.country, None) in only]


def _is_eligible(entry: Entry, seats: set[tuple[str, str | None]], area: str) -> bool:
    """Tell whether a reading stands at all: a region gives way to its seat unless it is called one."""
    if entry.kind == "region":
        return area == "region" or (entry.country, entry.region) not in seats
    return entry.kind in {"place", "district"}


def _rank(entry: Entry, giants: list[Entry], evidence: Evidence, area: str) -> float:
    """Rank by context first, population second; a region only when called one or alone."""
    rank = {"region": REGION, "district": DISTRICT}.get(entry.kind, log10(entry.population + 10))
    rank = max(rank, SUPPLEMENT) if entry.is_noted else rank
    rank += STATE if entry.kind == "region" and entry.country in STATES else 0.0
    rank += WAR if entry.country in WATCHED else 0.0
    if entry.is_alternate:
        rank -= FOREIGN
    elif entry.is_capital:
        rank += CAPITAL
    if area == entry.kind:
        rank += 9.0
    country = evidence.countries.get(entry.country, 0.0)
    region = evidence.regions.get((entry.country, entry.region), 0.0)
    famous = [giant for giant in giants if giant.population > FAMOUS * max(entry.population, 1)]
    if country > 0:
        is_abroad = any(rival.country != entry.country for rival in famous)
        rank += _lift(country, COUNTRY_LIFT) / (2 if is_abroad and region <= 0 else 1)
    if region > 0:
        is_elsewhere = any(rival.region != entry.region for rival in famous)
        rank += _lift(region, REGION_LIFT) / (2 if is_elsewhere else 1)
    return rank


def _lift(weight: float, by: tuple[float, float, float]) -> float:
    base, slope, most = by
    return min(most, base + slope * log2(1 + weight))
