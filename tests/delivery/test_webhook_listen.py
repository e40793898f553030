"""Does `tocsin listen` show what a subscriber gets, and fail only as it is told?"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from schemas.codec import encode, plain
from schemas.message import Message
from streams.cli.listen import PORT
from streams.cli.listen_view import view
from streams.cli.main import app
from streams.delivery.channels.webhook import Webhook, framed
from streams.delivery.receiving import Misbehaviour, Request, receiving
from streams.delivery.signing import signed
from streams.settings import Delivery
from streams.trouble import Trouble
from tests.delivery.webhooks import NEW, OLD, SECRETS, alert, message, subscription

HERE = Path.cwd()
HEADLINE = "Fighting near Kidal, « été » " * 20


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the secrets where the subscription says."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def long(number: int) -> Message:
    """Return a message whose headline fits on no line."""
    return message(number, alerts=(alert(number, headline=HEADLINE),))


async def send(url: str, *numbers: int, allow: str) -> list[str]:
    """Send messages one after another; return the ends of the attempts."""
    async with Webhook(Delivery(allow=(allow,), timeout_seconds=0.5)) as webhook:
        return [
            (await webhook.send(long(n), subscription(url), now=datetime.now(UTC))).end
            for n in numbers
        ]


async def ends(misbehaviour: Misbehaviour, count: int) -> list[str]:
    """Send so many messages to a receiver that misbehaves so."""
    async with receiving([NEW], misbehaviour=misbehaviour) as receiver:
        return await send(receiver.url, *range(1, count + 1), allow=receiver.allow)


async def test_a_receiver_takes_in_what_our_channel_sends() -> None:
    """With the gap, the repeat and nothing refused."""
    requests: list[Request] = []
    async with receiving([OLD, NEW], told=requests.append) as receiver:
        sent = await send(receiver.url, 1, 2, 2, 5, allow=receiver.allow)
        await receiver.taken(3)

    assert sent == ["delivered"] * 4
    assert [request.end for request in requests] == ["new", "new", "repeat", "new"]
    assert receiver.hearing["desk"].gaps() == requests[-1].waiting_for == [3, 4]
    assert not receiver.hearing.refused


async def test_what_is_not_ours_is_refused() -> None:
    """Another secret, an old request, another body, none of our messages: 400, and why."""
    body = encode(framed(message(), now=datetime.now(UTC)))
    now = datetime.now(UTC)
    cases = [
        (signed("msg_1", body, [OLD], at=now), body, "wrong signature"),
        (signed("msg_1", body, [NEW], at=now), body + b" ", "wrong signature"),
        (signed("msg_1", body, [NEW], at=now - timedelta(hours=1)), body, "too old"),
        (signed("msg_1", b"[]", [NEW], at=now), b"[]", "no message of ours"),
        ({}, body, "no header webhook-id"),
    ]
    async with receiving([NEW]) as receiver, aiohttp.ClientSession() as session:
        for headers, data, why in cases:
            async with session.post(receiver.url, data=data, headers=headers) as answer:
                assert answer.status == 400
                assert (await answer.text()).startswith(why)
        async with session.get(receiver.url) as answer:
            assert answer.status == 405

    assert receiver.hearing.refused.total() == len(cases)
    assert receiver.hearing.count == 0


async def test_the_same_seed_fails_the_same() -> None:
    """About the share that was asked for; what failed was not taken in."""
    some = Misbehaviour(share=0.2, seed=7)
    first = await ends(some, 100)

    assert 10 <= Counter(first)["again"] <= 30
    assert await ends(some, 100) == first
    assert await ends(some._replace(seed=8), 100) != first
    assert await ends(Misbehaviour(), 3) == ["delivered"] * 3
    assert await ends(Misbehaviour(share=1, status=410), 1) == ["gone"]


async def test_a_receiver_that_hangs_does_not_answer() -> None:
    """And ends all the same."""
    async with receiving([NEW], misbehaviour=Misbehaviour(share=1, hang=True)) as receiver:
        assert await send(receiver.url, 1, allow=receiver.allow) == ["again"]
        assert receiver.hearing.count == 0


async def test_a_port_that_is_taken_is_said() -> None:
    """With what to do."""
    async with receiving([NEW]) as receiver:
        port = int(receiver.allow.rpartition(":")[2])
        with pytest.raises(Trouble, match=f"port {port} of 127.0.0.1 is taken: .*--port 0"):
            async with receiving([NEW], port=port):
                pass


async def test_what_it_says_can_be_copied(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Each block by itself is the file's; delivery runs elsewhere, with variables of its own.
    """
    async with receiving([NEW]) as receiver:
        view(as_json=False).begin(receiver, ["env:HOOK", "file:kept"])
    said = capsys.readouterr().err
    allow, entry = [tomllib.loads(each) for each in said.split("\n\n") if each.startswith("[")]

    assert allow == {"delivery": {"allow": [receiver.allow]}}
    (one,) = entry["subscription"]
    assert one["target"] == receiver.url
    assert one["secrets"] == ["env:HOOK", f"file:{HERE / 'kept'}"]
    assert "Set HOOK to the same secret in the terminal where delivery is started" in said
    assert all(len(line) <= 80 for line in said.splitlines() if "secrets" not in line)


