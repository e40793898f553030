"""Does every feed log in the way its server wants, and is nobody else told how?"""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from schemas.access import Auth
from schemas.codec import BadRecord, convert, encode
from schemas.feed import Feed, FeedRecord, FeedState
from streams.settings import Poller
from streams.trouble import Trouble
from streams.wires.auth import Logins
from streams.wires.fetch import Fetched, Fetcher, fetcher
from tests.wires.loopback import Server, serving

SECRET = "s3cret-word"


def auth(**said: Any) -> Auth:
    """Return what an operator wrote under auth."""
    return convert(Auth, said)


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a secret where the tests look for it."""
    monkeypatch.setenv("WIRE_SECRET", SECRET)
    monkeypatch.setenv("WIRE_USER", "desk")


@asynccontextmanager
async def asking(server: Server, **said: Any) -> AsyncIterator[tuple[Fetcher, Logins, Feed]]:
    """Open a fetcher that may ask *server*, and the feed that logs in there."""
    settings = Poller(allow=(server.host,), timeout_seconds=5)
    async with fetcher(settings) as fetching:
        feed = Feed(id="a", url=server.url("/feed"), auth=auth(**said))
        yield fetching, Logins(fetching), feed


async def fetched(server: Server, **said: Any) -> Fetched:
    """Fetch the feed of *server*, logged in as *said*."""
    async with asking(server, **said) as (fetching, logins, feed):
        return await fetching.get(feed.url or "", login=logins.of(feed))


async def welcome(_: web.Request) -> web.Response:
    """Answer whoever asks."""
    return web.Response(body=b"<rss/>")


@pytest.mark.parametrize(
    ("said", "header", "value"),
    [
        ({"kind": "basic", "user": "desk", "password": "env:WIRE_SECRET"},
         "Authorization", "Basic ZGVzazpzM2NyZXQtd29yZA=="),
        ({"kind": "basic", "user": "env:WIRE_USER", "password": "env:WIRE_SECRET"},
         "Authorization", "Basic ZGVzazpzM2NyZXQtd29yZA=="),
        ({"kind": "bearer", "token": "env:WIRE_SECRET"}, "Authorization", f"Bearer {SECRET}"),
        ({"kind": "header", "name": "X-API-Key", "value": "env:WIRE_SECRET"}, "X-API-Key", SECRET),
        ({"kind": "cookie", "cookie": "env:WIRE_SECRET"}, "Cookie", SECRET),
    ],
)  # fmt: skip
async def test_a_secret_is_sent_as_the_server_wants_it(
    said: dict[str, str], header: str, value: str
) -> None:
    """Basic, bearer, a header of its own, a cookie."""
    async with serving({"/feed": welcome}) as server:
        got = await fetched(server, **said)

        assert got.body == b"<rss/>"
        assert server.requests[0][header] == value


async def test_another_host_is_not_told() -> None:
    """A redirect to another port is another origin: it gets the request, not the secret."""
    async with serving({"/feed": welcome}) as other:

        async def away(_: web.Request) -> web.Response:
            raise web.HTTPFound(other.url("/feed"))

        async with serving({"/feed": away}) as server:
            settings = Poller(allow=(server.host, other.host))
            async with fetcher(settings) as fetching:
                said = auth(kind="header", name="X-API-Key", value="env:WIRE_SECRET")
                feed = Feed(id="a", url=server.url("/feed"), auth=said)
                got = await fetching.get(server.url("/feed"), login=Logins(fetching).of(feed))

        assert got.body == b"<rss/>"
        assert server.requests[0]["X-API-Key"] == SECRET
        assert "X-API-Key" not in other.requests[0]


async def test_a_secret_exchanged_on_disk_is_taken_after_a_401(tmp_path: Path) -> None:
    """No restart when a password changes; the file's first line counts."""
    kept = tmp_path / "token"
    kept.write_text("old\nsecond line\n")

    async def picky(request: web.Request) -> web.Response:
        is_good = request.headers["Authorization"] == "Bearer new"
        return web.Response(body=b"<rss/>", status=200 if is_good else 401)

    async with (
        serving({"/feed": picky}) as server,
        asking(server, kind="bearer", token=f"file:{kept}") as (fetching, logins, feed),
    ):
        first = await fetching.get(feed.url or "", login=logins.of(feed))
        kept.write_text("new\n")
        second = await fetching.get(feed.url or "", login=logins.of(feed))

        assert (first.outcome, second.outcome) == ("http_4xx", None)
        assert len(server.requests) == 1 + 2


