"""
Which countries and regions does a text speak of?

Names that can mean only one country say so, the loudest those of countries
themselves. What was read tells homonyms apart (``homonyms.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from .candidates import Candidate
from .entries import Entry
from .names import STATES

# What names its country says loudest; a dateline says only where the reporter is. A name of
# kind "none" is an armed group's, a paper's or a team's: it speaks for its home.
WEIGHTS: Final = {
    "country": 3.0, "demonym": 2.0, "region": 2.0, "place": 2.0, "district": 1.0, "none": 1.0,
}  # fmt: skip
DATELINE: Final = 0.4
# A town or district says less about its region than the region's own name.
OF_REGION: Final = {"region": 2.0, "place": 1.0, "district": 2.0}

# A town of this size speaks for its country when nobody else bears its name.
LANDMARK: Final = 100_000
# The same for a name that is not its usual one: "Hamas" is Hamm in Lithuanian.
WORLD_CITY: Final = 1_000_000
# A smaller town speaks, softly, for the only country that has one of its name.
TOWN: Final = 15_000
SOFTLY: Final = 0.5
# "London" is spoken for although Canada has one: so many times as large as the next.
TOWERS: Final = 10

Region = tuple[str, str | None]
"""Country and GeoNames code of a region."""


@dataclass(slots=True)
class Evidence:
    """
    What a text speaks of.

    Attributes:
        countries: ISO 3166-1 -> weight.
        regions: Region -> weight.
        said_by: Name -> what it adds: a name is no evidence for itself.
    """

    countries: dict[str, float] = field(default_factory=dict)
    regions: dict[Region, float] = field(default_factory=dict)
    said_by: dict[str, Evidence] = field(default_factory=dict)
    _rests: dict[str, Evidence] = field(default_factory=dict)

    def add(self, name: str, entry: Entry, weight: float, *, is_sure: bool) -> None:
        """Add that *name* speaks of *entry*, and of its region if that *is_sure*."""
        own = self.said_by.setdefault(name, Evidence())
        for one in (self, own) if entry.country else ():
            one.countries[entry.country] = one.countries.get(entry.country, 0.0) + weight
            if is_sure and entry.region and entry.kind in OF_REGION:
                key = entry.country, entry.region
                part = OF_REGION[entry.kind] * min(weight, 1.0)
                one.regions[key] = one.regions.get(key, 0.0) + part

    def without(self, name: str) -> Evidence:
        """Return what everything but *name* says."""
        own = self.said_by.get(name)
        if own is None:
            return self
        if name in self._rests:
            return self._rests[name]
        rest = self._rests[name] = Evidence(dict(self.countries), dict(self.regions))
        for country, weight in own.countries.items():
            rest.countries[country] -= weight
        for region, weight in own.regions.items():
            rest.regions[region] -= weight
        return rest


def evidence_of(
    candidates: Iterable[Candidate],
    dateline: range,
    across: set[int],
    told: Mapping[str, float] | None = None,
) -> Evidence:
    """
    Weigh the countries and regions that unambiguous names speak of.

    Args:
        candidates: The names.
        dateline: Its tokens.
        across: First tokens of countries that lie across a border: they say where it is not.
        told: Countries that something else speaks of (the actors, say), with weights.
    """
    found = Evidence()
    for country, weight in sorted((told or {}).items()):
        found.countries[country] = weight
    for candidate in candidates:
        if candidate.first in across:
            continue
        entry = _unambiguous(candidate.entries)
        if entry is not None:
            weight = DATELINE if candidate.first in dateline else WEIGHTS[entry.kind]
            if entry.kind == "place" and not speaks(entry):
                weight *= SOFTLY
            found.add(
                candidate.name, entry, weight, is_sure=_is_one_region(candidate.entries, entry)
            )
    return found


def _is_town(entry: Entry) -> bool:
    return entry.population >= TOWN and not entry.is_alternate


def _is_one_region(entries: list[Entry], entry: Entry) -> bool:
    """Tell whether no other bearer one thinks of lies elsewhere in the country: "Washington" does."""
    return all(
        one.region == entry.region
        for one in entries
        if one.country == entry.country and (speaks(one) or one is entry)
    )


def speaks(entry: Entry) -> bool:
    """Tell whether a bearer of a name is one that comes to mind without being introduced."""
    if entry.kind == "region":
        return True
    least = WORLD_CITY if entry.is_alternate else LANDMARK
    return entry.is_noted or entry.population >= least


def _unambiguous(entries: list[Entry]) -> Entry | None:
    """Return the bearer that a name speaks for, if it speaks for one country only."""
    first = entries[0]
    if first.kind == "area":
        return None
    if first.kind in {"country", "demonym", "none"}:
        return first
    bearers = [entry for entry in entries if speaks(entry)]
    if not bearers and len({entry.country for entry in entries}) == 1:
        return first if first.kind == "district" or _is_town(first) else None
    if len({entry.country for entry in bearers}) == 1:
        return bearers[0]
    states = [entry for entry in bearers if entry.kind == "region" and entry.country in STATES]
    if len(states) == 1:
        return states[0]  # Uruguay has a Florida too
    towns = sorted((e for e in bearers if e.kind == "place"), key=lambda e: -e.population)
    if len(towns) > 1 and len(towns) == len(bearers):
        return towns[0] if towns[0].population >= TOWERS * towns[1].population else None
    return None
