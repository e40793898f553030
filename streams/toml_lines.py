"""
On which line of a TOML file does a key stand?

``tomllib`` gives values without positions; whoever made a mistake wants the
line. This walks over a text that ``tomllib`` has already accepted, so it
checks nothing. Keys inside an inline table or array have the line of the key
that holds it.
"""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]
"""``("watch", 1, "id")``: the second ``[[watch]]``'s ``id``."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEY})[ \t]*\]\]?")
_ASSIGNMENT = re.compile(rf"({_KEY})[ \t]*=")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)+")
# Longest first: a multi-line string also begins like a short one.
_VALUE = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'''
    r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|.""",
    re.DOTALL,
)


def line_of(text: str, path: Path) -> int:
    """
    Tell the line, counted from 1, of the key at *path* in the TOML *text*.

    What has no line of its own (a missing key, an element of an array) gets that of the
    nearest table or key around it; line 1 when there is none.
    """
    lines = lines_in(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def lines_in(text: str) -> dict[Path, int]:
    """Map each key path and table of the TOML *text* to its line, counted from 1."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}  # how many tables an array of tables has so far
    table: Path = ()
    at = 0
    while at < len(text):
        if blank := _BLANK.match(text, at):
            at = blank.end()
        elif header := _HEADER.match(text, at):
            table = _table(_parts(header[2]), counts, opens_array_entry=header[1] == "[[")
            lines.setdefault(table, text.count("\n", 0, at) + 1)
            at = header.end()
        elif assignment := _ASSIGNMENT.match(text, at):
            line = text.count("\n", 0, at) + 1
            parts = _parts(assignment[1])
            for length in range(1, len(parts) + 1):
                lines.setdefault((*table, *parts[:length]), line)
            at = _end_of_value(text, assignment.end())
        else:
            at += 1
    return lines


def _table(parts: Path, counts: dict[Path, int], *, opens_array_entry: bool) -> Path:
    """Return the path of the table that a header names, with the indexes of arrays in it."""
    path: Path = ()
    for position, part in enumerate(parts, start=1):
        path = (*path, part)
        if opens_array_entry and position == len(parts):
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _end_of_value(text: str, at: int) -> int:
    """Return where the value that starts at *at* ends: at a line's end outside all brackets."""
    depth = 0
    while token := _VALUE.match(text, at):
        depth += (token[0] in "[{") - (token[0] in "]}")
        if token[0] == "\n" and depth == 0:
            break
        at = token.end()
    return at


def _parts(key: str) -> Path:
    """Take a dotted key apart, quotes and escapes resolved by the TOML reader itself."""
    names: list[str | int] = []
    value = tomllib.loads(f"{key} = 0")
    while isinstance(value, dict):
        ((name, value),) = value.items()
        names.append(name)
    return tuple(names)
