"""
How is a TOML file that people keep changed by a command?

Its text is changed, never written anew, so that comments and order stay. What
comes out is read again before it is written: it must say what was meant, or the
file stays as it is. Not here: where in the text (``feeds_file.py``,
``watch_file.py``).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from schemas.codec import BadRecord, convert
from schemas.record import Record

from .trouble import Trouble


def text_of(path: Path) -> str:
    """Read *path* with the ends of its lines as they are; a byte order mark is no part of TOML."""
    return path.read_bytes().decode("utf-8-sig")


def write(path: Path, text: str, meant: Record) -> None:
    """
    Write *text* at once or not at all, if it says what was *meant*.

    Raises:
        Trouble: It says something else, or the file cannot be written.
    """
    try:
        said = convert(type(meant), tomllib.loads(text))
    except (tomllib.TOMLDecodeError, BadRecord):
        said = None
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


def entry(table: str, record: Record) -> str:
    """Write one ``[[table]]`` of *record*, without what is as it would be anyway."""
    said: dict[str, Any] = msgspec.to_builtins(record)
    names, usual = record.__struct_fields__, record.__struct_defaults__
    defaults = dict(zip(names[::-1], usual[::-1], strict=False))
    kept = {name: value for name, value in said.items() if value != defaults.get(name)}
    return f"[[{table}]]\n" + "".join(f"{name} = {_value(value)}\n" for name, value in kept.items())


def _value(value: Any) -> str:
    """Write a plain value as TOML."""
    if isinstance(value, str):
        # JSON's strings are TOML's, but for DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inner = (f"{_key(name)} = {_value(one)}" for name, one in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # as a person writes it
    return str(value)


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else json.dumps(name)
