"""
What may a name mean?

One table from folded names to everything that bears them: towns, regions,
districts, countries and their adjectives, seas, and our own supplement. Built
once, in about a second, from the files that SOURCES.md lists.

Not here: choosing among homonyms, and whether a word is a name at all.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import repeat
from typing import Final

from agents.text.folding import fold_lines, fold_words
from schemas.record import PlaceId

from . import areas
from .entries import Entry, Kind
from .tables import rows_of
from .towns import Towns, countries

# Of two things with one id, the one that holds more.
BROADEST: Final[tuple[Kind, ...]] = (
    "country", "region", "district", "place", "area", "demonym", "none",
)  # fmt: skip
# What has an id in a table that names may be added to.
LOCAL: Final = frozenset({"region", "district", "place"})
# Countries whose states and provinces are named without being introduced: Virginia, England.
STATES: Final = frozenset({"US", "GB", "CA", "AU"})


class Gazetteer:
    """
    All names.

    Attributes:
        iso: (country, GeoNames region code) -> ISO 3166-2.
        regions: (country, GeoNames region code) -> name.
        heads: First words of longer names -> words of the longest of them.
        common: Names that are also common words or people's names.
        given: People's given names.
        adjectives: Language -> folded adjectives of countries of a single word.
        peoples: The same, with those of several words: "South Korean".
    """

    def __init__(self) -> None:
        known = self._countries = countries()
        capitals = {code: country["capital"] for code, country in known.items()}
        ours = areas.ours()
        noted = areas.noted(ours)
        self._towns = Towns(capitals, areas.aliases(ours), areas.called(ours), noted)
        self._rows = self._towns.rows
        self._known: dict[str, list[Entry]] = {}
        self._answers: dict[str, list[Entry]] = {}
        self._middles: dict[tuple[str, str], tuple[float, float] | None] = {}
        self.iso: dict[tuple[str, str], str] = {}
        self.regions: dict[tuple[str, str], str] = {}
        self.adjectives: dict[str, set[str]] = {}
        self.peoples: dict[str, set[str]] = {}
        self._add(self._named_countries(areas.countries(known)))
        self._regions: dict[tuple[str, str], Entry] = {}
        self._by_iso: dict[str, Entry] = {}
        self._add(self._named_regions())
        self._abbreviations: dict[str, Entry] = {}
        for written, entry in areas.abbreviations(lambda *key: self._regions.get(key)):
            self._abbreviations.setdefault(" ".join(fold_words(written)), entry)
        self._add((*areas.districts(noted), *areas.wide_areas()))
        self._add(areas.supplement(ours, self._by_iso.get))
        self._add_written(areas.written())
        self.common = frozenset(line[0] for line in rows_of("words.txt")) - self._states()
        never = {language: frozenset(row.split()) for language, row in rows_of("never.tsv")}
        self._never = {language: never["en"] | more for language, more in never.items()}
        self.given = frozenset(line[0] for line in rows_of("given.txt"))
        self.heads: dict[str, int] = {}
        for table in (self._towns.rows, self._known):
            longer = [name for name in table if " " in name]
            for head, _, rest in map(str.partition, longer, repeat(" ")):
                count = rest.count(" ") + 2
                if self.heads.get(head, 1) < count:
                    self.heads[head] = count

    def __contains__(self, name: str) -> bool:
        return name in self._rows or name in self._known

    def named(self, name: str) -> list[Entry]:
        """Return everything that the folded *name* may mean, our own entries first."""
        found = self._answers.get(name)
        if found is None:
            found = self._answers[name] = self._look_up(name)
        return found

    def never(self, language: str) -> frozenset[str]:
        """Return the words of *language* that are no place by themselves."""
        return self._never.get(language, self._never["en"])

    def abbreviated(self, name: str) -> Entry | None:
        """Return the region that the folded *name* abbreviates ("calif", "n j")."""
        entry = self._abbreviations.get(name)
        return self._placed(entry) if entry else None

    def capital(self, country: str) -> Entry | None:
        """Return the capital of a country (ISO 3166-1), if it has one that GeoNames knows."""
        return self._towns.capital(country)

    def entry(self, place_id: PlaceId) -> Entry | None:
        """Return what has that id, the broadest first; a search of all, for who asks seldom."""
        found = [one for entries in self._known.values() for one in entries if one.id == place_id]
        if found:
            return self._placed(min(found, key=lambda one: BROADEST.index(one.kind)))
        return self._towns.at(place_id) if isinstance(place_id, int) else None

    def region_of(self, iso: str) -> tuple[str, str] | None:
        """Return country and GeoNames code of the region that ISO 3166-2 calls *iso*."""
        entry = self._by_iso.get(iso)
        return None if entry is None else (entry.country, entry.region or "")

    def points(self, country: str, region: str | None = None) -> list[tuple[float, float]]:
        """Return latitude and longitude of the towns of a country, or of one region of it."""
        return self._towns.points(country, region)

    def beside(self, country: str) -> set[str]:
        """Return a country (ISO 3166-1) and those that it has a border with."""
        known = self._countries.get(country, {"neighbours": ""})
        return {country, *known["neighbours"].split(",")} - {""}

    def _look_up(self, name: str) -> list[Entry]:
        found = [self._placed(entry) for entry in self._known.get(name, ())]
        ours = {entry.id for entry in found}
        return found + [entry for entry in self._towns.named(name) if entry.id not in ours]

    def _placed(self, entry: Entry) -> Entry:
        """Give a region the middle of its towns; once asked for, it is remembered."""
        if entry.kind != "region" or entry.region is None:
            return entry
        key = entry.country, entry.region
        if key not in self._middles:
            self._middles[key] = self._towns.middle(*key)
        middle = self._middles[key]
        return replace(entry, lat=middle[0], lon=middle[1]) if middle else entry

    def _add(self, rows: Iterable[areas.Named]) -> None:
        """Index names with what they mean, folded all at once: one by one takes ten times as long."""
        pairs = [(name, entry) for names, entry in rows for name in names]
        written = fold_lines([name for name, _ in pairs])
        for name, (_, entry) in zip(written, pairs, strict=True):
            known = self._known.setdefault(name, [])
            if entry.kind in {"none", "area"}:
                known.insert(0, entry)
            elif entry not in known:
                known.append(entry)

    def _add_written(self, rows: Iterable[areas.Named]) -> None:
        """Index further names of towns, of what other tables have, and of places that none has."""
        known = {
            entry.id: entry
            for entries in self._known.values()
            for entry in entries
            if entry.kind in LOCAL and entry.id is not None
        }
        others: list[areas.Named] = []
        towns: dict[int, list[str]] = {}
        for names, entry in rows:
            if entry.id not in known and isinstance(entry.id, int):
                towns.setdefault(entry.id, []).extend(names)
            else:
                others.append((names, known.get(entry.id or "", entry)))
        self._add(others)
        self._towns.add(towns)

    def _named_countries(self, rows: Iterable[tuple[str, list[str], Entry]]) -> list[areas.Named]:
        named = list(rows)
        folk = [
            (language, name)
            for language, names, entry in named
            if entry.kind == "demonym"
            for name in names
        ]
        forms = fold_lines([name for _, name in folk])
        for (language, _), form in zip(folk, forms, strict=True):
            self.peoples.setdefault(language, set()).add(form)
            if " " not in form:
                self.adjectives.setdefault(language, set()).add(form)
        return [(names, entry) for _, names, entry in named]

    def _named_regions(self) -> Iterator[areas.Named]:
        for (names, entry), iso in areas.regions():
            key = entry.country, entry.region or ""
            self.regions[key] = entry.name
            self._regions[key] = entry
            if iso:
                self.iso[key] = iso
                self._by_iso[iso] = entry
            yield names, entry

    def _states(self) -> set[str]:
        """Return the names of states that English news means, whoever else is called so."""
        return set(fold_lines([
            entry.name for (country, _), entry in self._regions.items() if country in STATES
        ]))  # fmt: skip


@cache
def gazetteer() -> Gazetteer:
    """Return the one gazetteer, built on first use."""
    # Half a million small objects are made that all stay: the collector would look through
    # them again and again, a seventh of the time (measured), and find nothing.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return Gazetteer()
    finally:
        gc.freeze()  # nor need it look at them ever again: words load in a third less
        if was_on:
            gc.enable()
