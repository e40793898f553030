"""Can a subscriber turn our webhooks against us, or hold us up?"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.channels.addresses import endpoint
from tests.delivery.webhooks import SECRETS, raw, sent

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the secrets where the subscription says."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    "inside",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://2130706433:{port}/",
        "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://127.1:{port}/",
        "http://0.0.0.0:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::ffff:7f00:1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/", "http://[::127.0.0.1]:{port}/",
        "http://ⓛocalhost:{port}/", "http://127。0。0。1:{port}/", "http://１２７.0.0.1:{port}/",
        "http://localhost.:{port}/", "http://LOCALHOST:{port}/", "http://127.0.0.1.:{port}/",
        "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/",
        "http://10.0.0.1:{port}/", "http://100.64.0.1:{port}/", "http://[fe80::1%25lo]:{port}/",
        "https://127.0.0.1:{port}/",
    ],
)  # fmt: skip
async def test_no_spelling_of_an_inside_address_is_called(inside: str) -> None:
    """Numbers, IPv4 inside IPv6, other scripts' letters and dots: nothing connects."""
    async with raw(lambda: [HEAD + b"Content-Length: 0\r\n\r\n"]) as server:
        answer = await sent(inside.format(port=server.port))

    assert answer.end == "again"
    assert server.requests == []


async def test_a_name_that_resolves_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when only one of its addresses is inside, or the answer changes afterwards."""
    found = socket.getaddrinfo

    def inside(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        assert host == "hooks.example"
        return found("127.0.0.1", port, *rest, **more) + found("::1", port, 0, socket.SOCK_STREAM)

    monkeypatch.setattr("streams.outward.names.socket.getaddrinfo", inside)
    async with raw(lambda: [HEAD + b"Content-Length: 0\r\n\r\n"]) as server:
        answer = await sent(f"http://hooks.example:{server.port}/", "127.0.0.1:1")

    assert server.requests == []
    where = f"hooks.example:{server.port}"
    assert answer.detail.startswith(f"{where} leads to an address that is not public")
    assert f'allow = ["{where}"]' in answer.detail
    assert answer.to_owner == "hooks.example leads to no address that may be called"


async def test_a_name_inside_and_one_that_is_none_are_told_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever owns a subscription cannot find out by it which names there are inside."""

    def none(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr("streams.outward.names.socket.getaddrinfo", none)
    answer = await sent("http://hooks.example/")

    assert answer.detail.startswith("no address is known of hooks.example")
    assert answer.to_owner == "hooks.example leads to no address that may be called"


async def test_a_redirect_to_the_metadata_service_leads_nowhere() -> None:
    """Nor back to the receiver itself."""
    away = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
    for where in (b"http://169.254.169.254/latest/meta-data/", b"/again"):
        async with raw(lambda where=where: [away % where]) as server:
            answer = await sent(f"http://{server.host}/", server.host)

        assert answer.end == "again"
        assert "redirects are not followed" in answer.detail
        assert server.requests == [1]


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://me:pass@hooks.example/", "user or password"),
        ("http://hooks.example@127.0.0.1/", "user or password"),
        ("http://@hooks.example/", "user or password"),
        ("http://127.0.0.1\\@hooks.example/", "backslash"),
        ("http://hooks.example/\r\nHost: 127.0.0.1", "control character"),
        ("http://hooks.example\r\n.evil.example/", "control character"),
        ("http://hooks.example/\tx", "control character"),
        ("http://hooks.example/a b", "space"),
        ("http://hooks.example/\u202egnp", "control character"),
        ("http://hooks.example/#part", "fragment"),
        ("http://hooks.example:0/", "port 0"),
        ("http://hooks.example:99999/", "host or port"),
        ("http://hooks.example:port/", "host or port"),
        ("http:///path", "host"),
        ("http://[::1/", "host or port"),
        ("http://[]@/", "host or port"),
        ("http://´.example/", "no name and no number"),
        ("http://hooks;evil.example/", "no name and no number"),
        ("ftp://hooks.example/", "begins with"),
        ("file:///etc/passwd", "begins with"),
        ("gopher://hooks.example/", "begins with"),
        ("//hooks.example/", "begins with"),
        ("hooks.example/", "begins with"),
        ("http://hooks.example/" + "a" * 2048, "longer"),
        ("http://" + "a" * 300 + ".\u0130\u0130/", "host"),
    ],
)
def test_an_address_that_two_readers_read_differently_is_none(target: str, why: str) -> None:
    """And the reason repeats nothing of it."""
    with pytest.raises(ValueError, match=why) as refused:
        endpoint(target)

    assert "hooks.example" not in str(refused.value)


