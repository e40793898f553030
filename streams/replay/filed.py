"""
How does a replay remember a million dispatches without the memory for them?

In a file of its own, which goes when the leg ends: what is remembered lies in the
changelog too, and whoever goes on fills a new file from there. Not here: what a version
says (``agents/versions.py``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.entries import InOne
from streams.trouble import Trouble

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE kept (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""


class Filed(InOne):
    """
    Entries of a shelf in a file.

    Raises:
        Trouble: From any of its methods: the disk takes no more.
    """

    def __init__(self, file: Path, database: sqlite3.Connection) -> None:
        self._file = file
        self._database = database

    def __getitem__(self, key: str) -> bytes:
        found = self._database.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        return bytes(found[0])

    def __setitem__(self, key: str, value: bytes) -> None:
        try:
            self._database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, value))
        except sqlite3.OperationalError as error:
            raise _full(self._file, error) from error

    def __delitem__(self, key: str) -> None:
        if not self._database.execute("DELETE FROM kept WHERE key = ?", (key,)).rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._database.execute("SELECT key FROM kept"))

    def __len__(self) -> int:
        (count,) = self._database.execute("SELECT count(*) FROM kept").fetchone()
        return int(count)


@contextmanager
def filed(file: Path) -> Iterator[Filed]:
    """Give entries in *file*, empty; it is gone afterwards. Raises ``Trouble`` as they do."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        database = sqlite3.connect(file)
        database.executescript(SCHEMA)
    except (sqlite3.OperationalError, OSError) as error:
        raise _full(file, error) from error
    try:
        yield Filed(file, database)
    finally:
        database.close()
        file.unlink(missing_ok=True)


def _full(file: Path, error: Exception) -> Trouble:
    return Trouble(f"{file}: what was read cannot be remembered there: {error}")
