"""Are people told of an incident from its beginning to its end, and of a way that is shut?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from streams.email_settings import Email
from streams.settings import Delivery as Limits
from streams.settings import Settings
from tests.notifying.reader import cancel

from .desk import PATIENCE_SECONDS, delivering, news, wire
from .mail_server import mail_server
from .test_chat import serving

pytestmark = pytest.mark.broker

PEOPLE = """
[[subscription]]
id = "duty"
channel = "email"
target = "duty@desk.example"
language = "fr"
watches = ["mali"]

[[subscription]]
id = "room"
title = "The old room"
channel = "chat"
target = "env:ROOM"
watches = ["mali"]
on_failure = "duty"
"""


async def test_an_incident_is_one_thread_and_a_shut_room_is_told_of(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Alarm, worse, withdrawn: three letters that answer to one id; and one that says which room
    is gone, by the way that is left.
    """
    (tmp_path / "s.toml").write_text(PEOPLE)
    async with mail_server() as office, serving() as service, wire(settings) as alerts:
        service.status = 410
        monkeypatch.setenv("ROOM", f"json://{service.host}/room")
        email = Email(
            host="127.0.0.1", port=office.port, security="none", sender="t@alerts.example"
        )
        limits = Limits(retry_seconds=(0.2, 0.4, 0.8))
        settings = settings.model_copy(
            update={"subscriptions": tmp_path / "s.toml", "email": email, "delivery": limits}
        )
        onset = news("i1", severity="Severe")
        worse = news("i1", 2, kind="ESCALATION", severity="Extreme", refs=[onset])
        async with delivering(settings), asyncio.timeout(PATIENCE_SECONDS):
            await alerts.send(onset)
            await office.taken(2)  # the room's end is told beside it
            await alerts.send(worse)
            await office.taken(3)
            await alerts.send(cancel(3, [onset, worse], at=worse.sent))
            letters = [one.message for one in await office.taken(4)]

    told = [one for one in letters if one["X-Tocsin-Alert"]]
    [notice] = [one for one in letters if one["X-Tocsin-Notice"]]
    assert [one["X-Tocsin-Kind"] for one in told] == ["ONSET", "ESCALATION", "CANCEL"]
    assert len({one["References"] for one in told}) == 1
    assert notice["X-Tocsin-Notice"] == "room"
    assert "The old room" in notice["Subject"]
    assert notice["References"] is None
    assert sorted(int(one["X-Tocsin-Delivery-Seq"]) for one in letters) == [1, 2, 3, 4]
    assert {one["Content-Language"] for one in letters} == {"fr"}
    assert len(service.heard) == 1
