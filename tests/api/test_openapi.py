"""Does the API do what its description says, whatever is asked?"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.codec import plain
from schemas.decision import Decision
from schemas.record import DispatchRef
from schemas.topics import DECISIONS, FEEDS
from streams.api.openapi import described, document
from streams.api.routes import ROUTES
from streams.settings import Settings
from tests.api.desk import NOW, after, alert, incident, polled, put, reading, tell

ROOT = Path(__file__).parents[2]


def test_every_route_is_described() -> None:
    """What is served is in the document, and what is in the document is served."""
    paths = described(ROUTES)["paths"]

    assert {(path, method) for path, row in paths.items() for method in row} == {
        (route.path, route.method.lower()) for route in ROUTES
    }
    assert plain(document(ROUTES))["openapi"] == "3.1.0"


def test_every_name_is_given_once() -> None:
    """Programs that are made from the description have a function for each."""
    names = [route.name for route in ROUTES]

    assert len(names) == len(set(names))


def test_who_writes_is_told_of_a_slip_of_the_pen() -> None:
    """Subscriptions and silences are closed; what we write may grow."""
    schemas = described(ROUTES)["components"]["schemas"]

    assert schemas["Subscription"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["Alert"]


@pytest.mark.broker
async def test_the_server_keeps_to_its_description(settings: Settings) -> None:
    """Requests made from it, good and bad, are answered as it says."""
    first = alert(1)
    await tell(settings, incident(1), first, after(first, 2), alert(3, expires=NOW - timedelta(1)))
    await put(settings, FEEDS, [("wire", polled("wire", "Wire Agency"))])
    await put(settings, DECISIONS, [("d", decision())])
    async with reading(settings) as api:
        asking = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.api.fuzz", api.running.url,
            cwd=ROOT, stdout=PIPE, stderr=STDOUT,
        )  # fmt: skip
        said, _ = await asking.communicate()
        await api.get("/v1/alerts")

    assert asking.returncode == 0, said.decode()[-4000:]


def decision() -> Decision:
    """A dispatch that was passed over."""
    return Decision(
        decision_id="d1", dispatch=DispatchRef(key="k", revision=1), outcome="suppress",
        reason="not_event", at=NOW,
    )  # fmt: skip
