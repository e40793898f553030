"""Replays compared with life, over a real Kafka."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.codec import plain
from schemas.replay import Replay
from streams.cli.replay_diff_page import page
from streams.replay.diff.differences import Difference
from streams.replay.diff.differing import difference
from streams.replay.diff.sides import Side
from streams.replay.planning import Span
from streams.settings import Settings
from streams.trouble import Trouble

from .lived import (
    ENTRY,
    FASHER,
    KIDAL,
    WORSE,
    living,
    other_rules,
    replayed,
    report,
    send,
    tocsin,
    with_watchlist,
)

pytestmark = pytest.mark.broker

ONLY_MALI = ENTRY.format("mali", "ML")
NO_SUDAN = {
    "telling/gates.py": (
        "may_found", "reading, mention, **more",
        'return reading.country != "SD" and _as_it_was(reading, mention, **more)',
    ),
}  # fmt: skip


async def compared(settings: Settings, one: Replay, other: Replay | None = None) -> Difference:
    bootstrap = settings.kafka.bootstrap or ""
    return await difference(Side(bootstrap, settings, other), Side(bootstrap, settings, one))


async def test_tells_what_other_rules_would_have_rung(settings: Settings, tmp_path: Path) -> None:
    """
    The same rules say the same; another watchlist and other rules lose Sudan, with the reason;
    a part of the past is compared with that part.
    """
    life = with_watchlist(settings)
    await send(life, [report("wire:1", KIDAL), report("wire:2", FASHER)])
    async with living(life):
        pass
    between = datetime.now(UTC)
    await send(life, [report("wire:3", WORSE)])
    async with living(life):
        pass
    same = await replayed(life, "same")
    later = await replayed(life, "later", span=Span(since=between))
    dispatches = await replayed(life, "dispatches", origin="dispatches")
    watchlist = await replayed(life, "watchlist", watchlist=ONLY_MALI)
    rules = await replayed(life, "rules", rules=other_rules(tmp_path / "rules", NO_SUDAN))
    alike = [await compared(life, one) for one in (same, later, dispatches)]
    unwatched, unfounded = await compared(life, watchlist), await compared(life, rules)
    turned = await compared(life, same, rules)

    assert [one.is_nothing for one in alike] == [True, True, True]
    assert [one.same_alerts for one in alike] == [3, 1, 3]
    [lost] = unwatched.alerts
    assert (lost.how, lost.alert.watch_id, unwatched.incidents) == ("lost", "sudan", ())
    assert [one.reason for one in lost.decisions_before] == ["opened"]
    assert [one.reason for one in lost.decisions_after] == ["outside_watch"]
    assert [(one.how, one.incident.country) for one in unfounded.incidents] == [("lost", "SD")]
    assert [one.how for one in unfounded.alerts] == ["lost"]
    assert [(one.how, one.incident.country) for one in turned.incidents] == [("added", "SD")]
    assert FASHER.split("{")[0] in page(unfounded)


async def test_a_replay_that_is_not_done_is_not_compared(settings: Settings) -> None:
    """
    It says how far it is instead.
    """
    life = with_watchlist(settings)
    await send(life, [report("wire:1", KIDAL)])
    async with living(life):
        pass
    done = await replayed(life, "cut")

    with pytest.raises(Trouble, match=r"cut is not done: 3 of 3 legs"):
        await compared(life, replace(done, state="running"))


async def test_the_command_ends_with_three_when_something_differs(settings: Settings) -> None:
    """
    Scripts can tell the same from different, and read all of it.
    """
    life = with_watchlist(settings)
    await send(life, [report("wire:2", FASHER)])
    async with living(life):
        pass
    await replayed(life, "same")
    await replayed(life, "watchlist", watchlist=ONLY_MALI)
    file = life.state / "page.html"
    same = await tocsin(life, "replay", "diff", "same")
    other = await tocsin(life, "replay", "diff", "watchlist", "--json", "--page", str(file))
    unknown = await tocsin(life, "replay", "diff", "nope")

    assert same.code == 0, same
    assert "say the same: 1 alert" in same.out
    assert other.code == 3, other
    assert [one["how"] for one in plain(other.out.encode())["alerts"]] == ["lost"]
    assert "sudan" in file.read_text("utf-8")
    assert (unknown.code, "no replay nope" in unknown.err) == (1, True), unknown
