"""
How do records become bytes, and bytes records?

The one codec, and the only module that imports orjson. Keys are sorted, so
equal records are equal bytes: replay and compaction compare bytes. msgspec
reads, because it checks every field and says where it failed; orjson writes.

Not here: what to do with bytes that are no record (``streams/dead_letters.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
import orjson

T = TypeVar("T")


class BadRecord(ValueError):
    """Bytes or values that are not the record they should be; names the field path."""


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def encode(record: Any) -> bytes:
    """Write *record* (a record, or plain values) as JSON with sorted keys, in UTF-8."""
    return orjson.dumps(msgspec.to_builtins(record), option=orjson.OPT_SORT_KEYS)


def decode(kind: type[T], data: bytes) -> T:
    """
    Read a record of *kind* (a record type, or a union of tagged ones) from JSON.

    Raises:
        BadRecord: *data* is no JSON, lacks a field, has an unknown one or one of another type.
    """
    decoder: msgspec.json.Decoder[T] | None = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(str(error)) from error


def convert(kind: type[T], values: Any) -> T:
    """Make a record of *kind* from plain *values* (parsed TOML, say); raises ``BadRecord``."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise BadRecord(str(error)) from error


def plain(data: bytes) -> Any:
    """Read any JSON as dicts, lists and scalars; raises ``BadRecord``."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRecord(str(error)) from error


def pretty(values: Any) -> bytes:
    """Write values as indented JSON for people and for files kept in the repository."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(msgspec.to_builtins(values), option=options)


def lines(records: Iterable[Any]) -> Iterator[bytes]:
    """Write *records* as JSON Lines, each with its newline."""
    for record in records:
        yield encode(record) + b"\n"
