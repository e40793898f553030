"""
How is ``feeds.toml`` changed without losing what people wrote in it?

A new feed is put at the end, and a switch is turned on its own line; not a
space of the rest is touched. Not here: how a file is written
(``toml_edits.py``), what a feed may say (``schemas/feed.py``), and lists from
elsewhere (``feed_lists.py``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from schemas.feed import Feed, FeedList

from . import toml_lines
from .config_files import load
from .toml_edits import entry, text_of, write
from .trouble import Trouble

_NEW = "# Which wires tocsin reads; feeds.example.toml explains every key.\n"
_SWITCH = re.compile(r"^(\s*enabled\s*=\s*)(?:true|false)")


def feeds_in(path: Path) -> tuple[Feed, ...]:
    """Return the feeds of *path*, none when there is no such file; raises ``Trouble`` as ``load``."""
    return load(path, FeedList).feed if path.exists() else ()


def add(path: Path, feeds: Sequence[Feed]) -> None:
    """
    Put *feeds* at the end of *path*, which is made when it is missing.

    Raises:
        Trouble: The file is wrong, has one of the ids already, or cannot be written.
    """
    before = feeds_in(path)
    taken = {feed.id for feed in before}
    for feed in feeds:
        if feed.id in taken:
            raise Trouble(f"{path}: there is a feed `{feed.id}` already; give another --id")
    text = text_of(path) if path.exists() else _NEW
    text = text if text.endswith("\n") or not text else text + "\n"
    text += "".join(f"\n{entry('feed', feed)}" for feed in feeds)
    write(path, text, FeedList(feed=(*before, *feeds)))


def switch(path: Path, ids: Collection[str], *, enabled: bool) -> list[str]:
    """
    Write ``enabled`` into the entries of *ids*; returns those that were otherwise before.

    Raises:
        Trouble: The file is wrong, lacks one of *ids*, or cannot be written.
    """
    before = load(path, FeedList).feed
    if missing := sorted(set(ids) - {feed.id for feed in before}):
        raise Trouble(f"{path}: no feed has the id `{missing[0]}`")
    text = text_of(path)
    changed = []
    # From below, so that a line put in does not move those that are still to be found.
    for index in reversed(range(len(before))):
        if before[index].id in ids and before[index].enabled != enabled:
            text = _switched(text, index, enabled=enabled)
            changed.append(before[index].id)
    if changed:
        after = (
            msgspec.structs.replace(feed, enabled=enabled) if feed.id in ids else feed
            for feed in before
        )
        write(path, text, FeedList(feed=tuple(after)))
    return changed[::-1]


def _switched(text: str, index: int, *, enabled: bool) -> str:
    """Turn the switch of the entry at *index*, or put one under its id."""
    lines = re.split(r"(?<=\n)", text)  # as TOML counts them; strings may hold other breaks
    word = "true" if enabled else "false"
    own = toml_lines.line_of(text, ("feed", index, "enabled")) - 1
    if _SWITCH.match(lines[own]):
        lines[own] = _SWITCH.sub(rf"\g<1>{word}", lines[own])
    else:
        below = toml_lines.line_of(text, ("feed", index, "id"))
        lines.insert(below, f"enabled = {word}\n")
    return "".join(lines)
