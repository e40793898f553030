"""
Is what was replayed what was lived, byte for byte?

Usage: ``python -m tests.replay.acceptance --dispatches 20000``. Lives through an invented
stream with kills, restarts and changed watchlists, replays it in every way, and prints what
was compared; exit 1 when something differs. Starts a Kafka of its own. Not here: the stream
(``tests/replay/stream.py``), the service (``living.py``), the replays (``again.py``) and the
comparing (``books.py``).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import aclosing
from pathlib import Path
from random import Random
from typing import NamedTuple, cast

from rich.console import Console
from rich.table import Table

from agents.reading import prepare
from schemas.alert import Alert
from schemas.codec import BadRecord, decode, encode
from schemas.control import Followed, Tick
from schemas.incident import Incident
from schemas.replay import Origin
from schemas.topics import READINGS
from streams import kafka
from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.settings import Settings

from .again import hasty, one_killed, plan, replayed, run_to_its_end, whole_killed
from .books import Books, books, differences, ids, of_following, without_repeats
from .living import PARTITIONS, Say, lived
from .stream import ARCHIVED


class Row(NamedTuple):
    """
    One comparison.

    Attributes:
        name: For tests.
        what: In words.
        counts: Records compared, by topic.
        differ: A line for each key that differs.
        note: What else there is to know.
    """

    name: str
    what: str
    counts: Mapping[str, int]
    differ: list[str]
    note: str = ""


async def accept(
    bootstrap: str,
    folder: Path,
    *,
    prefix: str,
    dispatches: int,
    faults: int,
    kills: int,
    seed: int,
    say: Say,
) -> list[Row]:
    """
    Live, replay and compare.

    Args:
        bootstrap: A broker.
        folder: For files of ours.
        prefix: Of all topics; another one begins with it.
        dispatches: How many are sent, some of them twice.
        faults: Kills, restarts and changes of the watchlist while they come in.
        kills: Of each replay that is cut off; every other time of all of it, else of a process.
        seed: By which lots are drawn.
        say: Told what happens.
    """
    settings = await lived(
        bootstrap, folder, prefix=prefix, dispatches=dispatches, faults=faults, seed=seed, say=say
    )
    prepare()
    life = await books(settings)
    followed = await of_following(settings, life)
    say("replays of readings")
    first = await _replay(settings, "one")
    rows = [_against_life("life", "readings by 1 process, and life", followed, first)]
    for name, processes in (("two", 2), ("four", 4)):
        found = await _replay(settings, name, processes=processes)
        rows.append(_same(name, f"by 1 process and by {processes}", first, found))
    rows.append(await _with_few_ticks(settings, first))
    say("replays that are killed")
    chance = Random(seed)  # noqa: S311  # lots, not secrets
    tree = hasty(folder / "hasty")
    rows.append(await _cut_off(settings, "readings", tree, first, chance, kills))
    say("replays of dispatches")
    await replayed(settings, "anew", "dispatches", processes=2)
    anew = await books(settings, "anew")
    rows += [_ids(life, anew), _for_information(life, anew)]
    rows.append(await _cut_off(settings, "dispatches", tree, anew, chance, kills))
    return [
        *rows,
        _backfilled("archive", "what came from an archive, in life", life),
        _backfilled("archive again", "the same, in a replay", first),
    ]


async def _replay(settings: Settings, name: str, *, processes: int = 1) -> Books:
    await replayed(settings, name, "readings", processes=processes)
    return await books(settings, name)


def _against_life(name: str, what: str, life: Books, found: Books) -> Row:
    once, repeated = without_repeats(life, found)
    note = f"{repeated} decisions of life about what came again after a kill" if repeated else ""
    # A replay repeats nothing, and yet equal decisions there are: a resend has the same id.
    theirs, _ = without_repeats(found, found)
    return Row(name, what, found.counts, differences(once, theirs), note)


def _for_information(life: Books, anew: Books) -> Row:
    """Tell how much of a replay of ``dispatches`` is byte for byte as in life: not promised."""
    row = _against_life("", "the same byte for byte, which is not promised", life, anew)
    return row._replace(differ=[], note=f"{len(row.differ)} keys differ")


def _same(name: str, what: str, one: Books, other: Books, note: str = "") -> Row:
    return Row(name, what, other.counts, differences(one, other), note)


def _ids(life: Books, anew: Books) -> Row:
    alerts = ids(life.alerts, "alert_id") ^ ids(anew.alerts, "alert_id")
    incidents = life.revisions.keys() ^ anew.revisions.keys()
    differ = [f"alert {one}" for one in sorted(alerts)]
    differ += [f"incident {one.decode()}" for one in sorted(incidents)]
    return Row(
        "dispatches", "dispatches, ids of incidents and alerts, and life", anew.counts, differ
    )


async def _cut_off(
    settings: Settings, origin: Origin, tree: Path, whole: Books, chance: Random, kills: int
) -> Row:
    """Replay with kills at random moments, and hold it against one that was left alone."""
    name = f"cut-{origin}"
    replay = await plan(settings, name, origin, tree=tree)
    killed = 0
    for number in range(kills):
        if number % 2:
            killed += await whole_killed(settings, replay, chance)
        else:
            killed += bool(await one_killed(settings, replay, chance))
    await run_to_its_end(settings, replay)
    found = await books(settings, name)
    return _same(
        f"cut {origin}", f"{origin}, cut off and left alone", whole, found, f"killed {killed} times"
    )


async def _with_few_ticks(settings: Settings, whole: Books) -> Row:
    """Replay ``readings`` without the ticks that another one follows at once."""
    prefix = f"{settings.kafka.prefix}few."
    fewer = settings.model_copy(
        update={"kafka": settings.kafka.model_copy(update={"prefix": prefix})}
    )
    left_out, kept = await _thinned(settings, fewer)
    found = await _replay(fewer, "one", processes=2)
    note = f"{left_out:,} ticks left out, {kept:,} kept"
    return _same("few ticks", "all ticks and few", whole, found, note)


async def _thinned(settings: Settings, fewer: Settings) -> tuple[int, int]:
    """Copy ``readings``, of ticks in a row only the latest; tells how many were left out and kept."""
    bootstrap = settings.kafka.bootstrap or ""
    await ensure_topics(bootstrap, fewer)
    name = kafka.topic_name(fewer, READINGS)
    waiting: dict[int, Tick] = {}
    left_out = kept = 0
    async with kafka.producer(bootstrap) as producer:

        async def tell(partition: int) -> int:
            if partition not in waiting:
                return 0
            await producer.send(name, encode(waiting.pop(partition)), partition=partition)
            return 1

        reading = kafka.read(bootstrap, kafka.topic_name(settings, READINGS), follow=False)
        async with aclosing(reading) as records:
            async for record in records:
                if (tick := _tick(record.value)) is not None:
                    known = waiting.get(record.partition)
                    left_out += known is not None
                    waiting[record.partition] = max(
                        filter(None, (known, tick)), key=lambda one: one.at
                    )
                    continue
                kept += await tell(record.partition)
                await producer.send(name, record.value, record.key, partition=record.partition)
        kept += sum([await tell(partition) for partition in range(PARTITIONS)])
        await producer.flush()
    return left_out, kept


def _tick(value: bytes | None) -> Tick | None:
    try:
        said = decode(cast("type[Followed]", Followed), value or b"")
    except BadRecord:
        return None
    return said if isinstance(said, Tick) else None


def _backfilled(name: str, what: str, said: Books) -> Row:
    """Look whether anything from an archive rang, and under which times it is known."""
    known: set[str] = set()
    differ = []
    for told in said.revisions.values():
        for one in told[-1:]:
            for line in decode(Incident, one.value).evidence:
                if line.dispatch.key.endswith(ARCHIVED):
                    known.add(line.dispatch.key)
                    if line.received_at != line.published_at:
                        differ.append(f"{line.dispatch.key}: known since {line.received_at}")
    for told in said.alerts.values():
        for one in told:
            cause = decode(Alert, one.value).caused_by
            if cause is not None and cause.key.endswith(ARCHIVED):
                differ.append(f"{cause.key} rang")
    return Row(name, what, said.counts, differ, f"{len(known)} of them in incidents")


def table_of(rows: list[Row]) -> Table:
    """Show *rows*."""
    table = Table("what", "incidents", "revisions", "alerts", "decisions", "differ", "note")
    for row in rows:
        counts = [
            f"{row.counts[name]:,}" for name in ("incidents", "revisions", "alerts", "decisions")
        ]
        table.add_row(row.what, *counts, str(len(row.differ)), row.note)
    return table


def main() -> int:
    """Run it all on a Kafka of its own, and print what was compared."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.replay.acceptance",
        description="Live through a stream with kills and changed watchlists, replay it in every "
        "way, and compare byte for byte. 20,000 dispatches take some ten minutes on two cores.",
    )
    parser.add_argument("--dispatches", type=int, default=2_500, help="how many are sent (2500)")
    parser.add_argument("--faults", type=int, default=4, help="kills, restarts, edits (4)")
    parser.add_argument("--kills", type=int, default=4, help="of each replay that is cut off (4)")
    parser.add_argument("--seed", type=int, default=8, help="by which lots are drawn (8)")
    given = parser.parse_args()
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {words}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as name, EmbeddedKafka(Path(name) / "kafka") as broker:
        rows = asyncio.run(
            accept(
                broker.bootstrap, Path(name), prefix="accepted.", dispatches=given.dispatches,
                faults=given.faults, kills=given.kills, seed=given.seed, say=say,
            )
        )  # fmt: skip
    say("done")
    Console(width=140).print(table_of(rows))
    for row in rows:
        for line in row.differ[:5]:
            print(f"{row.what}: {line}")
    return int(any(row.differ for row in rows))


if __name__ == "__main__":
    sys.exit(main())
