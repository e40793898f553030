"""
Does each watch entry make sense on this earth?

A valid file can still watch nothing: a country that is no country, a kind that
nothing matches yet. Each finding says where in the file and what. Not here:
what makes a file invalid (``streams/config_files.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.record import Record
from schemas.watch import Watch, Watchlist

from .toml_lines import line_of


class Finding(Record, frozen=True, kw_only=True):
    """
    One thing that its owner should know.

    Attributes:
        where: ``FILE:LINE``.
        watch: Id of the entry, ``None`` for the whole list.
        what: In words.
    """

    where: str
    watch: str | None = None
    what: str


def findings(path: Path, watchlist: Watchlist) -> list[Finding]:
    """Check every entry of *watchlist*, which was read from *path*."""
    text = path.read_text(encoding="utf-8-sig")
    if not watchlist.watch:
        return [Finding(where=f"{path}:1", what="no entry: nothing will ever ring")]
    return [
        Finding(where=f"{path}:{line_of(text, ('watch', index, key))}", watch=entry.id, what=what)
        for index, entry in enumerate(watchlist.watch)
        for key, what in about(entry)
    ]


def about(entry: Watch) -> Iterator[tuple[str, str]]:
    """Yield the key and the words of each finding about one *entry*, its polygon read."""
    import pycountry

    from agents.telling.areas import area_of

    countries = [entry.country] if entry.country else entry.border or ()
    for country in countries:
        # Kosovo has a user-assigned code that gazetteers use and ISO does not list.
        if country != "XK" and pycountry.countries.get(alpha_2=country) is None:
            yield entry.kind, f"`{country}` is no country of ISO 3166-1"
    if entry.iso3166_2 and entry.iso3166_2 not in {s.code for s in pycountry.subdivisions}:
        yield "iso3166_2", f"`{entry.iso3166_2}` is no subdivision of ISO 3166-2"
    if entry.border and entry.border[0] == entry.border[1]:
        yield "border", "a border has two different countries"
    if entry.place is not None and area_of(entry) is None:
        yield "place", f"`{entry.place}` is no id of the gazetteer: it can never match"
    if list(entry.toll_bands) != sorted(set(entry.toll_bands)):
        yield "toll_bands", "the bands do not rise: an escalation could never be told"
    if list(entry.severity_killed) != sorted(set(entry.severity_killed)):
        yield "severity_killed", "the bands do not rise: one could never be reached"