def test_the_port_is_the_same_at_each_start() -> None:
    """
    What was copied into the files stays true.
    """
    said = CliRunner().invoke(app, ["listen", "--help"], env={"COLUMNS": "200"}).output

    assert f"[default: {PORT}]" in said


class Listening:
    """A `tocsin listen` that runs."""

    def __init__(self, process: asyncio.subprocess.Process, said: str) -> None:
        self.process = process
        self.said = said
        url = re.search(r"http://(127\.0\.0\.1:\d+)/", said)
        assert url, said
        self.url, self.allow = url[0], url[1]

    async def ended(self) -> tuple[int | None, str]:
        """Wait for its end; return its code, and what it printed."""
        out, _ = await self.process.communicate()
        return self.process.returncode, out.decode()


@asynccontextmanager
async def listening(*options: str) -> AsyncIterator[Listening]:
    """Start `tocsin listen` and wait until it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "streams", "listen", "--secret", "env:HOOK_NEW", "--port", "0", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=os.environ | SECRETS,
    )  # fmt: skip
    assert process.stderr
    said = ""
    while "secrets = " not in said:
        line = (await process.stderr.readline()).decode()
        assert line, said
        said += line
    try:
        yield Listening(process, said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_all_went_well() -> None:
    """It says where it listens and what goes where, ends by itself, and with 0."""
    async with listening("--for", "2") as running:
        assert await send(running.url, 1, 2, allow=running.allow) == ["delivered"] * 2
        code, out = await running.ended()

    assert f'allow = ["{running.allow}"]' in running.said
    assert 'secrets = ["env:HOOK_NEW"]' in running.said
    assert NEW not in running.said + out
    first, second, summary = out.splitlines()
    assert "desk #1   ONSET   Fighting near Kidal" in first
    assert "desk #2" in second
    assert summary == "desk: 2 messages"
    assert code == 0


async def test_a_gap_and_a_wrong_signature_are_told_to_programs() -> None:
    """As JSON, a request a line and a summary; the code is 3."""
    async with listening("--json", "--for", "2") as running:
        async with aiohttp.ClientSession() as session:
            headers = signed("msg_9", b"{}", [OLD], at=datetime.now(UTC))
            async with session.post(running.url, data=b"{}", headers=headers) as answer:
                assert answer.status == 400
        await send(running.url, 1, 4, allow=running.allow)
        code, out = await running.ended()

    *requests, last = [plain(line.encode()) for line in out.splitlines()]
    assert [(one["end"], one["status"], one["webhook_id"]) for one in requests] == [
        ("refused", 400, "msg_9"), ("new", 204, "msg_1"), ("new", 204, "msg_4"),
    ]  # fmt: skip
    assert requests[2]["waiting_for"] == [2, 3]
    assert requests[2]["message"]["alerts"][0]["headline"] == HEADLINE
    assert last["summary"]["clean"] is False
    assert last["summary"]["subscriptions"]["desk"]["missing"] == [2, 3]
    assert code == 3


async def test_ctrl_c_ends_with_the_summary() -> None:
    """Failing on purpose was asked for, and is no fault."""
    async with listening("--fail", "100%", "--status", "503") as running:
        assert await send(running.url, 1, allow=running.allow) == ["again"]
        running.process.terminate()
        code, out = await running.ended()

    assert "desk #1  failed with 503" in out
    assert out.endswith("nothing came\n")
    assert code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--secret", NEW], "never written here"),
        (["--secret", "env:HOOK_NONE"], "HOOK_NONE is not set"),
        (["--secret", "env:PATH"], "make one"),
        (["--secret", "env:HOOK_NEW", "--fail", "much"], "write 20%"),
        (["--secret", "env:HOOK_NEW", "--fail", "120%"], "write 20%"),
        (["--secret", "env:HOOK_NEW", "--hang", "--status", "500"], "either an answer or none"),
        (["--secret", "env:HOOK_NEW"] * 3, "two at most"),
    ],
)
def test_wrong_usage_is_said(options: list[str], said: str) -> None:
    """With what to write instead, and never with the secret."""
    result = CliRunner().invoke(app, ["listen", *options])

    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())
