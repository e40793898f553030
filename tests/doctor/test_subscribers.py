"""Is it found that somebody is not told who should be?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiokafka.structs import TopicPartition

from schemas.codec import encode
from schemas.delivery import Position, Row, Standing
from streams.doctor import subscribers
from streams.doctor.findings import Finding
from streams.doctor.groups import heartbeats
from streams.settings import Settings
from tests.doctor.said import NOW, beat, said

ROOM = '[[subscription]]\nid = "room"\nchannel = "chat"\ntarget = "env:ROOM"\n'
ENDS = {TopicPartition("alerts", 0): 900, TopicPartition("alerts", 1): 600}


def about(tmp_path: Path, text: str | None) -> list[Finding]:
    """What is found about a file with that *text*; without one there is none."""
    path = tmp_path / "s.toml"
    if text is not None:
        path.write_text(text)
    return subscribers.subscriptions(
        Settings(subscriptions=path, watchlist=tmp_path / "watchlist.toml")
    )


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        (ROOM, "ok", "1 subscription enabled of 1"),
        (ROOM + "enabled = false\n", "ok", "0 subscriptions enabled of 1"),
        (ROOM.replace("env:ROOM", "slack://x") + "enabled = false\n", "ok", "0 subscriptions"),
        (ROOM + 'on_failure = "who"\n', "warning", "s.toml:5: there is no subscription `who`"),
        (ROOM.replace("env:ROOM", "slack://x"), "failure", "s.toml:4: such an address holds"),
        (ROOM + "zone = 1\n", "failure", "s.toml, line 5, `subscription[0].zone`"),
    ],
)
def test_the_file_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, level: str, words: str
) -> None:
    """What is switched off harms nobody."""
    monkeypatch.setenv("ROOM", "json://desk.example/secret")
    [found] = about(tmp_path, text)

    assert (found.check, found.level) == ("subscriptions", level)
    assert words in found.found


def test_no_file_is_nothing_to_tell(tmp_path: Path) -> None:
    """Programs may read `alerts` themselves."""
    assert about(tmp_path, None) == []


def kept(*rows: Row) -> list[SimpleNamespace]:
    """The ledger's records of these *rows*, each with a key of its own."""
    return [SimpleNamespace(key=bytes([at]), value=encode(row)) for at, row in enumerate(rows)]


def standing(**changed: object) -> Standing:
    """One that is well."""
    known: dict[str, object] = {"subscription_id": "room", "since": NOW, "updated_at": NOW}
    return Standing(**{**known, **changed})  # type: ignore[arg-type]  # plain values


def test_who_is_told_nothing_any_more_is_named() -> None:
    """And who fails, before it is disabled."""
    found = subscribers.ledger(
        kept(
            standing(disabled="410 Gone"),
            standing(subscription_id="mail", failing_since=NOW - timedelta(hours=3)),
            standing(subscription_id="blip", failing_since=NOW - timedelta(minutes=2)),
            standing(subscription_id="well"),
        ),
        ENDS, now=NOW,
    )  # fmt: skip

    assert said(found) == [
        ("warning", "`room` is disabled: 410 Gone"),
        ("warning", "nothing reaches `mail` since 2026-03-01 09:00:00 UTC (3.0 h)"),
    ]
    assert found[0].advice == "tocsin subscriptions enable room"


@pytest.mark.parametrize(("read", "level"), [(900, "ok"), (1, "warning")])
def test_alerts_that_nobody_has_looked_at(read: int, level: str) -> None:
    """The partition that is furthest behind counts."""
    positions = [
        Position(partition=0, offsets={"0": 900, "1": 600}, updated_at=NOW),
        Position(partition=1, offsets={"0": read, "1": 500 if read > 1 else 0}, updated_at=NOW),
    ]
    [found] = subscribers.ledger(kept(*positions), ENDS, now=NOW)

    assert found.level == level


def test_a_ledger_that_nobody_has_kept_says_nothing() -> None:
    """No delivery role ever ran: whether one is missed, heartbeats tell."""
    assert subscribers.ledger([], ENDS, now=NOW) == []


def test_delivery_is_missed_where_somebody_is_to_be_told(tmp_path: Path) -> None:
    """And nowhere else; an API is missed once it was heard."""
    (tmp_path / "s.toml").write_text(ROOM)
    wanted = subscribers.roles(Settings(subscriptions=tmp_path / "s.toml"))
    beats = [beat(1), beat(1, role="poller"), beat(500, role="api", instance="b-1")]

    found = [one.found for one in heartbeats(beats, now=NOW, more=wanted) if one.level != "ok"]

    assert found == [
        "no delivery was heard of in the last hour",
        "the last api, b-1, fell silent 8 min ago",
    ]
    assert subscribers.roles(Settings(subscriptions=tmp_path / "none.toml")) == ()
