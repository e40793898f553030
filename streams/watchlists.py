"""
What does a watchlist file say, with the files that it names?

Loads ``watchlist.toml`` and puts in place of each path to a GeoJSON file what that
file holds: rules travel as records, and a replay in a year must not depend on a
file that was edited since. Not here: whether the entries make sense on this earth
(``streams/watch_checks.py``).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

import shapely
from msgspec.structs import replace

from schemas.codec import BadRecord, convert
from schemas.watch import Polygon, Watch, Watchlist

from .config_files import load, located
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
    """
    A watchlist that may be edited while we run.

    Attributes:
        watchlist: As it was last read and could be.
    """

    def __init__(self, path: Path) -> None:
        """Read *path*; raises ``Trouble`` as ``load_watchlist`` does."""
        self._path = path
        self._files = [path]
        self._stamps: list[tuple[int, int] | None] = []
        self.watchlist = self._read()

    def reread(self) -> Watchlist | None:
        """
        Return the watchlist if it, or a file it names, was written and says something else now.

        Raises:
            Trouble: It was written and is no watchlist; the last one stands, and is not
                complained of again until it is written once more.
        """
        before, self._stamps = self._stamps, self._stamped()
        if self._stamps == before:
            return None
        known, self.watchlist = self.watchlist, self._read()
        return None if self.watchlist == known else self.watchlist

    def _read(self) -> Watchlist:
        before = _stamp(self._path)
        listed = load(self._path, Watchlist)
        named = [entry.polygon for entry in listed.watch if isinstance(entry.polygon, str)]
        self._files = [self._path, *(self._path.parent / name for name in named)]
        # Taken before each is read: what is written meanwhile is read again the next time.
        self._stamps = [before, *map(_stamp, self._files[1:])]
        entries = tuple(
            drawn(self._path, entry, index=index) for index, entry in enumerate(listed.watch)
        )
        return replace(listed, watch=entries)

    def _stamped(self) -> list[tuple[int, int] | None]:
        """Return when each file was written, and its size; ``None`` for one that is missing."""
        return [_stamp(file) for file in self._files]


def _stamp(file: Path) -> tuple[int, int] | None:
    with suppress(OSError, ValueError):  # a NUL in the path
        status = file.stat()
        return status.st_mtime_ns, status.st_size
    return None


def drawn(path: Path, entry: Watch, *, index: int | None = None) -> Watch:
    """
    Put what its GeoJSON file holds in place of the path in *entry*, if it names one.

    Args:
        path: The watchlist; files are named from its folder.
        entry: As it is written.
        index: Its place in the list, for messages; ``None`` before it is on the list.

    Raises:
        Trouble: The file is missing, unreadable or no GeoJSON with areas.
    """
    if not isinstance(entry.polygon, str):
        return entry
    file = path.parent / entry.polygon
    try:
        return replace(entry, polygon=polygon_in(file.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        problem = f"there is no file {file}"
    except OSError as error:
        problem = f"{file} cannot be read: {error.strerror}"
    except (BadRecord, ValueError) as error:  # also what is no UTF-8, and a NUL in the path
        problem = f"{file}: {error}"
    if index is None:
        raise Trouble(problem)
    text = path.read_text(encoding="utf-8-sig")
    raise Trouble(located(path, text, ("watch", index, "polygon"), problem))


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
