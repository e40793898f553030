"""
Which countries, regions, districts and wider areas are there, and our own places?

Reads the tables beside this file into entries with their names; SOURCES.md says
where each table comes from. Not here: towns (``towns.py``), and looking up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from agents.text.folding import fold_lines
from schemas.codec import decode
from schemas.record import PlaceId

from .entries import Entry
from .tables import bare, rows_of, with_plural
from .towns import GEONAMES, Country

Named = tuple[list[str], Entry]
"""Names, and what they mean."""
Rows = Sequence[Sequence[str]]
"""Of our own tables (``ours``)."""

# What wires of one script write.
WRITTEN: Final = ("names_ar.tsv", "names_ru.tsv")
# Rows of our own that add spellings to a town of GeoNames.
ALIASES: Final = frozenset({"alias", "called", "noted"})

LANGUAGES: Final = ("en", "fr", "es", "ar", "de", "pt", "ru", "uk")
"""The languages of ``countries.tsv``, in the order of its columns."""


def countries(known: dict[str, Country]) -> Iterator[tuple[str, list[str], Entry]]:
    """Give names and adjectives of countries, each as ``(language, names, entry)``."""
    points = {code: (float(lat), float(lon)) for code, lat, lon in rows_of("points.tsv")}
    for code, *columns in rows_of("countries.tsv"):
        lat, lon = points.get(code, (None, None))
        number = known[code]["geonameid"] if code in known else None
        usual = columns[0].split(";")[0]
        country = Entry("country", number, usual, code, lat=lat, lon=lon)
        people = Entry("demonym", number, usual, code, lat=lat, lon=lon)
        for at, language in enumerate(LANGUAGES):
            names, adjectives = columns[2 * at].split(";"), columns[2 * at + 1].split(";")
            yield language, [name for name in names if name], country
            folk = {form for word in adjectives if word for form in with_plural(word)}
            yield language, sorted(folk), people


def regions() -> Iterator[tuple[Named, str]]:
    """Give first-level regions, each with its ISO 3166-2 code or ""."""
    for country, code, number, name, iso in rows_of("regions.tsv"):
        entry = Entry("region", int(number), name, country, code)
        yield ([name, bare(name)], entry), iso


def abbreviations(region_at: Callable[[str, str], Entry | None]) -> Iterator[tuple[str, Entry]]:
    """Give abbreviations of regions as they are written; *region_at* takes country and code."""
    for written, country, code in rows_of("abbreviations.tsv"):
        region = region_at(country, code)
        if region is not None:
            yield written, region


def districts(known: dict[PlaceId, list[str]]) -> Iterator[Named]:
    """Give second-level districts; *known* are names that wires expect to be known, by id."""
    rows = list(rows_of("districts.tsv"))
    usual = fold_lines([spellings.partition(";")[0] for *_, spellings in rows])
    for (country, region, lat, lon, spellings), folded in zip(rows, usual, strict=True):
        names, slug = spellings.split(";"), folded.replace(" ", "-")
        place_id = f"x-tocsin:{country}-{region}-{slug}".lower()
        entry = Entry(
            "district", place_id, names[0], country, region, lat=float(lat), lon=float(lon),
            is_noted=place_id in known,
        )  # fmt: skip
        yield [*names, *known.get(place_id, ())], entry


def wide_areas() -> Iterator[Named]:
    """Give continents, seas and areas of several countries; only continents have a point."""
    known = decode(dict[str, dict[str, Any]], (GEONAMES / "continents.json").read_bytes())
    for code, spellings in rows_of("areas.tsv"):
        names = spellings.split(";")
        if code in known:
            it = known[code]
            lat, lon = float(it["lat"]), float(it["lng"])
            yield names, Entry("area", it["geonameId"], names[0], "", lat=lat, lon=lon)
        else:
            yield names, Entry("area", code, names[0], "")


def ours() -> list[list[str]]:
    """Return the rows of both our tables."""
    return [*rows_of("supplement.tsv"), *rows_of("noted.tsv")]


def supplement(rows: Rows, region_of: Callable[[str], Entry | None]) -> Iterator[Named]:
    """Give the places among our own *rows*; *region_of* finds a region by its ISO 3166-2 code."""
    for kind, number, country, iso, lat, lon, spellings, _ in rows:
        if kind in ALIASES:
            continue
        names = spellings.split(";")
        region = region_of(iso) if iso else None
        if kind == "region":
            yield names, region or Entry("region", None, names[0], country)
            continue
        yield (
            names,
            Entry(
                kind="place" if kind == "place" else "district" if kind == "district" else "none",
                id=int(number) if number.isdigit() else number or None,
                name=names[0],
                country=country,
                region=region.region if region else None,
                lat=float(lat) if lat else None,
                lon=float(lon) if lon else None,
                is_supplement=True,
                is_noted=True,
            ),
        )


def written() -> Iterator[Named]:
    """Give the names that wires of one script write, of places known by id or of none else."""
    for file in WRITTEN:
        for country, number, usual, spellings in rows_of(file):
            place_id = int(number) if number.isdigit() else number
            place = Entry("place", place_id, usual, country, is_supplement=True, is_noted=True)
            yield spellings.split(";"), place


def aliases(rows: Rows) -> dict[int, list[str]]:
    """Return further spellings of GeoNames towns, by GeoNames id."""
    found: dict[int, list[str]] = {}
    for kind, number, _, _, _, _, spellings, _ in rows:
        if kind in ALIASES and number.isdigit():
            found.setdefault(int(number), []).extend(spellings.split(";"))
    return found


def called(rows: Rows) -> dict[int, str]:
    """Return what English wires call a GeoNames town, by GeoNames id."""
    return {
        int(number): spellings.partition(";")[0]
        for kind, number, _, _, _, _, spellings, _ in rows
        if kind == "called"
    }


def noted(rows: Rows) -> dict[PlaceId, list[str]]:
    """Return the names under which wires expect a town or district to be known, by its id."""
    return {
        int(number) if number.isdigit() else number: spellings.split(";")
        for kind, number, _, _, _, _, spellings, _ in rows
        if kind == "noted"
    }
