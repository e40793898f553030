"""
In which order are readings followed that were made anew?

In that of life where it is known: a reading of a dispatch version that was read before
stands where it stood, with time and rules between. What is new stands by its receive
time, after all that was followed until then. The order is put together on disk, so that
a year of it needs no memory, and it is the same each time, however many processes
read. Not here: making the readings (``streams/replay/judges.py``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple, cast

from schemas.codec import BadRecord, decode
from schemas.control import Followed
from schemas.reading import Reading
from streams.trouble import Trouble

from .sources import Partition, Portion, Taken

NEW: Final = 1 << 62
"""Stands for the number of what was not there in life: after what was."""

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE lived (name TEXT, time INTEGER, place INTEGER, counts INTEGER, taken INTEGER);
CREATE INDEX by_name ON lived (name);
CREATE TABLE put (time INTEGER, place INTEGER, name TEXT, key BLOB, value BLOB,
                  stamp INTEGER, counts INTEGER);
"""
SORT = "CREATE INDEX by_place ON put (time, place, name)"
SORTED = "SELECT key, value, stamp, counts FROM put ORDER BY time, place, name, rowid"
# A crash may have repeated a reading; the next of that name stands where the next one stood.
TAKE = """
UPDATE lived SET taken = 1
WHERE rowid = (SELECT min(rowid) FROM lived WHERE name = ? AND taken = 0)
RETURNING time, place, counts
"""


Row = tuple[object, ...]


class Place(NamedTuple):
    """Where a record stands: the clock there in microseconds, and its number in life."""

    time: int
    place: int
    counts: bool


class Ordered:
    """Readings in the order of life as a source; positions count from 0."""

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
    file: Path, *, lived: Partition, made: Partition, since_ms: int | None
) -> AsyncGenerator[Ordered]:
    """
    Put what was *made* into the order of what *lived*.

    Args:
        file: Where, for as long as it is needed.
        lived: The partition of ``readings`` as it was.
        made: The same partition of the readings made anew.
        since_ms: Readings that were not there in life count from here on; ``None``: all.

    Raises:
        Trouble: The disk takes no more, or what is to be read is not there any more.
    """
    database = _opened(file)
    try:
        await _remember(database, lived)
        await _place(database, made, since_ms)
        database.execute(SORT)
        database.commit()
        yield Ordered(database)
    except (sqlite3.OperationalError, OSError) as error:
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


async def _remember(database: sqlite3.Connection, lived: Partition) -> None:
    """Note where each reading stood; put time and rules where they stood."""
    clock = place = 0
    async for portion in lived.portions(lived.begin):
        names, controls = [], []
        for record in portion.records:
            place += 1
            said = _read(record.value)
            if said is None:
                continue
            clock = max(clock, _micros(said))
            if isinstance(said, Reading):
                names.append((_name(said), clock, place, record.counts, 0))
            else:
                put = (clock, place, "", record.key, record.value, record.timestamp_ms)
                controls.append((*put, record.counts))
        database.executemany("INSERT INTO lived VALUES (?, ?, ?, ?, ?)", names)
        _put(database, controls)


async def _place(database: sqlite3.Connection, made: Partition, since_ms: int | None) -> None:
    """Put each reading where it stood, or where it would have."""
    async for portion in made.portions(made.begin):
        _put(database, [_placed(database, one, since_ms) for one in portion.records])


def _placed(database: sqlite3.Connection, record: Taken, since_ms: int | None) -> Row:
    """Return the row of a reading that was made anew."""
    said = decode(Reading, record.value or b"")
    name, at = _name(said), _micros(said)
    stood = database.execute(TAKE, (name,)).fetchone()
    place = Place(*stood) if stood else Place(at, NEW, since_ms is None or at >= since_ms * 1000)
    put = (place.time, place.place, name, record.key, record.value, record.timestamp_ms)
    return (*put, place.counts)


def _put(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    database.executemany("INSERT INTO put VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _read(value: bytes | None) -> Followed | None:
    """Read one record; what is none is a dead letter in life, and has no place here."""
    try:
        return decode(cast("type[Followed]", Followed), value or b"")
    except BadRecord:
        return None


def _name(reading: Reading) -> str:
    """Name a reading by dispatch version and country."""
    return f"{reading.dispatch.key}\x1f{reading.dispatch.revision}\x1f{reading.country}"


def _micros(said: Followed) -> int:
    return int(said.at.timestamp() * 1_000_000)
