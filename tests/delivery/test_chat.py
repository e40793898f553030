"""A chat or a telephone is told once, and a service that hangs delays nobody."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

import pytest
from aiohttp import web

from schemas.message import Message
from schemas.subscription import Subscription
from streams.delivery.channels import Answer, services
from streams.delivery.channels.chat import SILENT_IN_A_ROW, Chat
from streams.delivery.channels.letter import Page
from streams.delivery.channels.utterance import LONGEST, utterance
from tests.delivery.webhooks import NOON, alert, message

SECRET = "s3cr3t-room"
PAGE = Page("Fighting near Kidal", "First line\nSecond line", "en")


class Service:
    """
    Someone else's service.

    Attributes:
        heard: Headers and JSON of what it was sent.
        status: What it answers.
        silent: Those paths are never answered.
    """

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.paths: list[str] = []
        self.status = 200
        self.silent: set[str] = set()
        self.called = asyncio.Event()
        self.go_on = asyncio.Event()
        self.host = ""

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.heard.append((dict(request.headers), json.loads(body) if body else {}))
        self.paths.append(request.path)
        self.called.set()
        if request.path in self.silent:
            await self.go_on.wait()
        headers = {"Location": "/elsewhere"} if self.status == 302 else {}
        return web.json_response(
            {"code": self.status, "error": "no"}, status=self.status, headers=headers
        )


@asynccontextmanager
async def serving() -> AsyncIterator[Service]:
    service, app = Service(), web.Application()
    app.router.add_route("*", "/{path:.*}", service.hear)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.host = "{}:{}".format(*runner.addresses[0])
    try:
        yield service
    finally:
        service.go_on.set()
        await runner.cleanup()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A service that takes anything."""
    async with serving() as made:
        yield made


def page_of(_: Message, __: Subscription) -> Page:
    """Say something."""
    return PAGE


def room(target: str = "env:ROOM", name: str = "room") -> Subscription:
    """Return who wants it."""
    return Subscription(id=name, channel="chat", target=target)


async def sent(
    url: str, monkeypatch: pytest.MonkeyPatch, *messages: Message, seconds: float = 10
) -> list[Answer]:
    """Send messages to the service at *url*, one after the other."""
    monkeypatch.setenv("ROOM", url)
    async with Chat(page_of, seconds=seconds) as chat:
        return [await chat.send(one, room(), now=NOON) for one in messages or (message(1),)]


