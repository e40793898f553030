"""
How is ``watchlist.toml`` changed without losing what people wrote in it?

A new entry is put at the end; one that goes takes the comment right above it
along, and nothing else. A worker that runs takes the file up by itself. Not
here: how a file is written (``toml_edits.py``), and whether an entry makes
sense on this earth (``watch_checks.py``).
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec.structs import replace

from schemas.watch import Watch, Watchlist

from .config_files import load
from .toml_edits import entry, text_of, write
from .toml_lines import lines_in
from .trouble import Trouble

_NEW = "# What tocsin rings for; watchlist.example.toml explains every kind and setting.\n"


def add(path: Path, fresh: Watch) -> None:
    """
    Put *fresh* at the end of *path*, which is made when it is missing.

    Raises:
        Trouble: The file is wrong, has the id already, or cannot be written.
    """
    before = load(path, Watchlist) if path.exists() else Watchlist()
    if any(one.id == fresh.id for one in before.watch):
        raise Trouble(
            f"{path}: there is an entry `{fresh.id}` already; "
            f"take another id, or first: tocsin watch remove {fresh.id}"
        )
    text = text_of(path) if path.exists() else _NEW
    text = text if text.endswith("\n") or not text else text + "\n"
    after = replace(before, watch=(*before.watch, fresh))
    write(path, f"{text}\n{entry('watch', fresh)}", after)


def remove(path: Path, watch_id: str) -> Watch:
    """
    Take the entry *watch_id* off *path*; returns what it said.

    Raises:
        Trouble: The file is wrong, has no such entry, or cannot be written.
    """
    before = load(path, Watchlist)
    found = [index for index, one in enumerate(before.watch) if one.id == watch_id]
    if not found:
        known = ", ".join(f"`{one.id}`" for one in before.watch[:20]) or "none"
        raise Trouble(f"{path}: no entry has the id `{watch_id}`; there are: {known}")
    rest = tuple(one for one in before.watch if one.id != watch_id)
    text = text_of(path)
    text = without_entry(text, found[0], "watch")
    write(path, text, replace(before, watch=rest))
    return before.watch[found[0]]


def without_entry(text: str, index: int, table: str) -> str:
    """Cut the lines of the entry of *table* at *index* out of *text*."""
    lines = re.split(r"(?<=\n)", text)  # as TOML counts them; strings may hold other breaks
    known = lines_in(text)
    if (table, index) not in known:
        return text  # entries in one line have no lines to cut; what still stands is then refused
    first = known[table, index] - 1
    below = [
        line - 1 for key, line in known.items() if line - 1 > first and key[:2] != (table, index)
    ]
    end = min(below, default=len(lines))
    while _says_nothing(lines[end - 1]):  # what stands above the next entry is the next one's
        end -= 1
    above = first
    while above and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    # The head of the file is about all entries.
    first = above or first
    while first and end < len(lines) and not lines[first - 1].strip():
        first -= 1  # one gap is enough
    return "".join([*lines[:first], *lines[end:]])


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
