"""
How fast is following, and how much does it remember?

Readings as values, no language is read: ten thousand incidents open in two
hundred countries, five hundred watch entries, and then reports of known
incidents, of new ones, and resends, one after another. Memory is what the
process grows by while the incidents open. Not here: the broker
(``tests/bench/worker.py``).
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Final, cast

from agents.following import follow
from agents.linking.world import World
from schemas.claim import Claim
from schemas.codec import decode, encode
from schemas.control import Followed, WatchlistChanged
from schemas.event import Acled, Actor, EventTime, Mention, Place, Types
from schemas.reading import Reading, Source
from schemas.record import identity
from schemas.state import Dossier
from schemas.watch import Watch, Watchlist
from streams.packed import Packed

OPEN: Final = 10_000
COUNTRIES: Final = 200
ENTRIES: Final = 500
REPORTS: Final = 6_000
START: Final = datetime(2026, 3, 1, tzinfo=UTC)
FAMILIES: Final = ("afp", "reuters", "ap", "efe", "dpa", "tass", "lusa")
CODES: Final = [f"{chr(65 + i % 26)}{chr(65 + i // 26)}" for i in range(COUNTRIES)]
ARMY: Final = Actor(name="the army", actor_id="army", side="A", type="state", role="initiator")
REBELS: Final = Actor(name="rebels", actor_id="rebels", side="B", type="rebel", role="recipient")
CLASH: Final = Types(acled=Acled(event="Battles", sub_event="Armed clash"), cameo="190", ucdp=1)


def _reading(number: int, town: int, *, day: int, killed: int, at: datetime) -> Reading:
    """Return a report of the fight at *town*; one dispatch, one mention, one toll."""
    code = CODES[town % COUNTRIES]
    row = town // COUNTRIES
    when = (START + timedelta(days=day)).date()
    key = f"wire:{number}"
    sentence = (
        f"At least {killed} people were killed in clashes between the army and rebels at town "
        f"{town} on {when:%A}, a local official said."
    )
    place = Place(
        name=f"Town {town}", canonical=f"Town {town}", role="main", place_id=town + 1, country=code,
        iso3166_2=f"{code}-{row % 9}", adm1=f"Region {row % 9}", lat=row % 80 * 1.0,
        lon=row // 80 * 2.0, precision=1, method="gazetteer", score=0.9,
    )  # fmt: skip
    mention = Mention(
        idx=0, realis="actual", trigger="clashes", trigger_span=(32, 39), sentence=sentence,
        sentence_span=(0, len(sentence)), family="fight", types=CLASH, places=(place,),
        actors=(ARMY, REBELS), rules=("fight@1", "realis.plain@1"),
        time=EventTime(text=f"on {when:%A}", start=when, end=when, precision="day"),
    )  # fmt: skip
    claim = Claim(
        claim_id=identity(key, killed), kind="killed", min=killed, words=f"at least {killed}",
        hedge=("at_least",), mention_idx=0,
    )  # fmt: skip
    source = Source(
        key=key, revision=1, provider="wire", publisher_family=FAMILIES[number % len(FAMILIES)],
        language="en", published_at=at, received_at=at, headline=f"Clashes at town {town}",
    )  # fmt: skip
    return Reading(
        reading_id=identity(key, 1), dispatch=source, country=code, mentions=(mention,),
        claims=(claim,), fighting=True, countries=(code,),
    )  # fmt: skip


def opening(count: int) -> Iterator[Followed]:
    """Yield the rules, then one report for each of *count* incidents."""
    watched = [
        Watch(id=f"w{i}", country=code) if i % 2 else Watch(id=f"w{i}", iso3166_2=f"{code}-{i % 9}")
        for i, code in enumerate(islice(cycle(CODES), ENTRIES))
    ]
    rules = WatchlistChanged(at=START, watchlist=Watchlist(watch=tuple(watched)))
    step = timedelta(hours=12) / count
    yield rules
    for i in range(count):
        yield _reading(i, i, day=0, killed=1 + i % 7, at=START + i * step)


def reports(count: int, *, opened: int, seed: int = 20260301) -> list[Followed]:
    """Return *count* reports: six in ten of known incidents, the others of new ones or resends."""
    chance = Random(seed)  # noqa: S311 -- a mix that is the same each time
    told: list[Followed] = []
    for i in range(count):
        at = START + timedelta(hours=12) + i * timedelta(seconds=2)
        kind = chance.random()
        if kind < 0.2 and told:
            told.append(told[chance.randrange(len(told))])
            continue
        town = chance.randrange(opened) if kind < 0.8 else opened + i
        told.append(_reading(opened + i, town, day=0, killed=1 + chance.randrange(40), at=at))
    return told


def _follow(world: World, records: Iterable[bytes]) -> None:
    """Follow *records* as they come from the topic: what is kept is not what the bench made."""
    for record in records:
        world.apply(follow(world, decode(cast("type[Followed]", Followed), record)).changes)


def _rss() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) * 1024 for one in lines if one.startswith("VmRSS"))


def _measured(opened: int) -> dict[str, float]:
    """Open *opened* incidents, then time the reports."""
    # One after another, so that what grows is what is kept and not what was read.
    first = map(encode, opening(opened))
    gc.freeze()  # as the worker does once it is prepared
    world = World(Packed(Dossier), {}, {})
    gc.collect()
    before = _rss()
    _follow(world, first)
    gc.collect()
    grown = _rss() - before
    later = [encode(one) for one in reports(REPORTS, opened=opened)]
    durations = []
    started = process_time()
    for record in later:
        at = perf_counter()
        _follow(world, [record])
        durations.append(perf_counter() - at)
    spent = process_time() - started
    durations.sort()
    return {
        "per_second": len(later) / spent,
        "p99_ms": durations[len(durations) * 99 // 100] * 1000,
        "kb_each": grown / opened / 1024,
    }


def measure() -> dict[str, float]:
    """Return the figures, each taken in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        few, many = pool.map(_measured, (100, OPEN), chunksize=1)
    return {
        "per_second": many["per_second"],
        "p99_ms": many["p99_ms"],
        "kb_each": many["kb_each"],
        "flatness": few["per_second"] / many["per_second"],
    }
