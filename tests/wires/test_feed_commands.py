"""Can an operator add, pause, poke and look over feeds without opening a file?"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from agents.effects import Output
from schemas.codec import plain
from schemas.feed import Feed, FeedRecord, FeedState
from schemas.topics import FEEDS
from streams.feeds_file import feeds_in
from streams.outputs import Outbox
from streams.wires.health import health_of
from streams.wires.schedule import is_poked
from tests.wires.loopback import serving
from tests.wires.test_commands import GOLDEN, run

if TYPE_CHECKING:
    from streams.settings import Settings

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
FEED = Feed(id="halcyon", url="https://halcyon.example/rss")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with nothing configured."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_adding_a_feed_is_one_get(home: Path) -> None:
    """What it would bring is shown, and then it stands in feeds.toml."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=(GOLDEN / "rss_html.xml").read_bytes())

    async with serving({"/rss": answer}) as server:
        (home / "tocsin.toml").write_text(f'[poller]\nallow = ["{server.host}"]\n')
        code, out, _ = await asyncio.to_thread(
            run, "feeds", "add", server.url("/rss"), "--id", "ferry", "--language", "en"
        )
        again, _, said = await asyncio.to_thread(run, "feeds", "add", server.url("/rss"))

    assert (code, again, len(server.requests)) == (0, 1, 1)
    assert b"ok_new, 2 dispatches" in out[0]
    assert b"`ferry` reads that already" in said[0]
    assert feeds_in(home / "feeds.toml")[0].language == "en"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["www.bbc.example/rss.xml"], "there is no such folder; an address begins with https://"),
        (["https://a.example/", "--id", "my feed"], "an id is made of letters, digits, "),
        (["https://me:pw@a.example/"], "a password in `url` would travel on topics"),
    ],
)
def test_a_beginners_slip_is_told_in_words(home: Path, asked: list[str], said: str) -> None:
    """Nothing is added; no patterns, no traces."""
    code, _, (line,) = run("feeds", "add", "--unchecked", *asked)

    assert code == 1
    assert said in line.decode()
    assert "regex" not in line.decode()
    assert not (home / "feeds.toml").exists()


def test_a_secret_that_is_written_out_is_refused_in_words(home: Path) -> None:
    """And not repeated."""
    (home / "feeds.toml").write_text(
        '[[feed]]\nid = "a"\nurl = "https://a.example/"\n[feed.auth]\nkind = "bearer"\n'
        'token = "s3cret"\n'
    )
    code, _, (line,) = run("feeds", "list")

    assert code == 1
    assert b"line 6, `feed[0].auth.token`: a secret is named, not written: env:NAME" in line
    assert b"s3cret" not in line


def test_what_cannot_be_read_is_not_added(home: Path) -> None:
    """Unless one insists: a wire may be down today."""
    code, _, err = run("feeds", "add", "http://127.0.0.1:9/rss")
    insisted, _, _ = run("feeds", "add", "--unchecked", "http://127.0.0.1:9/rss")

    assert (code, insisted) == (1, 0)
    assert b"not added: blocked_ssrf" in err[-1]
    assert feeds_in(home / "feeds.toml")[0].provider == "127.0.0.1"


def test_a_list_is_taken_in_once(home: Path) -> None:
    """A second import knows them all; a bad line costs itself."""
    (home / "list.csv").write_text("https://a.example/rss\nftp://b.example\nhttps://c.example/\n")
    dry, shown, _ = run("feeds", "import", "--dry-run", "list.csv")
    untouched = not (home / "feeds.toml").exists()
    first, _, err = run("feeds", "import", "list.csv")
    second, out, _ = run("feeds", "import", "list.csv")

    assert (dry, untouched, first, second) == (3, True, 3, 3)
    assert shown[-1].startswith(b"would add 2")
    assert plain(err[0])["error"]["where"] == "list.csv:2"
    assert b"added 0 to feeds.toml, 2 known already, 1 bad" in out[0]


@pytest.mark.parametrize("kind", ["opml", "csv"])
def test_an_export_is_imported_elsewhere(home: Path, kind: str) -> None:
    """How a feed is logged into stays at home, and that is said."""
    (home / "feeds.toml").write_text(
        '[[feed]]\nid = "a"\nurl = "https://a.example/"\nenabled = false\n'
        'auth = { kind = "bearer", token = "env:A_TOKEN" }\n'
    )
    code, out, err = run("feeds", "export", "--format", kind)
    (home / "feeds.toml").unlink()
    back, _, _ = run("feeds", "import", "-", stdin=b"\n".join(out))
    feed = feeds_in(home / "feeds.toml")[0]

    assert (code, back) == (0, 0)
    assert b"A_TOKEN" not in b"".join(out)
    assert b"logs in" in err[0]
    assert (feed.id, feed.enabled, feed.auth) == ("a", False, None)


