"""
What did a release write?

A sample of every record on every topic and changelog, made from the types: once with
as little as it needs, and as often as it takes to fill every field and choose every
word of a list of words at least once. Deterministic: the same types, the same bytes.
Stored for each release beside its JSON Schemas, so that a later one can be held
against it (``test_compatibility.py``; docs/decisions/0012 says how a release is cut).

Usage: python -m tests.schemas.sampling [--again]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import inspect

from schemas.access import ADDRESS, REFERENCE
from schemas.codec import convert, lines, pretty
from schemas.feed import ID, Feed
from schemas.jsonschema import RECORDS, file_name, schema_of
from schemas.record import Record
from schemas.subscription import Silence, Subscription
from schemas.watch import KINDS, Watch
from streams.release import release

FOLDER = Path(__file__).parent / "samples"

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

# A longer list of words than this is not in any record.
ROUNDS = 64

# From this depth on one element of a list stands for all.
DEEP = 3

BY_PATTERN = {
    ID: "sample-{n}",
    r"\S": "actor {n}",
    "^[A-Z]{2}$": "ML",
    "^[A-Z]{2}-[A-Z0-9]{1,3}$": "ML-{n}",
    REFERENCE: "env:SAMPLE_{n}",
    ADDRESS: "https://wire.example/{n}",
    "^[A-Za-z0-9-]+$": "X-Sample-{n}",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "07:30",
    "^[A-Z]{2}(-[A-Z0-9]{1,3})?$": "ML-{n}",
    "^[a-z]{2,3}$": "fr",
}
BY_NAME = {"assume_timezone": "Africa/Bamako", "zone": "Africa/Bamako"}


def one_kind(values: dict[str, Any], n: int) -> None:
    """Leave an entry of a watchlist exactly one of its kinds."""
    for kind in KINDS:
        if kind != KINDS[n % len(KINDS)]:
            values[kind] = None


def one_source(values: dict[str, Any], n: int) -> None:
    """Leave a feed either an address or a folder, and what goes with it."""
    if n % 3 == 0:
        values |= {"url": None, "auth": None, "api": None, "backfill": 0}
    elif n % 3 == 1:
        values |= {"folder": None, "backfill": 0}
    else:
        values |= {"folder": None, "api": None}


def another_tells(values: dict[str, Any], n: int) -> None:
    """Let another subscription tell that this one fails, and its night end later than it begins."""
    values |= {"on_failure": f"other-{n}", "quiet_hours": ["22:00", "07:30"]}


def has_an_end(values: dict[str, Any], n: int) -> None:
    """Let a silence end after it began, and silence something."""
    values |= {"ends": values["starts"] + timedelta(hours=1), "watch_id": f"sample-{n}"}


ADJUST: dict[type, Callable[[dict[str, Any], int], None]] = {
    Watch: one_kind, Feed: one_source, Subscription: another_tells, Silence: has_an_end,
}  # fmt: skip
NEVER_BARE = (Watch, Silence)
"""Need one of what need not be said."""


class Sampler:
    """
    Fills records.

    Attributes:
        seen: What was filled so far: record, field and, of a choice, which.
    """

    def __init__(self) -> None:
        self.seen: set[tuple[object, ...]] = set()

    def samples(self, kind: type[Record]) -> Iterator[Record]:
        """Yield as little as *kind* needs, then what fills something for the first time."""
        struct = inspect.type_info(kind)
        assert isinstance(struct, inspect.StructType)
        yield convert(kind, self._record(struct, 0, 0, only_required=True))
        self.seen.clear()
        for n in range(ROUNDS):
            before = len(self.seen)
            values = self._record(struct, n, 0)
            if len(self.seen) > before:
                yield convert(kind, values)

    def _record(
        self, struct: inspect.StructType, n: int, depth: int, *, only_required: bool = False
    ) -> dict[str, Any]:
        values = {
            field.encode_name: self._value(field.type, n, depth + 1, (struct.cls, field.name))
            for field in struct.fields
            if field.required or not only_required
        }
        if struct.tag_field is not None:
            values[struct.tag_field] = struct.tag
        if not only_required or struct.cls in NEVER_BARE:
            ADJUST.get(struct.cls, lambda *_: None)(values, n)
        for name, value in values.items():
            if value is not None:
                self.seen.add((struct.cls, name))
        return values

    def _value(self, kind: inspect.Type, n: int, depth: int, where: tuple[type, str]) -> Any:
        match kind:
            case inspect.UnionType():
                options = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
                return self._value(self._choice(options, n, where), n // len(options), depth, where)
            case inspect.LiteralType():
                return self._choice(list(kind.values), n, where)
            case inspect.StructType():
                return self._record(kind, n, depth)
            case inspect.VarTupleType():
                count = max(kind.min_length or 0, 1 if depth > DEEP else 2)
                return [self._value(kind.item_type, n + i, depth, where) for i in range(count)]
            case inspect.TupleType():
                return [
                    self._value(one, n + i, depth, where) for i, one in enumerate(kind.item_types)
                ]
            case inspect.DictType(value_type=inspect.IntType()):
                return {"dispatches": n}
            case inspect.DictType(value_type=inspect.StrType()):
                return {"fr": f"{where[1]} {n}, é ع"}
            case inspect.DictType() | inspect.AnyType():
                return {"in": ["fr", n]}
        return scalar(kind, n, where[1])

    def _choice(self, options: list[Any], n: int, where: tuple[type, str]) -> Any:
        self.seen.add((*where, n % len(options)))
        return options[n % len(options)]


def scalar(kind: inspect.Type, n: int, name: str) -> Any:
    """Return the *n*-th value of a simple type."""
    match kind:
        case inspect.BoolType():
            return n % 2 == 0
        case inspect.IntType():
            low = kind.ge or 0
            return low + n % (9 if kind.le is None else min(9, kind.le - low + 1))
        case inspect.FloatType():
            low = kind.ge if kind.ge is not None else kind.gt
            return (low or 0) + 0.25 * (n % 9 + 1)
        case inspect.StrType(pattern=None):
            return BY_NAME.get(name, f"{name} {n}, é ع")
        case inspect.StrType(pattern=str(pattern)):
            return BY_PATTERN[pattern].format(n=n)
        case inspect.BytesType():
            return bytes([n, 255])
        case inspect.DateTimeType():
            return NOON + timedelta(days=n, microseconds=n)
        case inspect.DateType():
            return date(2026, 1, 1) + timedelta(days=n)
    raise TypeError(f"no sample of {kind} for {name}: add one to tests/schemas/sampling.py")


def write(folder: Path) -> None:
    """Write samples and JSON Schemas of today's records into *folder*."""
    (folder / "json").mkdir(parents=True, exist_ok=True)
    for kind in RECORDS:
        name = file_name(kind)
        (folder / f"{name}l").write_bytes(b"".join(lines(Sampler().samples(kind))))
        (folder / "json" / name).write_bytes(pretty(schema_of(kind)))


def main() -> None:
    """Store the samples of this release."""
    folder = FOLDER / release()
    if folder.exists() and "--again" not in sys.argv[1:]:
        raise SystemExit(
            f"{folder} is there: what a release wrote does not change. For the next one raise "
            "`version` in pyproject.toml; --again writes those of a release that is not out yet"
        )
    write(folder)
    print(f"wrote {len(RECORDS)} kinds of records to {folder}")


if __name__ == "__main__":
    main()
