"""
How is ``feeds.toml`` changed without losing what people wrote in it?

A new feed is put at the end, and a switch is turned on its own line; not a
space of the rest is touched. What comes out is read again before it is
written: it must say what was meant, or the file stays as it is. Not here: what
a feed may say (``schemas/feed.py``), and lists from elsewhere (``feed_lists.py``).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from schemas.codec import BadRecord, convert
from schemas.feed import Feed, FeedList

from . import toml_lines
from .config_files import load
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
    text = _text_of(path) if path.exists() else _NEW
    text = text if text.endswith("\n") or not text else text + "\n"
    _write(path, text + "".join(f"\n{_entry(feed)}" for feed in feeds), (*before, *feeds))


def switch(path: Path, ids: Collection[str], *, enabled: bool) -> list[str]:
    """
    Write ``enabled`` into the entries of *ids*; returns those that were otherwise before.

    Raises:
        Trouble: The file is wrong, lacks one of *ids*, or cannot be written.
    """
    before = load(path, FeedList).feed
    if missing := sorted(set(ids) - {feed.id for feed in before}):
        raise Trouble(f"{path}: no feed has the id `{missing[0]}`")
    text = _text_of(path)
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
        _write(path, text, tuple(after))
    return changed[::-1]


def _text_of(path: Path) -> str:
    """Read *path* with the ends of its lines as they are."""
    return path.read_bytes().decode("utf-8")


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


def _write(path: Path, text: str, meant: tuple[Feed, ...]) -> None:
    """Write *text* at once or not at all, if it says what was *meant*."""
    try:
        said = convert(FeedList, tomllib.loads(text)).feed
    except (tomllib.TOMLDecodeError, BadRecord):
        said = ()
    if said != meant:
        raise Trouble(f"{path}: is written in a way that cannot be edited safely; do it by hand")
    real = path.resolve()  # a link stays a link
    try:
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        if real.exists():
            shutil.copymode(real, name)
        Path(name).replace(real)
    except OSError as error:
        raise Trouble(f"{path}: cannot be written: {error.strerror}") from error


def _entry(feed: Feed) -> str:
    """Write one feed as TOML, without what is as it would be anyway."""
    said: dict[str, Any] = msgspec.to_builtins(feed)
    defaults = dict(zip(feed.__struct_fields__[::-1], feed.__struct_defaults__[::-1], strict=False))
    kept = {name: value for name, value in said.items() if value != defaults.get(name)}
    return "[[feed]]\n" + "".join(f"{name} = {_value(value)}\n" for name, value in kept.items())


def _value(value: Any) -> str:
    """Write a plain value as TOML."""
    if isinstance(value, str):
        # JSON's strings are TOML's, but for DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inner = (f"{json.dumps(name)} = {_value(one)}" for name, one in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    return str(value)
