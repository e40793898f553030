"""Do the commands find in Kafka what rang?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.effects import Output
from schemas.alert import Alert, Match
from schemas.codec import plain
from schemas.decision import Decision
from schemas.dispatch import Draft, complete
from schemas.incident import Incident
from schemas.record import DispatchRef
from schemas.topics import ALERTS, DECISIONS, DISPATCHES, INCIDENTS
from streams.kafka import producer
from streams.outputs import Outbox
from streams.settings import Settings

pytestmark = pytest.mark.broker

AT = datetime(2024, 7, 28, 9, 15, tzinfo=UTC)
Answer = Callable[..., Coroutine[Any, Any, tuple[int, bytes, bytes]]]


def alert(number: int, watch: str = "kidal") -> Alert:
    """An alert like any other."""
    at = AT + timedelta(minutes=number)
    return Alert(
        alert_id=f"alert-{number}", kind="ONSET", msg_type="Alert", incident_id="incident-1",
        incident_revision=number, watch_id=watch, match=Match(entry="iso3166_2 ML-8", rule="inside"),
        sent=at, effective=at, expires=at, headline="Fighting in Tinzaouaten",
        caused_by=DispatchRef(key="dispatch-1", revision=1),
    )  # fmt: skip


INCIDENT = Incident(
    incident_id="incident-1", country="ML", family="fight", first_seen=AT, last_evidence=AT
)
DISPATCH = complete(
    Draft(key="dispatch-1", text="Gunmen attacked a market in Kidal on Monday.", published_at=AT)
)
DECISION = Decision(
    decision_id="d", dispatch=DispatchRef(key="dispatch-1", revision=1), outcome="alert",
    reason="opened", watch_id="kidal", detail="first news of it", incident_id="incident-1", at=AT,
)  # fmt: skip


@pytest.fixture
async def tocsin(settings: Settings, tmp_path: Path, environment: dict[str, str]) -> Answer:
    """Runs a command against topics that hold two alerts and what led to them."""
    async with producer(settings.kafka.bootstrap or "") as sender:
        await Outbox(sender, settings.kafka.prefix).send(
            Output(DISPATCHES, "dispatch-1", DISPATCH), Output(DECISIONS, "dispatch-1", DECISION),
            Output(INCIDENTS, "incident-1", INCIDENT),
            Output(ALERTS, "incident-1", alert(1)), Output(ALERTS, "incident-1", alert(2, "mali")),
        )  # fmt: skip
    outside = {
        **environment,
        "TOCSIN_KAFKA__BOOTSTRAP": settings.kafka.bootstrap or "",
        "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix,
    }

    async def call(*arguments: str) -> tuple[int, bytes, bytes]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "streams", *arguments),
            cwd=tmp_path, env=outside, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), timeout=60)
        return process.returncode or 0, out, err

    return call


async def test_tail_prints_what_rang_in_order(tocsin: Answer) -> None:
    """Without waiting, everything kept is shown, an alert a line."""
    code, out, err = await tocsin("alerts", "tail", "--no-follow", "--json")

    assert (code, err) == (0, b"")
    assert [plain(line)["alert_id"] for line in out.splitlines()] == ["alert-1", "alert-2"]


async def test_tail_of_one_watch_entry(tocsin: Answer) -> None:
    """A reader of one entry sees its alarms only, as a person reads them."""
    code, out, _ = await tocsin("alerts", "tail", "--no-follow", "--watch", "mali", "--since", "1h")

    assert code == 0
    assert out.count(b"ONSET") == 1
    assert b"alert-2" in out


@pytest.mark.parametrize("wanted", ["alert-1", "incident-1"])
async def test_show_takes_either_id(tocsin: Answer, wanted: str) -> None:
    """An alarm leads to its incident, an incident to its alarms."""
    code, out, _ = await tocsin("alerts", "show", wanted)

    assert code == 0
    assert b"alert alert-1" in out
    assert b"incident incident-1  revision 1" in out


async def test_show_of_an_unknown_id_is_one_line(tocsin: Answer) -> None:
    """A wrong id is a failure that says so."""
    code, out, err = await tocsin("alerts", "show", "nope")

    assert (code, out) == (1, b"")
    assert err == b"tocsin: no alert and no incident has the id nope\n"


async def test_explain_finds_a_dispatch_with_its_decisions(tocsin: Answer) -> None:
    """From the key alone: the text, today's reading of it, what was decided, what rang."""
    code, out, _ = await tocsin("explain", "dispatch-1", "--json")

    told = plain(out)
    assert code == 0
    assert told["dispatch"]["text"] == DISPATCH.text
    assert told["reading"]["dispatch"]["key"] == "dispatch-1"
    assert [one["reason"] for one in told["decisions"]] == ["opened"]
    assert [one["alert_id"] for one in told["alerts"]] == ["alert-1", "alert-2"]