async def test_no_record_and_no_log_holds_a_secret() -> None:
    """What travels names the variable; what goes wrong does not repeat its value."""
    async with serving({"/feed": welcome}) as server:
        said = {"kind": "bearer", "token": "env:WIRE_SECRET"}
        with capture_logs() as logs:
            got = await fetched(server, **said)
        feed = Feed(id="a", url=server.url("/feed"), auth=auth(**said))

    record = encode(FeedRecord(feed=feed, state=FeedState(feed_id="a")))
    assert SECRET.encode() not in record
    assert b"env:WIRE_SECRET" in record
    assert SECRET not in f"{logs}{got}"
    assert [line["event"] for line in logs] == ["feed.secret_in_plain_text"]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "bearer", "token": SECRET},
        {"kind": "basic", "user": "desk", "password": SECRET},
        {"kind": "oauth2", "token_url": "https://a.example", "grant": "password", "user": "desk"},
    ],
)
def test_a_secret_written_down_is_refused(said: dict[str, str]) -> None:
    """By a message that does not repeat it; so is a grant that lacks one."""
    with pytest.raises(BadRecord) as refused:
        auth(**said)

    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("place", ["env:WIRE_NOWHERE", "file:/nowhere/at/all", "file:{tmp}"])
async def test_a_missing_secret_is_missed_at_the_start(place: str, tmp_path: Path) -> None:
    """The message names the feed and the place."""
    (tmp_path / "empty").touch()
    place = place.replace("{tmp}", str(tmp_path / "empty"))
    async with fetcher(Poller()) as fetching:
        feed = Feed(id="x", url="https://a.example/", auth=auth(kind="bearer", token=place))
        with pytest.raises(Trouble, match="feed `x`") as trouble:
            Logins(fetching).of(feed)

    assert place.split(":")[1] in str(trouble.value)


def test_a_password_in_an_address_is_refused() -> None:
    """Addresses travel on topics."""
    with pytest.raises(BadRecord, match="kind = basic") as trouble:
        convert(Feed, {"id": "x", "url": f"https://me:{SECRET}@a.example/"})

    assert SECRET not in str(trouble.value)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an authority that signs itself as a server, and a client it trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make certificates")
    folder = tmp_path_factory.mktemp("papers")
    for name, extra in (("server", ["-addext", "subjectAltName=IP:127.0.0.1"]), ("client", [])):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "1", "-subj", f"/CN={name}", "-keyout", f"{name}.key",
             "-out", f"{name}.pem", *extra],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
    subprocess.run(
        ["openssl", "pkey", "-in", "client.key", "-aes256", "-passout", f"pass:{SECRET}",
         "-out", "locked.key"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder


async def test_a_certificate_is_shown_to_a_server_that_wants_one(papers: Path) -> None:
    """With a key under a password; without the certificate there is no answer."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(papers / "client.pem"))
    context.load_cert_chain(papers / "server.pem", papers / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    ours = {
        "kind": "mtls",
        "certificate": str(papers / "client.pem"),
        "key": str(papers / "locked.key"),
        "password": "env:WIRE_SECRET",
        "authority": str(papers / "server.pem"),
    }
    async with serving({"/feed": welcome}, context=context) as server:
        url = server.url("/feed").replace("http:", "https:")
        async with fetcher(Poller(allow=(server.host,), timeout_seconds=5)) as fetching:
            logins = Logins(fetching)
            shown = await fetching.get(
                url, login=logins.of(Feed(id="a", url=url, auth=auth(**ours)))
            )
            bare = await fetching.get(url)

    assert shown.body == b"<rss/>"
    assert bare.outcome == "tls"


@pytest.mark.parametrize(
    "wrong", [{"password": None}, {"key": "/nowhere"}, {"certificate": __file__}]
)
async def test_a_certificate_that_cannot_be_used_is_trouble(
    papers: Path, wrong: dict[str, str | None]
) -> None:
    """Nothing asks at the terminal, and files are named."""
    said = {
        "kind": "mtls",
        "certificate": str(papers / "client.pem"),
        "key": str(papers / "locked.key"),
        "password": "env:WIRE_SECRET",
    } | wrong
    async with fetcher(Poller()) as fetching:
        with pytest.raises(Trouble, match=r"feed `x`: .*(key|test_auth|nowhere)"):
            await asyncio.to_thread(
                Logins(fetching).of, Feed(id="x", url="https://a.example/", auth=auth(**said))
            )
