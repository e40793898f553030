"""
What do these JSON bytes hold, and what does a field of them say?

The one door for JSON from a provider, as ``tree.py`` is for XML. Agencies send
a text where the standard has a list, and a list where it has a text; ``text``
and ``texts`` take both. Not here: what the fields of any one format mean.
"""

from __future__ import annotations

from typing import Any

from schemas.codec import BadRecord, plain

from .document import NotADispatch

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def value_of(data: bytes) -> Any:
    """
    Parse JSON, in UTF-8 or, marked as such, UTF-16.

    Raises:
        NotADispatch: It is none, or is nested without end; names the place.
    """
    for mark, charset in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data = data[len(mark) :].decode(charset, "replace").encode()
            break
    try:
        return plain(data)
    except BadRecord as error:
        raise NotADispatch(f"not well-formed JSON: {error}") from error


def objects(value: Any) -> tuple[dict[str, Any], ...]:
    """Return the objects in *value*: itself, or those of a list; anything else is left out."""
    if isinstance(value, dict):
        return (value,)
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def texts(value: Any) -> tuple[str, ...]:
    """Return what *value* says as texts: a scalar is one, a list several, an object none."""
    if isinstance(value, list):
        return tuple(said for one in value if (said := text(one)))
    said = text(value)
    return (said,) if said else ()


def text(value: Any) -> str:
    """Return what *value* says as one text: of a list its first; ``""`` for nothing."""
    if isinstance(value, list):
        return next(iter(texts(value)), "")
    if isinstance(value, str):
        return value.strip()
    # A revision arrives as 3.0, an id as a number.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def whole(value: Any) -> int | None:
    """Return the positive whole number that *value* says, ``None`` for anything else."""
    said = text(value)
    # No revision has ten digits; Python itself refuses to read thousands of them.
    return int(said) or None if said.isascii() and said.isdecimal() and len(said) < 10 else None


def grade(value: Any) -> int | None:
    """Return the urgency that *value* says, 1 to 9, ``None`` for anything else."""
    number = whole(value)
    return number if number and number <= 9 else None


def named(value: Any, *keys: str) -> Any:
    """Return the first field of the object *value* that is there, among *keys*."""
    if not isinstance(value, dict):
        return None
    return next((value[key] for key in keys if value.get(key) is not None), None)
