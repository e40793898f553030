"""Every release reads what every earlier one wrote (docs/decisions/0012)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from schemas.codec import decode, encode, plain, pretty
from schemas.jsonschema import RECORDS, file_name, schema_of
from schemas.record import Record
from streams.release import release
from tests.schemas.compatibility import broken, widened
from tests.schemas.sampling import FOLDER, Sampler, write

# What today's code reads and the last release would trip over: written once the next release
# is out, which reads it. "No longer takes 'x'" then means that the last release does not.
READ_BEFORE_WRITTEN: frozenset[str] = frozenset()

RELEASES = sorted(
    (folder.name for folder in FOLDER.iterdir()),
    key=lambda name: [int(number) for number in name.split(".")],
)
STORED = [(name, kind) for name in RELEASES for kind in RECORDS if (
    (FOLDER / name / "json" / file_name(kind)).exists()
)]  # fmt: skip


class Alarm(Record, frozen=True, kw_only=True):
    kind: str
    level: int = 1
    places: tuple[str, ...] = ()


def changed(**fields: Any) -> dict[str, Any]:
    """The schema of an ``Alarm`` of another release; ``None`` takes a field away."""
    as_it_is = {"kind": (str,), "level": (int, 1), "places": (tuple[str, ...], ())}
    kept = {name: field for name, field in (as_it_is | fields).items() if field is not None}
    kind = msgspec.defstruct(
        "Alarm", [(name, *field) for name, field in kept.items()], kw_only=True
    )
    return json.loads(pretty(msgspec.json.schema(kind)))


def stored(name: str, kind: type[Record]) -> dict[str, Any]:
    return json.loads((FOLDER / name / "json" / file_name(kind)).read_text("utf-8"))


def today(kind: type[Record]) -> dict[str, Any]:
    return json.loads(pretty(schema_of(kind)))  # as it would be stored


def holds(record: Any, sample: Any) -> bool:
    """Tell whether *record* says all that *sample* says; fields it has besides were added."""
    if isinstance(sample, dict) and isinstance(record, dict):
        return all(name in record and holds(record[name], one) for name, one in sample.items())
    if isinstance(sample, list) and isinstance(record, list):
        return len(sample) == len(record) and all(map(holds, record, sample))
    return bool(record == sample)


@pytest.mark.parametrize(("name", "kind"), STORED)
def test_every_stored_sample_is_read_to_the_same_values(name: str, kind: type[Record]) -> None:
    """
    What stands on topics and changelogs was written by releases of long ago.
    """
    samples = (FOLDER / name / f"{file_name(kind)}l").read_bytes().splitlines()
    read = [plain(encode(decode(kind, sample))) for sample in samples]

    assert samples
    for record, sample in zip(read, samples, strict=True):
        assert holds(record, plain(sample)), (
            f"{kind.__name__} of {name} reads otherwise: {sample!r}"
        )


@pytest.mark.parametrize(("name", "kind"), STORED)
def test_records_are_only_added_to(name: str, kind: type[Record]) -> None:
    """
    Today's code reads whatever the schema of an earlier release allows.
    """
    found = broken(stored(name, kind), today(kind))

    assert not found, f"cannot read what {name} wrote:\n" + "\n".join(found)


@pytest.mark.parametrize(("name", "kind"), [one for one in STORED if one[0] == RELEASES[-1]])
def test_what_the_last_release_cannot_read_is_not_written_yet(
    name: str, kind: type[Record]
) -> None:
    """
    Workers of two releases share a group while they are exchanged: first read, then write.
    """
    found = widened(stored(name, kind), today(kind))
    unknown = [line for line in found if line not in READ_BEFORE_WRITTEN]

    assert not unknown, (
        f"a worker of {name} could not read this; if no code writes it before the next release, "
        "add the line to READ_BEFORE_WRITTEN:\n" + "\n".join(unknown)
    )


@pytest.mark.parametrize("name", RELEASES)
def test_no_kind_of_record_is_given_up(name: str) -> None:
    """
    A topic keeps for a year and a month what a release wrote to it.
    """
    there = {file.name for file in (FOLDER / name / "json").iterdir()}

    assert there <= {file_name(kind) for kind in RECORDS}


def test_this_release_is_stored() -> None:
    """
    Who raises the version stores what the release writes: ``make samples``.
    """
    assert release() in RELEASES


@pytest.mark.parametrize("kind", RECORDS)
def test_samples_fill_every_field(kind: type[Record]) -> None:
    """
    A field that no sample fills could change unseen.
    """
    sampler = Sampler()
    list(sampler.samples(kind))
    filled = {one[:2] for one in sampler.seen}
    fields = {(struct.cls, field.name) for struct in within(kind) for field in struct.fields}

    assert fields <= filled


def test_samples_are_the_same_every_time(tmp_path: Path) -> None:
    """
    Made twice, no byte differs.
    """
    for name in ("one", "two"):
        write(tmp_path / name)
    made = [sorted((tmp_path / name).rglob("*.json*")) for name in ("one", "two")]

    assert [file.read_bytes() for file in made[0]] == [file.read_bytes() for file in made[1]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": None}, "Alarm.level: is gone"),
        ({"level": (str, "1")}, "Alarm.level: was integer, is string"),
        ({"level": (int | None, 1)}, None),
        ({"level": (int, 2)}, "Alarm.level: another default"),
        ({"level": (int,)}, "Alarm.level: is required"),
        ({"where": (str,)}, "Alarm.where: is required"),
        ({"where": (str, "")}, None),
        ({"places": (tuple[int, ...], ())}, "Alarm.places[]: was string, is integer"),
    ],
)
def test_a_change_that_breaks_is_named(change: dict[str, Any], said: str | None) -> None:
    """
    Whoever changes a record is told what breaks, and what to do instead.
    """
    found = broken(changed(), changed(**change))

    assert (found == []) if said is None else found[0].startswith(said)


def test_words_are_never_taken_away_and_new_ones_are_known() -> None:
    """
    A list of words grows: read by this release, written by the next.
    """
    from typing import Literal

    older = changed(kind=(Literal["onset", "end"],))
    newer = changed(kind=(Literal["onset", "end", "truce"],))

    assert broken(older, newer) == []
    assert "'truce'" in widened(older, newer)[0]
    assert "'truce'" in broken(newer, older)[0]


def within(kind: type[Record]) -> list[inspect.StructType]:
    """All records that *kind* holds, itself included."""
    found: dict[type, inspect.StructType] = {}
    open_ends: list[Any] = [inspect.type_info(kind)]
    while open_ends:
        one = open_ends.pop()
        if isinstance(one, inspect.StructType):
            if one.cls in found:
                continue
            found[one.cls] = one
            open_ends += [field.type for field in one.fields]
        open_ends += [*getattr(one, "types", ()), *getattr(one, "item_types", ())]
        if isinstance(item := getattr(one, "item_type", None), inspect.Type):
            open_ends.append(item)
    return list(found.values())
