"""
Which dispatches does a file hold?

JSON Lines, as ``tocsin parse`` prints them, are read line by line and never
held; a JSON array or one object spread over lines, as people keep a single
dispatch, are accepted too. A bad line is reported and the next one is read. Not
here: wire formats (``streams/wires/formats``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from schemas.codec import BadRecord, convert, decode_written, plain
from schemas.dispatch import Dispatch, Draft, complete
from schemas.record import Record

STDIN = "-"

NOT_JSON = (
    "not JSON: expected one dispatch a line, an object with `text` and `published_at`; "
    "a wire document goes through `tocsin parse` first"
)


class Located(NamedTuple):
    """A dispatch and where it stood (``FILE:LINE``, or ``FILE[3]`` in an array)."""

    where: str
    dispatch: Dispatch


class Bad(Record, frozen=True, kw_only=True):
    """
    Something that could not be read.

    Attributes:
        where: ``FILE:LINE``.
        what: What is wrong with it.
    """

    where: str
    what: str


def dispatches_in(files: Iterable[str]) -> Iterator[Located | Bad]:
    """Read *files* (``-`` is standard input) in order, each line as its dispatch or as bad."""
    for name in files:
        try:
            with _opened(name) as stream:
                yield from _in_stream(name, stream)
        except OSError as error:
            yield Bad(where=name, what=error.strerror or str(error))


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Open a file, or lend standard input."""
    if name == STDIN:
        yield sys.stdin.buffer
    else:
        with open(name, "rb") as stream:  # noqa: PTH123  # the name as given is what we report
            yield stream


def _in_stream(name: str, stream: BinaryIO) -> Iterator[Located | Bad]:
    """Tell by the first lines that are not blank which form the file has, and read it."""
    numbered = ((n, part) for n, line in enumerate(stream, start=1) if (part := line.strip()))
    number, first = next(numbered, (0, b""))
    first = first.removeprefix(b"\xef\xbb\xbf").lstrip()  # some editors write a mark
    opening = [(number, first)] if first else []
    if first.startswith(b"{") and not _is_json(first):
        opening += islice(numbered, 1)
    # Under a lone bad line stands the next record; a file of one value goes on otherwise.
    if first.startswith(b"[") or (len(opening) > 1 and not opening[1][1].startswith(b"{")):
        opening += numbered
        if value := _whole(name, b"\n".join(part for _, part in opening)):
            yield from value
            return
    for number, line in chain(opening, numbered):
        yield _read_line(name, number, line)


def _read_line(name: str, number: int, line: bytes) -> Located | Bad:
    """Read one dispatch from one line."""
    where = f"{name}:{number}"
    if not line.startswith(b"{"):
        return Bad(where=where, what=NOT_JSON)
    try:
        return Located(where, complete(decode_written(Draft, line)))
    except (BadRecord, RecursionError) as error:
        return Bad(where=where, what=str(error))


def _whole(name: str, text: bytes) -> list[Located | Bad]:
    """Read a file that is one JSON value; empty when it is not one, or an empty array."""
    try:
        value = plain(text)
    except BadRecord:
        return []
    if isinstance(value, list):
        return [_read_value(f"{name}[{index}]", entry) for index, entry in enumerate(value)]
    return [_read_value(f"{name}:1", value)]


def _read_value(where: str, value: Any) -> Located | Bad:
    """Read one dispatch from plain values."""
    try:
        return Located(where, complete(convert(Draft, value)))
    except BadRecord as error:
        return Bad(where=where, what=str(error))


def _is_json(line: bytes) -> bool:
    """Tell whether *line* alone is JSON."""
    try:
        plain(line)
    except BadRecord:
        return False
    return True