async def test_a_machine_hears_words_and_key(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The key stands in a header, where a repeat can be dropped, and at the end for people.
    """
    answers = await sent(f"json://{service.host}/{SECRET}", monkeypatch)

    ((headers, said),) = service.heard
    assert answers == [Answer("accepted", "JSON took it")]
    assert headers["Idempotency-Key"] == "msg_1"
    assert said["title"] == PAGE.subject
    assert said["message"] == f"{PAGE.body}\n\n1 · msg_1"


@pytest.mark.parametrize(
    ("severity", "asked", "priority"),
    [("Extreme", "", "max"), ("Severe", "", "high"), ("Moderate", "", None), ("Minor", "", "low"),
     ("Extreme", "?priority=low", "low")],
)  # fmt: skip
async def test_a_telephone_rings_by_severity(
    service: Service, monkeypatch: pytest.MonkeyPatch, severity: str, asked: str, priority: str
) -> None:
    """
    Unless its owner wants it otherwise; no picture is fetched from elsewhere.
    """
    about = message(1, alerts=(alert(1, severity="Minor"), alert(2, severity=severity)))
    (answer,) = await sent(f"ntfy://{service.host}/topic{asked}", monkeypatch, about)

    ((headers, said),) = service.heard
    assert answer.end == "accepted"
    assert headers.get("X-Priority") == priority
    assert said["topic"] == "topic"
    assert said["title"] == PAGE.subject
    assert "X-Icon" not in headers


@pytest.mark.parametrize(
    ("status", "end"),
    [(200, "accepted"), (500, "again"), (503, "again"), (429, "again"), (403, "again"),
     (404, "again"), (410, "gone"), (400, "refused"), (413, "refused"), (302, "again")],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["json", "ntfy"])
async def test_what_the_service_says_decides(
    service: Service, monkeypatch: pytest.MonkeyPatch, scheme: str, status: int, end: str
) -> None:
    """
    A no to our words is for good, a no to us is mended by somebody; a redirect is none of ours.
    """
    service.status = status
    (answer,) = await sent(f"{scheme}://{service.host}/{SECRET}", monkeypatch)

    assert answer.end == end
    assert status == 200 or str(status) in answer.detail
    assert len(service.heard) == 1
    assert SECRET not in answer.detail


async def test_a_service_that_is_not_there_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Nothing was sent.
    """
    async with serving() as service:
        host = service.host
    (answer,) = await sent(f"json://{host}/{SECRET}", monkeypatch)

    assert answer == Answer("again", "JSON cannot be reached, or says no")


async def test_a_service_that_does_not_answer_is_not_told_twice(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    It may have taken it; only when it never answers it is down.
    """
    service.silent.add("/")
    answers = await sent(
        f"ntfy://{service.host}/topic?rto=0.1", monkeypatch,
        *(message(n) for n in range(1, SILENT_IN_A_ROW + 1)),
    )  # fmt: skip

    assert [answer.end for answer in answers] == ["accepted", "accepted", "again"]
    assert answers[0].detail == (
        "ntfy did not answer in time; whether it took the message is not known,"
        " so it is not sent again"
    )


async def test_an_answer_ends_the_silence(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A slow service is not a dead one.
    """
    monkeypatch.setenv("ROOM", f"ntfy://{service.host}/topic?rto=0.1")
    ends = []
    async with Chat(page_of) as chat:
        for number in range(2 * SILENT_IN_A_ROW):
            service.silent = {"/"} if number % 2 else set()
            ends.append((await chat.send(message(1), room(), now=NOON)).end)

    assert set(ends) == {"accepted"}


async def test_a_machine_that_drops_repeats_is_told_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    There no repeat is seen, so nothing need be lost.
    """
    service.silent.add("/room")
    (answer,) = await sent(f"json://{service.host}/room?rto=0.1", monkeypatch)

    assert answer.end == "again"
    assert "drops a repeat" in answer.detail


@pytest.mark.parametrize(
    ("url", "where", "drops"),
    [("pagerduty://abcdefghijklmnopqrst@" + "a" * 32, "dedup", True),
     ("pagerduty://abcdefghijklmnopqrst@" + "a" * 32 + "?dedup=mine", "dedup", False),
     ("opsgenie://apikey", "alias", True), ("ntfys://desk.example/topic", "alias", False)],
)  # fmt: skip
def test_a_service_that_knows_keys_gets_ours(url: str, where: str, *, drops: bool) -> None:
    """
    Unless its address has one: then each message would be dropped as a repeat of the first.
    """
    parts = services._parts(url)

    assert services._marked(parts, utterance(message(1), PAGE)) is drops
    assert (parts.get(where) == "msg_1") is drops


async def test_one_that_hangs_delays_nobody_and_is_called_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Its thread is its own; until that ends it is not called again.
    """
    service.silent.add("/hangs")
    monkeypatch.setenv("HANGS", f"json://{service.host}/hangs")
    monkeypatch.setenv("ROOM", f"json://{service.host}/room")
    async with Chat(page_of, seconds=1) as chat:
        hanging = asyncio.create_task(chat.send(message(1), room("env:HANGS", "h"), now=NOON))
        await service.called.wait()
        other = await chat.send(message(1), room(), now=NOON)
        assert not hanging.done()
        late = await hanging
        again = await chat.send(message(2), room("env:HANGS", "h"), now=NOON)

    assert other.end == "accepted"
    assert late == Answer(
        "accepted",
        "its service did not answer in time; whether it took the message is not known,"
        " so it is not sent again",
    )
    assert again.end == "again"
    assert service.paths.count("/hangs") == 1


async def test_nothing_of_the_address_is_told(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Apprise's own log repeats addresses; it is read by us alone, whatever level ours has.
    """
    # pytest's own capture listens to loggers that tell nobody else.
    ours = StringIO()
    root, handler = logging.getLogger(), logging.StreamHandler(ours)
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    service.status = 500
    details = []
    for url in (
        f"ntfy://user:{SECRET}@{service.host}/{SECRET}", f"json://{service.host}/{SECRET}",
        f"slack://{SECRET}", f"{SECRET}", f"nosuch://{SECRET}", f"tgram://{SECRET}/",
        f"json://127.0.0.1:1/{SECRET}", f"discord://{SECRET}/\x7f", f"ntfy://[{SECRET}",
    ):  # fmt: skip
        (answer,) = await sent(url, monkeypatch)
        details.append(answer.detail)

    told = "\n".join([*details, ours.getvalue(), *capsys.readouterr()])
    assert SECRET not in told


@pytest.mark.parametrize(
    ("url", "told"),
    [("what is this", "what `env:ROOM` names is no address that Apprise knows"),
     (f"slack://{SECRET}", "what `env:ROOM` names lacks something that slack:// needs")],
)  # fmt: skip
async def test_a_bad_address_is_told_by_its_reference(
    monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    """
    Its owner can mend it before the message expires.
    """
    assert await sent(url, monkeypatch) == [Answer("again", told)]


async def test_an_address_is_kept_apart_from_the_subscription() -> None:
    """
    Written out it is not used; a reference to nothing says so.
    """
    async with Chat(page_of) as chat:
        open_one = await chat.send(message(1), room(f"json://{SECRET}/"), now=NOON)
        missing = await chat.send(message(1), room("env:NO_SUCH_ROOM"), now=NOON)

    assert open_one.end == "again"
    assert SECRET not in open_one.detail
    assert "NO_SUCH_ROOM" in missing.detail


async def test_ours_is_the_only_way_of_trying_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What an address asks of Apprise would repeat messages behind the ledger's back, or call a
    failure a success.
    """
    service.status = 500
    (answer,) = await sent(f"json://{service.host}/?retry=5&wait=0&optional=yes", monkeypatch)

    assert answer.end == "again"
    assert len(service.heard) == 1


ATTACKS = ["a\r\nX-Evil: 1", "a\x00b", "x" * 10_000, "x " * 20_000, "🔥", "اشتباكات", "<!channel>", "@everyone",
           "*_[a](b)", "</b>", '"}]}']  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
async def test_whatever_stands_in_the_words_arrives_as_words(
    service: Service, monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    """
    With its number and key, within what the service takes, and nobody else rung.
    """
    monkeypatch.setenv("ROOM", f"ntfy://{service.host}/topic")
    async with Chat(lambda *_: Page(attack, attack * 3, "en")) as chat:
        answer = await chat.send(message(1), room(), now=NOON)

    ((headers, said),) = service.heard
    assert answer.end == "accepted"
    assert said["message"].endswith("1 · msg_1")
    assert len(json.dumps(said)) < 8_000
    assert "X-Evil" not in headers
    assert "<!channel>" not in said["message"]
    assert "@everyone" not in said["message"]


def test_limits_hold_in_characters_and_in_bytes() -> None:
    """
    Arabic takes six bytes a letter where JSON is ASCII.
    """
    long = utterance(message(1), Page("ع" * 300, "كيدال " * 3_000, "ar"))
    title, body = long.within(200, 10_000, None)
    _, short = long.within(200, 10_000, 7_000)

    assert len(title) == 200
    assert len(title) + len(body) <= LONGEST
    assert len(json.dumps(title + short)) <= 7_000
    assert short.endswith("…\n\n1 · msg_1")


def test_the_headline_is_said_once() -> None:
    """
    As the title; a telephone shows a few lines.
    """
    page = Page("Fighting near Kidal", "Fighting near Kidal\n\nWhere: Kidal", "en")

    assert utterance(message(1), page).within(250, 1_000, None) == (
        "Fighting near Kidal", "Where: Kidal\n\n1 · msg_1",
    )  # fmt: skip


def test_colour_and_severity_are_of_what_still_holds() -> None:
    """
    What is taken back or over is no reason to ring.
    """

    def said(**changes: Any) -> tuple[str, str]:
        found = utterance(message(1, alerts=(alert(1, severity="Extreme", **changes),)), PAGE)
        return found.severity, found.colour

    assert said() == ("Extreme", "failure")
    assert said(msg_type="Cancel", kind="CANCEL") == ("Unknown", "info")
    assert said(response_type="AllClear") == ("Unknown", "success")
    assert utterance(message(1, alerts=()), PAGE).severity == "Unknown"


async def test_no_thread_keeps_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What hangs dies with it.
    """
    others = set(threading.enumerate())  # of the tests before us
    async with serving() as service:
        service.silent.add("/hangs")
        answers = await sent(f"json://{service.host}/hangs", monkeypatch, seconds=0.5)
        ours = set(threading.enumerate()) - others

    assert answers[0].end == "accepted"
    assert ours
    assert all(one.daemon for one in ours)
