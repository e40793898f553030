"""
Can two releases read each other's records?

Holds the JSON Schemas of an older release against newer ones and says, a line each,
what breaks and what to do instead. A newer release must read all that an older one
wrote (``broken``); what an older one would trip over must be known, and is written
only one release later (``widened``). Not here: the records (``sampling.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

# Of these, smaller accepts more; of those below, greater does.
LOWER_ENDS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER_ENDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
CHOICES = ("anyOf", "oneOf")


class Comparison:
    """
    One record as it is written beside the same as it is read.

    Args:
        older: The schema of what is written.
        newer: The schema that it is read by.
        forgetful: Whether fields that only the writer has may be passed over.
    """

    def __init__(self, older: Schema, newer: Schema, *, forgetful: bool = False) -> None:
        self._forgetful = forgetful
        self._older = older.get("$defs", {})
        self._newer = newer.get("$defs", {})
        self._compared: set[tuple[str, str]] = set()

    def differences(self, older: Schema, newer: Schema, path: str) -> Iterator[str]:
        """Yield what of *older* is not accepted by *newer*, each with its path and a remedy."""
        pair = (str(older.get("$ref")), str(newer.get("$ref")))
        if pair != ("None", "None"):
            if pair in self._compared:
                return
            self._compared.add(pair)
        older, newer = _resolved(older, self._older), _resolved(newer, self._newer)
        if any(choice in older or choice in newer for choice in CHOICES):
            yield from self._choices(older, newer, path)
        elif older.get("type") != newer.get("type") and newer.get("type") is not None:
            if (older.get("type"), newer.get("type")) != ("integer", "number"):
                yield (
                    f"{path}: was {older.get('type')}, is {newer.get('type')}; leave the field as it"
                    " is and add another one"
                )
        else:
            yield from self._fields(older, newer, path)
            yield from self._items(older, newer, path)
            yield from _words(older, newer, path)
            yield from _limits(older, newer, path)

    def _choices(self, older: Schema, newer: Schema, path: str) -> Iterator[str]:
        """Each kind of value that was allowed must still be."""
        for option in _options(older):
            left = [list(self._anew(option, one, path)) for one in _options(newer)]
            if [] not in left:
                nearest = min(left, key=len)
                yield from nearest

    def _anew(self, older: Schema, newer: Schema, path: str) -> Iterator[str]:
        """Compare one of several options, without remembering that it was asked."""
        asked = set(self._compared)
        yield from self.differences(older, newer, path)
        self._compared = asked

    def _fields(self, older: Schema, newer: Schema, path: str) -> Iterator[str]:
        """Fields are only added, each with a default; none becomes required."""
        before, now = older.get("properties", {}), newer.get("properties", {})
        for name, field in before.items():
            if name not in now and self._forgetful:
                continue
            if name not in now:
                yield f"{path}.{name}: is gone or has another name; keep it, with its default"
                continue
            yield from self.differences(field, now[name], f"{path}.{name}")
            defaults = [one["default"] for one in (field, now[name]) if "default" in one]
            if len({repr(one) for one in defaults}) > 1 and not self._forgetful:
                yield (
                    f"{path}.{name}: another default, so what was left out would change its meaning;"
                    " keep the default"
                )
        needed = () if self._forgetful else newer.get("required", ())  # all is always written
        for name in sorted(set(needed) - set(older.get("required", ()))):
            yield f"{path}.{name}: is required, and older records do not have it; give it a default"

    def _items(self, older: Schema, newer: Schema, path: str) -> Iterator[str]:
        """What lists hold."""
        if isinstance(older.get("items"), dict) and isinstance(newer.get("items"), dict):
            yield from self.differences(older["items"], newer["items"], f"{path}[]")
        before, now = older.get("prefixItems"), newer.get("prefixItems")
        if before and now:
            for index, (one, other) in enumerate(zip(before, now, strict=False)):
                yield from self.differences(one, other, f"{path}[{index}]")
        if isinstance(older.get("additionalProperties"), dict):
            other = newer.get("additionalProperties")
            if isinstance(other, dict):
                yield from self.differences(older["additionalProperties"], other, f"{path}{{}}")


def broken(older: Schema, newer: Schema) -> list[str]:
    """Return what *newer* code could not read of what *older* code wrote."""
    return list(Comparison(older, newer).differences(older, newer, _name(older)))


def widened(older: Schema, newer: Schema) -> list[str]:
    """Return what *older* code could not read if *newer* code wrote it; added fields it can."""
    comparison = Comparison(newer, older, forgetful=True)
    return list(comparison.differences(newer, older, _name(older)))


def _name(schema: Schema) -> str:
    """Return the record's name."""
    return str(schema.get("$ref", "record")).rsplit("/", 1)[-1]


def _resolved(schema: Schema, known: Schema) -> Schema:
    """Follow a reference, once: msgspec's lead straight to a record."""
    if "$ref" in schema:
        return dict(known[schema["$ref"].rsplit("/", 1)[-1]])
    return schema


def _options(schema: Schema) -> list[Schema]:
    """Return the kinds of values that *schema* allows."""
    return next((schema[choice] for choice in CHOICES if choice in schema), [schema])


def _words(older: Schema, newer: Schema, path: str) -> Iterator[str]:
    """A list of words only grows."""
    for key in ("enum", "const"):
        if key in newer:
            allowed = _listed(newer)
            for word in _listed(older):
                if word not in allowed:
                    yield f"{path}: no longer takes {word!r}; keep it, even if nothing writes it"


def _listed(schema: Schema) -> list[Any]:
    """Return the words that *schema* lists."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _limits(older: Schema, newer: Schema, path: str) -> Iterator[str]:
    """A limit only moves outward; a pattern stays."""
    for key in (*LOWER_ENDS, *UPPER_ENDS):
        if key in newer:
            was, now = older.get(key), newer[key]
            tighter = was is None or (now > was if key in LOWER_ENDS else now < was)
            if tighter:
                yield f"{path}: {key} was {was}, is {now}; check it where it is written instead"
    if "pattern" in newer and newer["pattern"] != older.get("pattern"):
        yield (
            f"{path}: pattern was {older.get('pattern')}, is {newer['pattern']};"
            " check it where it is written instead"
        )
