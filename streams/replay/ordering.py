"""
In which order are records judged that were made anew?

In that of life where it is known: what was there before stands where it stood, with time
and rules between. What is new stands by its receive time, after all that was judged until
then. The order is put together on disk, so that a year of it needs no memory, and it is
the same each time, however many processes made the records. Not here: which record stands
for which (``places.py``), and making them (``judges.py``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from streams.trouble import Trouble

from .places import Places
from .sources import Partition, Portion, Taken

NEW: Final = 1 << 62
"""Stands for the number of what was not there in life: after what was."""

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE lived (name TEXT, time INTEGER, place INTEGER, counts INTEGER, taken INTEGER,
                    key BLOB, value BLOB, stamp INTEGER, mark BLOB);
CREATE INDEX by_name ON lived (name);
CREATE TABLE put (time INTEGER, place INTEGER, tie TEXT, key BLOB, value BLOB,
                  stamp INTEGER, counts INTEGER);
"""
SORT = "CREATE INDEX by_place ON put (time, place, tie)"
SORTED = "SELECT key, value, stamp, counts FROM put ORDER BY time, place, tie, rowid"
# A crash may have repeated a record; the next of that name stands where the next one stood.
TAKE = """
UPDATE lived SET taken = 1, mark = ?
WHERE rowid = (SELECT min(rowid) FROM lived WHERE name = ? AND taken = 0)
RETURNING time, place, counts
"""
# Made more often than it was lived: a worker was killed before it had committed it.
REPEATED = "SELECT 1 FROM lived WHERE name = ? AND mark = ?"
KEEP = """
INSERT INTO put SELECT time, place, '', key, value, stamp, counts FROM lived
WHERE taken = 0 AND stamp IS NOT NULL
"""
NONE: Final = (None, None, None)


Row = tuple[object, ...]


class Place(NamedTuple):
    """Where a record stands: the clock there in microseconds, and its number in life."""

    time: int
    place: int
    counts: bool


class Ordered:
    """Records in the order of life as a source; positions count from 0."""

    begin = 0

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        (self.end,) = database.execute("SELECT count(*) FROM put").fetchone()

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        """Yield what lies from *position* on."""
        rows = self._database.execute(f"{SORTED} LIMIT -1 OFFSET ?", (position,))
        while found := rows.fetchmany(500):
            position += len(found)
            yield Portion([Taken(key, value, at, bool(c)) for key, value, at, c in found], position)


@asynccontextmanager
async def ordered(
    file: Path, places: Places, *, lived: Partition, made: Partition, since_ms: int | None
) -> AsyncGenerator[Ordered]:
    """
    Put what was *made* into the order of what *lived*.

    Args:
        file: Where, for as long as it is needed.
        places: Of which topic.
        lived: A partition of it as it was.
        made: The same partition of what was made anew.
        since_ms: What was not there in life counts from here on; ``None``: all.

    Raises:
        Trouble: The disk takes no more, or what is to be read is not there any more.
    """
    database = _opened(file)
    try:
        await _remember(database, lived, places)
        await _place(database, made, places, since_ms)
        database.execute(KEEP)
        database.execute(SORT)
        database.commit()
        yield Ordered(database)
    except sqlite3.OperationalError as error:
        raise Trouble(f"{file}: the order cannot be kept there: {error}") from error
    finally:
        _drop(database, file)


def _opened(file: Path) -> sqlite3.Connection:
    """Make the database anew: what a killed process left is put together again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        database = sqlite3.connect(file)
        database.executescript(SCHEMA)
    except (sqlite3.OperationalError, OSError) as error:
        raise Trouble(f"{file}: cannot be made: {error}") from error
    return database


def _drop(database: sqlite3.Connection, file: Path) -> None:
    database.close()
    file.unlink(missing_ok=True)


async def _remember(database: sqlite3.Connection, lived: Partition, places: Places) -> None:
    """Note where each record stood that may be made anew, and put the others where they stood."""
    clock = place = 0
    async for portion in lived.portions(lived.begin):
        named, put = [], []
        for record in portion.records:
            place += 1
            standing = places.of(record)
            if standing is None:
                continue
            clock = max(clock, _micros(standing.at))
            counts = record.counts
            if standing.name:
                kept = (record.key, record.value, record.timestamp_ms) if standing.is_kept else NONE
                named.append((standing.name, clock, place, counts, 0, *kept))
            elif standing.is_kept:
                at = (clock, place, standing.tie)
                put.append((*at, record.key, record.value, record.timestamp_ms, counts))
        database.executemany("INSERT INTO lived VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", named)
        _put(database, put)


async def _place(
    database: sqlite3.Connection, made: Partition, places: Places, since_ms: int | None
) -> None:
    """Put each record that was made anew where it stood, or where it would have."""
    async for portion in made.portions(made.begin):
        rows = [_placed(database, one, places, since_ms) for one in portion.records]
        _put(database, [row for row in rows if row is not None])


def _placed(
    database: sqlite3.Connection, record: Taken, places: Places, since_ms: int | None
) -> Row | None:
    """Return the row of a record that was made anew."""
    standing = places.of(record)
    if standing is None:
        return None
    at = _micros(standing.at)
    mark, stood = blake2b(record.value or b"", digest_size=8).digest(), None
    if standing.name:
        stood = database.execute(TAKE, (mark, standing.name)).fetchone()
        if stood is None and database.execute(REPEATED, (standing.name, mark)).fetchone():
            return None
    place = Place(*stood) if stood else Place(at, NEW, since_ms is None or at >= since_ms * 1000)
    put = (place.time, place.place, standing.tie, record.key, record.value, record.timestamp_ms)
    return (*put, place.counts)


def _put(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    database.executemany("INSERT INTO put VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
