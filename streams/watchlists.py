"""
What does a watchlist file say, with the files that it names?

Loads ``watchlist.toml`` and puts in place of each path to a GeoJSON file what that
file holds: rules travel as records, and a replay in a year must not depend on a
file that was edited since. Not here: whether the entries make sense on this earth
(``streams/watch_checks.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import shapely
from msgspec.structs import replace

from schemas.codec import BadRecord, convert
from schemas.watch import Polygon, Watch, Watchlist

from . import toml_lines
from .config_files import load, located
from .edited import Edited, Noted
from .trouble import Trouble

MOST_POINTS: Final = 20_000
"""Of one entry: a province's border in fine detail; a whole coast belongs simplified."""


def load_watchlist(path: Path) -> Watchlist:
    """
    Read the watchlist at *path*.

    Raises:
        Trouble: It, or a GeoJSON file it names, is missing, unreadable or not what it should
            be; names file, line and key.
    """
    return WatchlistFile(path).watchlist


class WatchlistFile:
    """A watchlist that may be edited while we run."""

    def __init__(self, path: Path) -> None:
        """Read *path*; raises ``Trouble`` as ``load_watchlist`` does."""
        self._edited = Edited(lambda noted: _read(path, noted))

    @property
    def watchlist(self) -> Watchlist:
        """As it was last read and could be."""
        return self._edited.held

    def reread(self) -> Watchlist | None:
        """
        Return the watchlist if it, or a file it names, was written and says something else now.

        Raises:
            Trouble: It was written and is no watchlist; the last one stands, and is not
                complained of again until it is written once more.
        """
        return self._edited.reread()


def _read(path: Path, noted: Noted) -> Watchlist:
    noted(path)
    listed = load(path, Watchlist)
    entries = tuple(
        drawn(path, entry, index=index, noted=noted) for index, entry in enumerate(listed.watch)
    )
    return replace(listed, watch=entries)


def drawn(
    path: Path, entry: Watch, *, index: int | None = None, noted: Noted = lambda _: None
) -> Watch:
    """
    Put what its GeoJSON file holds in place of the path in *entry*, if it names one.

    Args:
        path: The watchlist; files are named from its folder.
        entry: As it is written.
        index: Its place in the list, for messages; ``None`` before it is on the list.
        noted: Told of the file before it is read.

    Raises:
        Trouble: The file is missing, unreadable or no GeoJSON with areas.
    """
    if not isinstance(entry.polygon, str):
        return entry
    key = None if index is None else ("watch", index, "polygon")
    return replace(entry, polygon=polygon_beside(path, entry.polygon, key=key, noted=noted))


def polygon_beside(
    path: Path, name: str, *, key: toml_lines.Path | None, noted: Noted = lambda _: None
) -> Polygon:
    """
    Return what the GeoJSON file *name* beside *path* holds.

    Args:
        path: The file that names it.
        name: As it stands there.
        key: Where it stands there, for messages; ``None`` before it does.
        noted: Told of the file before it is read.

    Raises:
        Trouble: The file is missing, unreadable or no GeoJSON with areas.
    """
    file = path.parent / name
    noted(file)
    try:
        return polygon_in(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem = f"there is no file {file}"
    except OSError as error:
        problem = f"{file} cannot be read: {error.strerror}"
    except (BadRecord, ValueError) as error:  # also what is no UTF-8, and a NUL in the path
        problem = f"{file}: {error}"
    if key is None:
        raise Trouble(problem)
    raise Trouble(located(path, path.read_text(encoding="utf-8-sig"), key, problem))


def polygon_in(geojson: str) -> Polygon:
    """
    Return the areas of a GeoJSON geometry, feature or collection of features.

    Raises:
        ValueError: It is no GeoJSON, holds no area, one that crosses itself, too many points,
            or points that are not ``[lon, lat]`` on this earth.
    """
    try:
        known = shapely.from_geojson(geojson)
    except shapely.GEOSException as error:
        raise ValueError(f"no GeoJSON: {error}") from error
    try:
        parts = _parts(known)
    except RecursionError as error:
        raise ValueError("collections lie in one another too deep") from error
    areas = [one for one in parts if isinstance(one, shapely.Polygon) and not one.is_empty]
    if not areas:
        raise ValueError("holds no Polygon and no MultiPolygon")
    count = sum(int(shapely.get_num_coordinates(one)) for one in areas)
    if count > MOST_POINTS:
        raise ValueError(f"{count:,} points; simplify it to {MOST_POINTS:,} or fewer")
    for one in areas:
        if not one.is_valid:
            raise ValueError(f"an area is not valid: {shapely.is_valid_reason(one)}")
    rings = [[one.exterior, *one.interiors] for one in areas]
    drawn = [[[point[:2] for point in ring.coords] for ring in one] for one in rings]
    return convert(Polygon, {"areas": drawn})


def _parts(known: shapely.Geometry) -> list[shapely.Geometry]:
    """Take collections apart, however deep."""
    if isinstance(known, shapely.GeometryCollection | shapely.MultiPolygon):
        return [part for one in known.geoms for part in _parts(one)]
    return [known]
