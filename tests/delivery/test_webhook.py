"""Does a message reach a machine signed, once, and is every answer understood?"""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from standardwebhooks import Webhook as Reference
from standardwebhooks import WebhookVerificationError

from schemas.codec import decode
from schemas.message import Envelope
from schemas.notice import Notice
from schemas.subscription import Subscription
from streams.delivery.channels import Answer
from streams.delivery.channels.responses import LONGEST_WAIT
from streams.delivery.channels.webhook import MOST_PER_HOST, Webhook, framed
from streams.delivery.signing import key_of, new_secret, signed
from streams.settings import Delivery
from streams.trouble import Trouble
from tests.delivery.webhooks import (
    NEW,
    NOON,
    OLD,
    RESET,
    SECRETS,
    alert,
    message,
    raw,
    sent,
    subscription,
)
from tests.wires.loopback import serving

NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the secrets where the subscription says."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def says(status: int, **headers: str) -> object:
    """Return a receiver that answers so."""

    async def answer(request: web.Request) -> web.Response:
        del request
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, headers=named)

    return answer


async def test_the_reference_library_verifies_what_arrives() -> None:
    """With either of two secrets, and with no other; the body is the envelope."""
    got: list[tuple[dict[str, str], bytes]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((dict(request.headers), await request.read()))
        return web.Response(status=204)

    async with (
        serving({"/hook": take}) as server,
        Webhook(Delivery(allow=(server.host,))) as webhook,
    ):
        answer = await webhook.send(
            message(7),
            subscription(server.url("/hook"), "env:HOOK_NEW", "env:HOOK_OLD"),
            now=datetime.now(UTC),
        )

    assert answer == Answer("delivered", "HTTP 204")
    ((headers, body),) = got
    assert headers["webhook-id"] == "msg_7"
    assert headers["Content-Type"] == "application/json"
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (NEW, OLD):
        Reference(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Reference(new_secret()).verify(body, headers)
    envelope = decode(Envelope, body)
    assert (envelope.type, envelope.timestamp) == ("tocsin.alert.onset", NOON)
    assert envelope.data == message(7)


def test_every_kind_of_message_has_its_type() -> None:
    """A receiver chooses by it without reading on."""
    notice = Notice(
        subscription_id="other", title="Other", channel="webhook", since=NOON, attempts=3,
        detail="HTTP 500", disabled=True,
    )  # fmt: skip

    def kind(**changes: object) -> str:
        return framed(message(**changes), now=NOON).type

    assert kind(alerts=(alert(kind="CANCEL"),)) == "tocsin.alert.cancel"
    assert kind(alerts=(alert(1), alert(2))) == "tocsin.batch"
    assert kind(is_test=True) == "tocsin.test"
    assert kind(alerts=(), notice=notice) == "tocsin.notice"


async def test_an_attempt_has_its_own_time_and_the_messages_id() -> None:
    """A receiver refuses what is old, and knows a repeat by its id."""
    async with (
        serving({"/": says(500)}) as server,
        Webhook(Delivery(allow=(server.host,))) as webhook,
    ):
        for second in (100, 400):
            at = datetime.fromtimestamp(second, UTC)
            await webhook.send(message(), subscription(server.url("/")), now=at)

    first, second = server.requests
    assert first["webhook-id"] == second["webhook-id"]
    assert (first["webhook-timestamp"], second["webhook-timestamp"]) == ("100", "400")
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize(
    ("status", "headers", "end", "retry_after"),
    [
        (200, {}, "delivered", None),
        (299, {}, "delivered", None),
        (301, {"Location": "/elsewhere"}, "again", None),
        (304, {}, "again", None),
        (400, {}, "again", None),
        (404, {}, "again", None),
        (410, {"Retry_After": "7"}, "gone", None),
        (413, {"Retry_After": "7"}, "refused", None),
        (429, {"Retry_After": "7"}, "again", 7),
        (429, {"Retry_After": "soon"}, "again", None),
        (429, {"Retry_After": "-7"}, "again", None),
        (500, {"Retry_After": "7"}, "again", None),
        (502, {"Retry_After": "9" * 40}, "again", LONGEST_WAIT),
        (503, {"Retry_After": "Thu, 01 Jan 2026 12:02:00 GMT",
               "Date": "Thu, 01 Jan 2026 12:00:00 GMT"}, "again", 120),
        (503, {"Retry_After": "Thu, 01 Jan 1970 00:00:00 GMT"}, "again", 0),
        (504, {"Retry_After": "Fri, 31 Dec 9999 23:59:59 GMT"}, "again", LONGEST_WAIT),
    ],
)  # fmt: skip
async def test_every_status_has_its_meaning(
    status: int, headers: dict[str, str], end: str, retry_after: float | None
) -> None:
    """By Standard Webhooks: 2xx is success, 410 the end, 413 the message's; all else is tried again."""
    elsewhere = says(204)
    async with serving({"/": says(status, **headers), "/elsewhere": elsewhere}) as server:
        answer = await sent(server.url("/"), server.host)

    assert (answer.end, answer.retry_after) == (end, retry_after)
    assert answer.detail.startswith(f"HTTP {status}")
    assert len(server.requests) == 1  # no redirect was followed


async def test_one_connection_serves_one_receiver() -> None:
    """Messages one after another need no new one, whether an answer has a body or not."""
    for answer in (NO_CONTENT, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"):
        async with raw(lambda answer=answer: [answer]) as server:
            ends = await one_by_one(server.host, 5)

        assert ends == ["delivered"] * 5
        assert server.requests == [5]


async def test_a_connection_that_was_closed_while_idle_is_no_failure() -> None:
    """The receiver hangs up after each answer without saying so: the next is sent all the same."""
    async with raw(lambda: [NO_CONTENT, b""]) as server:
        ends = await one_by_one(server.host, 5)

    assert ends == ["delivered"] * 5


@pytest.mark.parametrize("end", [b"", RESET])
async def test_a_connection_that_is_lost_before_the_answer_is_tried_once_more(end: bytes) -> None:
    """At once, under the same id; who hangs up again is tried later."""
    answers = [[end], [NO_CONTENT], [end], [end]]
    async with raw(lambda: answers.pop(0)) as server:
        ends = await one_by_one(server.host, 2)

    assert ends == ["delivered", "again"]
    assert answers == []


async def one_by_one(host: str, count: int) -> list[str]:
    """Send so many messages over one channel; return their ends."""
    ends = []
    async with Webhook(Delivery(allow=(host,))) as webhook:
        for number in range(count):
            answer = await webhook.send(
                message(number), subscription(f"http://{host}/"), now=datetime.now(UTC)
            )
            ends.append(answer.end)
    return ends


async def test_one_receiver_is_not_flooded() -> None:
    """However much waits for it: the rest waits for a free connection."""
    at_once = most = 0

    async def take(request: web.Request) -> web.Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await request.read()
        await asyncio.sleep(0)
        at_once -= 1
        return web.Response(status=204)

    async with (
        serving({"/": take}) as server,
        Webhook(Delivery(allow=(server.host,))) as webhook,
    ):
        target = subscription(server.url("/"))
        answers = await asyncio.gather(
            *(webhook.send(message(n), target, now=datetime.now(UTC)) for n in range(300))
        )

    assert {answer.end for answer in answers} == {"delivered"}
    assert most <= MOST_PER_HOST


async def test_a_secret_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    """A rotation needs no restart; a secret that is gone, or none, is said and tried again."""
    file = tmp_path / "secret"
    async with (
        serving({"/": says(204)}) as server,
        Webhook(Delivery(allow=(server.host,))) as webhook,
    ):

        async def send() -> tuple[str, str]:
            to = subscription(server.url("/"), f"file:{file}")
            return (await webhook.send(message(), to, now=NOON))[:2]

        for secret in (OLD, NEW, NEW + "\n"):
            file.write_text(secret)
            assert (await send())[0] == "delivered"
        file.unlink()
        gone = await send()
        file.write_text("whsec_c2hvcnQ=")
        short = await send()
        file.write_text("hunter2")
        plain = await send()

    signatures = [request["webhook-signature"] for request in server.requests]
    assert signatures[0] != signatures[1] == signatures[2]
    assert gone[0] == short[0] == plain[0] == "again"
    assert "cannot be read" in gone[1]
    assert short[1] == "not sent: a webhook's secret has 24 to 64 bytes, this one 5"
    assert "hunter2" not in plain[1]


@pytest.mark.parametrize(
    "secret", ["", "hunter2", "whsec_", "whsec_????", "whsec_" + "A" * 88 + "====", NEW + "é"]
)
def test_what_is_no_secret_signs_nothing(secret: str) -> None:
    """The library would sign with whatever of it is base64."""
    with pytest.raises(ValueError, match=r"secret|base64"):
        key_of(secret)


def test_a_secret_of_ours_is_one() -> None:
    """Thirty-two random bytes, never the same."""
    assert len(key_of(new_secret())) == 32
    assert new_secret() != new_secret()


@pytest.mark.parametrize("number", ["", "msg_1\r\nX-Evil: 1", "msg 1", "msg.1", "msg_é", "m" * 257])
def test_an_id_that_could_be_more_than_one_header_is_not_signed(number: str) -> None:
    """Nor one with a dot, which would shift what is signed."""
    with pytest.raises(ValueError, match="no id of a message"):
        signed(number, b"{}", [NEW], at=NOON)


def test_any_zone_signs_the_same_moment() -> None:
    """The library takes every time for UTC."""
    in_kathmandu = NOON.astimezone(ZoneInfo("Asia/Kathmandu"))

    assert signed("msg_1", b"{}", [NEW], at=in_kathmandu) == signed("msg_1", b"{}", [NEW], at=NOON)


async def test_nothing_goes_out_unsigned() -> None:
    """A subscription without secrets is told of, not served."""
    async with Webhook(Delivery()) as webhook:
        bare = Subscription(id="desk", channel="webhook", target="http://198.51.100.1/")
        answer = await webhook.send(message(), bare, now=NOON)

    assert answer == Answer(
        "again",
        "not sent: a webhook without a secret: nothing is sent unsigned",
    )


async def test_an_address_may_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path may hold a token: no detail repeats it."""
    async with serving({"/t0ken": says(500)}) as server:
        monkeypatch.setenv("HOOK_ADDRESS", server.url("/t0ken"))
        failing = await sent("env:HOOK_ADDRESS", server.host)
        monkeypatch.setenv("HOOK_ADDRESS", "http://127.0.0.1:1/t0ken")
        refused = await sent("env:HOOK_ADDRESS", "127.0.0.1:1")

    assert (failing.end, failing.detail) == ("again", "HTTP 500")
    assert (refused.end, "t0ken" in refused.detail) == ("again", False)
    assert refused.detail.startswith("cannot connect to 127.0.0.1:1: connection refused: nothing")


def test_a_wrong_allow_list_is_said() -> None:
    """With the setting that holds it."""
    with pytest.raises(Trouble, match=r"delivery\.allow: `inside` is not host:port"):
        Webhook(Delivery(allow=("inside",)))


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """Give a server a certificate that nobody signed."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make certificates")
    key, made = tmp_path / "key.pem", tmp_path / "made.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "1", "-subj", "/CN=hook", "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return context


async def test_tls_is_checked(certificate: ssl.SSLContext) -> None:
    """A certificate that nobody known signed, and a port that speaks no TLS, are told apart."""
    async with serving({"/": says(204)}, context=certificate) as server:
        unknown = await sent(f"https://{server.host}/", server.host)
        assert server.requests == []
    async with serving({"/": says(204)}) as server:
        none = await sent(f"https://{server.host}/", server.host)

    assert unknown.end == none.end == "again"
    assert unknown.detail.startswith("the certificate of 127.0.0.1 is refused: self")
    assert none.detail.startswith("no TLS with 127.0.0.1")