@pytest.mark.parametrize(
    "target",
    ["https://hooks.example/a/b?c=d%20e", "http://127.0.0.1:8080", "https://bücher.example/ä",
     "https://[2606:2800:220:1::1]/hook", "https://hooks.example/~me/a,b;c=(1)!*'$&+:@"],
)  # fmt: skip
def test_an_address_that_everybody_reads_alike_is_one(target: str) -> None:
    """Other scripts' names are called by their ASCII form."""
    url = endpoint(target)

    assert url.host
    assert (url.raw_host or "").isascii()
    assert url.raw_path_qs.isascii()


@given(
    st.sampled_from(["http://", "https://", "http:", ""]),
    st.text(max_size=30) | st.text("a.:@[]/\\#?%0１。", max_size=30),
)
def test_whatever_is_written_is_an_address_or_none(scheme: str, rest: str) -> None:
    """Nothing else is raised, and what is called is plain ASCII on one line."""
    try:
        url = endpoint(scheme + rest)
    except ValueError:
        return

    wire = f"{url.raw_host}{url.raw_path_qs}"
    assert wire.isascii()
    assert wire.isprintable()
    assert " " not in wire
    assert url.raw_user is url.raw_password is None


@pytest.mark.parametrize(
    ("answer", "pause", "end"),
    [
        # The head decides; a body that is long, endless, slow, broken or packed changes nothing.
        (lambda: [HEAD + b"Content-Length: 99999999\r\n\r\n", b"x" * 100_000], 0.0, "delivered"),
        (lambda: itertools.chain([HEAD + b"\r\n"], itertools.repeat(b"x" * 65536)), 0.0, "delivered"),
        (lambda: itertools.chain([HEAD + b"Content-Length: 999\r\n\r\n"], itertools.repeat(b"x")), 0.05, "delivered"),
        (lambda: [HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(9_000_000)), b""], 0.0, "delivered"),
        (lambda: [HEAD + b"Content-Length: 9\r\n\r\n", b""], 0.0, "delivered"),
        # No head, or what cannot be read with it: no verdict.
        (lambda: [HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], 0.0, "again"),
        (lambda: itertools.chain([HEAD], itertools.repeat(b"X: y\r\n")), 0.01, "again"),
        (lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), 0.0, "again"),
        (lambda: [HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n"], 0.0, "again"),
        (lambda: [b"", b""], 0.0, "again"),
        (lambda: [b"\x16\x03\x01 no HTTP\r\n\r\n"], 0.0, "again"),
        (lambda: [b"HTTP/1.1 20 OK\r\n\r\n"], 0.0, "again"),
        (lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"], 0.0, "again"),
        (lambda: [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"], 0.0, "again"),
        (lambda: [b"I" * 1000], 5.0, "again"),
        (lambda: [b"\r\n"], 5.0, "again"),
    ],
)  # fmt: skip
async def test_no_answer_holds_us_up(
    answer: Callable[[], Iterable[bytes]], pause: float, end: str
) -> None:
    """Each ends within the time limit and the second that is given to a body."""
    async with raw(answer, pause) as server:
        began = time.monotonic()
        got = await sent(f"http://{server.host}/", server.host, seconds=0.5)

    assert got.end == end, got
    assert time.monotonic() - began < 10  # half a second, one more, and a busy machine
    assert len(got.detail) < 200
    assert got.detail.isprintable()


async def test_a_receiver_that_hangs_delays_no_other() -> None:
    """Each attempt has its own connection and its own time limit."""
    async with (
        raw(lambda: [HEAD], 60) as hanging,
        raw(lambda: [HEAD + b"Content-Length: 0\r\n\r\n"]) as well,
    ):
        slow = asyncio.create_task(sent(f"http://{hanging.host}/", hanging.host, seconds=1))
        quick = await asyncio.gather(*(sent(f"http://{well.host}/", well.host) for _ in range(20)))
        assert not slow.done()
        assert (await slow).detail == "127.0.0.1 did not answer in 1 s"

    assert {answer.end for answer in quick} == {"delivered"}