def test_pausing_and_resuming(home: Path) -> None:
    """Twice is once, and an unknown feed is said."""
    (home / "feeds.toml").write_text('[[feed]]\nid = "a"\nfolder = "drop"\n')
    codes = [run("feeds", "pause", "a")[0], run("feeds", "pause", "a")[0]]
    paused = not feeds_in(home / "feeds.toml")[0].enabled
    codes.append(run("feeds", "resume", "a")[0])

    assert codes == [0, 0, 0]
    assert paused
    assert feeds_in(home / "feeds.toml")[0].enabled
    assert b"no feed has the id `b`" in run("feeds", "pause", "b")[2][0]


@pytest.mark.parametrize(
    ("state", "health"),
    [
        (None, "new"),
        (FeedState(feed_id="halcyon", outcome="ok_new", next_due=NOW), "ok"),
        (FeedState(feed_id="halcyon", outcome="timeout", failures=2, next_due=NOW), "failing"),
        (FeedState(feed_id="halcyon", outcome="circuit_open", next_due=NOW), "ok"),
        (FeedState(feed_id="halcyon", outcome="empty", is_quiet=True, next_due=NOW), "quiet"),
        (
            FeedState(feed_id="halcyon", outcome="ok_new", next_due=NOW - timedelta(hours=1)),
            "late",
        ),
    ],
)
def test_health_is_one_word(state: FeedState | None, health: str) -> None:
    """A feed that waits for its host is well; one that nobody asks is late."""
    assert health_of(FEED, state, now=NOW) == health


def test_status_without_a_broker_says_so(home: Path) -> None:
    """One line, exit code 1."""
    (home / "feeds.toml").write_text('[[feed]]\nid = "a"\nfolder = "drop"\n')
    code, _, err = run("feeds", "status")

    assert code == 1
    assert b"tocsin run" in err[0]


@pytest.mark.broker
async def test_status_and_poke_go_through_the_topic(settings: Settings, home: Path) -> None:
    """What fails stands first; a poke is noted beside the newest record, which stays."""
    from streams import kafka
    from streams.wires.poller import remembered

    bootstrap = settings.kafka.bootstrap or ""
    (home / "tocsin.toml").write_text(
        f'[kafka]\nbootstrap = "{bootstrap}"\nprefix = "{settings.kafka.prefix}"\n'
    )
    (home / "feeds.toml").write_text(
        "".join(
            f'[[feed]]\nid = "{name}"\nurl = "https://{name}.example/"\n'
            for name in ("a", "b", "c")
        )
    )
    now = datetime.now(UTC)
    failing = FeedState(
        feed_id="b", outcome="http_5xx", failures=3, etag='"1"', last_attempt=now, next_due=now
    )
    async with kafka.producer(bootstrap) as producer:
        for state in (FeedState(feed_id="a", outcome="ok_new", next_due=now), failing):
            feed = Feed(id=state.feed_id, url=f"https://{state.feed_id}.example/")
            await Outbox(producer, settings.kafka.prefix).send(
                Output(FEEDS, feed.id, FeedRecord(feed=feed, state=state))
            )
    _, shown, _ = await asyncio.to_thread(run, "feeds", "status")
    _, one, _ = await asyncio.to_thread(run, "feeds", "status", "b")
    _, lines, _ = await asyncio.to_thread(run, "feeds", "status", "--failing", "--json")
    poked, (poked_feeds,), _ = await asyncio.to_thread(run, "feeds", "poke", "c", "--failing")
    after = await remembered(settings, bootstrap=bootstrap)

    assert shown[0] == b"3 feeds: 1 failing, 1 new, 1 ok"
    assert shown[2].split()[:3] == [b"b", b"failing", b"http_5xx"]
    assert one[0] == b"b: failing"
    assert not [line for line in one if b"Pace(" in line or b"+00:00" in line]
    assert [plain(line)["id"] for line in lines] == ["b"]
    assert poked == 0
    assert poked_feeds == b"2 feeds will be polled as soon as the hosts allow it"
    assert [name for name, record in after.items() if is_poked(record.state)] == ["b"]
    assert after["b"].state.etag == '"1"'
