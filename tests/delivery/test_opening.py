"""A channel is opened by its first message, once, and closed at the end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import get_args

import pytest

from schemas.message import Message
from schemas.subscription import Channel as Name
from schemas.subscription import Subscription
from streams.delivery.channels import Answer
from streams.delivery.channels.opening import Late, open_channels
from streams.email_settings import Email
from streams.settings import Settings
from tests.delivery.mail_server import mail_server
from tests.delivery.test_chat import serving
from tests.delivery.webhooks import NOON, message, subscription

IMPORTED = tuple(f"streams.delivery.{one}" for one in ("run", "checking", "channels.chat"))


class Slow:
    """A channel that takes a while to open."""

    async def send(self, _: Message, __: Subscription, *, now: datetime) -> Answer:
        return Answer("delivered", f"{now:%H}")


async def test_opens_once_for_messages_that_come_together() -> None:
    """
    And closes when the role ends.
    """
    states: list[str] = []

    @asynccontextmanager
    async def opening() -> AsyncIterator[Slow]:
        states.append("opened")
        await asyncio.sleep(0)
        yield Slow()
        states.append("closed")

    async with AsyncExitStack() as stack:
        late = Late(opening, stack)
        assert not states
        answers = await asyncio.gather(
            *(late.send(message(n), subscription("x"), now=NOON) for n in range(3))
        )
        assert states == ["opened"]

    assert answers == [Answer("delivered", "12")] * 3
    assert states == ["opened", "closed"]


async def test_there_is_one_of_each_name() -> None:
    """
    As a subscription may write it.
    """
    async with open_channels(Settings()) as channels:
        assert set(channels) == {*get_args(Name)}


async def test_each_sends_in_the_words_of_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The same message by mail and by chat, in another language each.
    """
    async with mail_server() as office, serving() as service:
        monkeypatch.setenv("ROOM", f"json://{service.host}/room")
        email = Email(
            host="127.0.0.1", port=office.port, security="none", sender="t@alerts.example"
        )
        duty = Subscription(id="duty", channel="email", target="duty@desk.example", language="fr")
        room = Subscription(id="room", channel="push", target="env:ROOM", language="ar")
        async with open_channels(Settings(email=email)) as channels:
            ends = [
                (await channels[one.channel].send(message(1), one, now=NOON)).end
                for one in (duty, room)
            ]

    assert ends == ["accepted", "accepted"]
    assert office.letters[0].message["Content-Language"] == "fr"
    assert service.heard[0][1]["message"]


def test_nothing_is_loaded_before_it_is_used() -> None:
    """
    Apprise and its plug-ins take half a second and 20 MB.
    """
    asked = "print(sorted({'apprise', 'aiosmtplib', 'requests'} & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {', '.join(IMPORTED)}; {asked}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip

    assert told == "[]\n"
