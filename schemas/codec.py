"""
How do records become bytes, and bytes records?

The one codec, and the only module that imports orjson. Keys are sorted, so
equal records are equal bytes: replay and compaction compare bytes. msgspec
reads records, because it checks every field and says where it failed, and writes
them; orjson reads any JSON, and writes what people look at.

What our releases wrote may carry fields that only a newer one knows: they are
passed over, so that workers of two releases can share a group. What people and
foreign programs write is closed: an unknown field is a slip of the pen, and said.

Not here: what to do with bytes that are no record (``streams/dead_letters.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, TypeVar

import msgspec
import orjson

from .closed import unknown_field

T = TypeVar("T")


class BadRecord(ValueError):
    """Bytes or values that are not the record they should be; names the field path."""


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_encoder: Final = msgspec.json.Encoder(order="sorted")


def encode(record: Any) -> bytes:
    """Write *record* (a record, or plain values) as JSON with sorted keys, in UTF-8."""
    return _encoder.encode(record)


def decode(kind: type[T], data: bytes) -> T:
    """
    Read a record of *kind* (a record type, or a union of tagged ones) from JSON of ours.

    Raises:
        BadRecord: *data* is no JSON, lacks a field, or has one of another type.
    """
    decoder: msgspec.json.Decoder[T] | None = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecord(str(error)) from error


def decode_written(kind: type[T], data: bytes) -> T:
    """
    Read a record of *kind* from JSON that somebody wrote.

    Raises:
        BadRecord: As ``decode``, and for an unknown field, which is named before what lacks.
    """
    try:
        record = decode(kind, data)
    except BadRecord:
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            _refuse_unknown(kind, msgspec.json.decode(data))
        raise
    _refuse_unknown(kind, msgspec.json.decode(data))
    return record


def convert(kind: type[T], values: Any) -> T:
    """
    Make a record of *kind* from plain *values* that somebody wrote (parsed TOML, say).

    Raises:
        BadRecord: They lack a field, have an unknown one or one of another type.
    """
    _refuse_unknown(kind, values)
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise BadRecord(str(error)) from error


def _refuse_unknown(kind: Any, values: Any) -> None:
    """Raise ``BadRecord`` for a field that *kind* does not have: what is misspelt also lacks."""
    if unknown := unknown_field(values, kind):
        raise BadRecord(unknown)


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
