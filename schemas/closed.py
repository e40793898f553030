"""
Is a field misspelt?

Records are open: what a newer release added is passed over. What people write, in
files and by hand, is held against the record here, before it is read. Not here:
whether the values fit (msgspec, in ``schemas/codec.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import inspect

from .record import Record


def unknown_field(values: Any, kind: Any) -> str | None:
    """Say, in msgspec's words, which field of plain *values* a record of *kind* does not have."""
    return _unknown(values, _type(kind), "$")


@cache
def _type(kind: Any) -> inspect.Type:
    """Return what msgspec knows of *kind*."""
    return inspect.type_info(kind)


def _unknown(values: Any, kind: inspect.Type, path: str) -> str | None:
    """Look into *values*, which stand at *path*."""
    found: list[str | None] = []
    if isinstance(kind, inspect.UnionType):
        found = [_unknown(values, one, path) for one in kind.types if _may_be(values, one)]
    elif isinstance(kind, inspect.StructType) and isinstance(values, Mapping):
        found = _of_record(values, kind, path)
    elif isinstance(kind, inspect.VarTupleType) and isinstance(values, list | tuple):
        found = [
            _unknown(value, kind.item_type, f"{path}[{index}]")
            for index, value in enumerate(values)
        ]
    return next(filter(None, found), None)


def _of_record(values: Mapping[str, Any], kind: inspect.StructType, path: str) -> list[str | None]:
    """Look into each field of a record, and for fields that it has not."""
    if not issubclass(kind.cls, Record):
        return []
    fields = {field.encode_name: field.type for field in kind.fields}
    where = "" if path == "$" else f" - at `{path}`"
    return [
        _unknown(value, fields[name], f"{path}.{name}")
        if name in fields
        else f"Object contains unknown field `{name}`{where}"
        for name, value in values.items()
        if name != kind.tag_field
    ]


def _may_be(values: Any, kind: inspect.Type) -> bool:
    """Tell whether *values* may be of *kind*: where records carry a tag, it decides."""
    if not isinstance(kind, inspect.StructType) or kind.tag_field is None:
        return True
    return isinstance(values, Mapping) and values.get(kind.tag_field) == kind.tag
