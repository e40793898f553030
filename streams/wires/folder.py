"""
Which files in a drop folder are ready to be read?

Agencies write files by FTP, which takes its time: a file is ready when two
looks find it with the same size and time. What was read goes to
``processed/``, what could not be read to ``failed/`` beside a note that says
why. Not here: what a file holds (``formats``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

PROCESSED = "processed"
FAILED = "failed"

# An upload may pause longer than the time between two looks. A file that does not
# parse is therefore tried again until it has been still for this long.
PATIENCE = timedelta(seconds=30)

_UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload")


class Sight(NamedTuple):
    """A file as it was found: its size in bytes, its time in ns, since when it looks so."""

    size: int
    modified: int
    since: datetime


class Look(NamedTuple):
    """
    What two looks at a folder tell.

    Attributes:
        ready: Names of the files that stood still, oldest first.
        waiting: How many others are still being written.
        sights: To compare the next look with.
    """

    ready: tuple[str, ...]
    waiting: int
    sights: Mapping[str, Sight]


def look(folder: Path, before: Mapping[str, Sight], *, now: datetime) -> Look:
    """
    Compare *folder* with what an earlier look found in it.

    Raises:
        OSError: The folder is not there or not readable.
    """
    found = {path.name: status for path in folder.iterdir() if (status := _status(path))}
    sights = {
        name: Sight(
            status.st_size, status.st_mtime_ns, since=_since(before.get(name), status, now=now)
        )
        for name, status in found.items()
    }
    still = [name for name in sights if name in before and sights[name] == before[name]]
    still.sort(key=lambda name: (sights[name].modified, name))
    return Look(tuple(still), len(sights) - len(still), sights)


def contents(path: Path, sight: Sight) -> bytes | None:
    """
    Read a file; ``None`` when it no longer looks as it was seen.

    Raises:
        OSError: It is gone, or not readable.
    """
    status = path.lstat()
    if (status.st_size, status.st_mtime_ns) != (sight.size, sight.modified):
        return None
    return path.read_bytes()


def is_old_enough_to_fail(sight: Sight, *, now: datetime) -> bool:
    """Tell whether a file that does not parse has been still for so long that it is whole."""
    return now - sight.since >= PATIENCE


def written(name: str) -> str:
    """Return the *name* of a file as it can be written down: FTP takes any bytes for one."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def set_aside(path: Path, *, reason: str | None = None) -> Path:
    """
    Move a file to ``processed/``, or with a *reason* to ``failed/``; returns where it is now.

    A name that is taken there gets a number: agencies send a file of one name again.
    """
    target = path.parent / (PROCESSED if reason is None else FAILED)
    target.mkdir(exist_ok=True)
    moved = target / path.name
    number = 1
    while moved.exists():
        moved = target / f"{path.name}.{number}"
        number += 1
    path.rename(moved)
    if reason is not None:
        moved.with_name(f"{moved.name}.reason.txt").write_text(reason + "\n", encoding="utf-8")
    return moved


def _status(path: Path) -> os.stat_result | None:
    """Return the status of a file that may be read: no folder, link, pipe, or half a file."""
    name = path.name
    if name.startswith(".") or name.lower().endswith(_UNFINISHED):
        return None
    try:
        status = path.lstat()
    except FileNotFoundError:  # renamed under our eyes: the next look finds it
        return None
    return status if stat.S_ISREG(status.st_mode) and status.st_size else None


def _since(before: Sight | None, status: os.stat_result, *, now: datetime) -> datetime:
    """Tell since when a file looks as it does now."""
    if before is not None and before[:2] == (status.st_size, status.st_mtime_ns):
        return min(before.since, now)  # a clock that was set back makes no file younger
    return now
