"""Do ``tocsin parse`` and ``tocsin feeds`` print what scripts and people need?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import CliRunner

from schemas.codec import decode, plain
from schemas.dispatch import Dispatch
from schemas.feed import FeedList
from streams.cli.main import app
from streams.config_files import load
from tests.wires.loopback import serving

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def run(*words: str, stdin: bytes | None = None) -> tuple[int, list[bytes], list[bytes]]:
    """Run a command; returns its exit code and the lines of both outputs."""
    result = CliRunner().invoke(app, list(words), input=stdin)
    return result.exit_code, result.stdout_bytes.splitlines(), result.stderr_bytes.splitlines()


def test_parse_prints_dispatches_in_document_order() -> None:
    """One JSON object a line, each of them a Dispatch."""
    code, out, err = run("parse", "--json", str(GOLDEN / "rss_guid_forms.xml"))
    headlines = [decode(Dispatch, line).headline for line in out]

    assert (code, err) == (0, [])
    assert headlines[0] == "Ferry service resumes on Lake Orrin"
    assert len(headlines) == 4


def test_parse_is_the_same_every_time() -> None:
    """No clock, no order of a set, no process shows in the output."""
    once, again = (run("parse", "--json", str(GOLDEN / "rss_dates.xml")) for _ in range(2))

    assert once == again


def test_one_bad_item_is_an_error_line_and_the_rest_goes_on() -> None:
    """Partial success is exit code 3."""
    code, out, err = run("parse", "--json", str(GOLDEN / "rss_one_bad_item.xml"))
    error = plain(err[0])["error"]

    assert (code, len(out), len(err)) == (3, 2, 1)
    assert error["where"].endswith("rss_one_bad_item.xml: item 2 (b)")
    assert error["what"].startswith("no words")


def test_nothing_readable_is_a_failure() -> None:
    """With a line for each document, and one at the end."""
    code, out, err = run("parse", "--json", "no-such-file.xml")

    assert (code, out) == (1, [])
    assert plain(err[0])["error"]["where"] == "no-such-file.xml"
    assert err[1].startswith(b"tocsin: nothing readable")


def test_a_bad_file_among_good_ones_is_partial(tmp_path: Path) -> None:
    """The others are read."""
    page = tmp_path / "page.xml"
    page.write_text("<html>")
    code, out, _ = run("parse", "--json", str(page), str(GOLDEN / "newsml12_alert.xml"))

    assert (code, len(out)) == (3, 1)


@pytest.mark.parametrize(
    "wrong", [["--format", "telex"], ["--received-at", "today"], ["--received-at", "2024-07-28"]]
)
def test_wrong_usage_is_said(wrong: list[str]) -> None:
    """Exit code 2."""
    assert run("parse", *wrong, str(GOLDEN / "rss_html.xml"))[0] == 2


def test_parse_reads_standard_input_and_believes_the_options() -> None:
    """``-`` is a file like any other."""
    feed = (GOLDEN / "rss_one_bad_item.xml").read_bytes()
    _, out, _ = run(
        "parse", "--json", "--provider", "halcyon", "--received-at", "2024-07-28T14:00:00+02:00",
        "-", stdin=feed,
    )  # fmt: skip
    first = decode(Dispatch, out[0])

    assert (first.provider, first.publisher_family) == ("halcyon", "halcyon")
    assert first.received_at.isoformat() == "2024-07-28T12:00:00+00:00"


def test_people_get_a_row_for_each_dispatch() -> None:
    """Under a heading; an alert without a headline shows its text."""
    code, out, _ = run("parse", str(GOLDEN / "newsml12_alert.xml"))

    assert (code, len(out)) == (0, 2)
    assert b"alert" in out[1]
    assert b"Rebels seize army base" in out[1]


def test_the_example_is_valid() -> None:
    """Whoever copies feeds.example.toml can start at once: public feeds, in six languages."""
    feeds = load(ROOT / "feeds.example.toml", FeedList).feed
    public = [feed for feed in feeds if feed.enabled]

    assert len(feeds) == len({feed.url or feed.folder for feed in feeds})
    assert len(public) >= 40
    assert {feed.language for feed in public} == {"en", "fr", "ar", "es", "pt", "ru"}
    assert all(feed.provider and not feed.auth for feed in public)
    # WordPress calls every site hourly: an alarm would wait that long.
    assert all(feed.interval_seconds for feed in public if (feed.url or "").endswith("/feed/"))


def test_every_address_of_the_example_says_where_it_was_found() -> None:
    """None of them could be tried where the file was made, so none may be invented."""
    written = (ROOT / "feeds.example.toml").read_text()
    listed = set(re.findall(r"^#   (\w+)\s+(?:github\.com/|…/)", written, re.MULTILINE))
    found = dict(re.findall(r'^url = "([^"]+)"  # (\w+)$', written, re.MULTILINE))
    feeds = load(ROOT / "feeds.example.toml", FeedList).feed

    assert {feed.url for feed in feeds if feed.enabled} == set(found)
    assert set(found.values()) == listed


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with nothing configured."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_feeds_list_works_without_a_broker(home: Path) -> None:
    """Definitions are shown, and that nothing more is known."""
    (home / "feeds.toml").write_text('[[feed]]\nid = "a"\nurl = "https://a.example/"\n')
    code, out, err = run("feeds", "list", "--json")

    assert code == 0
    assert plain(out[0])["feed"]["id"] == "a"
    assert plain(out[0])["state"] is None
    assert b"no broker" in err[0]


@pytest.mark.usefixtures("home")
def test_check_of_a_file_shows_what_would_be_stored() -> None:
    """Outcome first, then the dispatches; items that failed make it partial."""
    code, out, _ = run("feeds", "check", "--json", str(GOLDEN / "newsml12_kills.xml"))

    assert code == 3
    assert plain(out[0])["outcome"] == "ok_new"
    assert [plain(line)["record"] for line in out] == ["check"] + ["dispatch"] * 5


def test_check_knows_the_ids_of_the_feeds_file(home: Path) -> None:
    """A folder is looked into, and left as it is."""
    (home / "drop").mkdir()
    (home / "drop" / "1.xml").write_bytes((GOLDEN / "newsml12_alert.xml").read_bytes())
    (home / "feeds.toml").write_text('[[feed]]\nid = "afp"\nfolder = "drop"\n')
    code, out, _ = run("feeds", "check", "afp")

    assert code == 0
    assert b"ok_new, 1 dispatch" in out[0]
    assert (home / "drop" / "1.xml").exists()


def test_check_of_nothing_known_is_said(home: Path) -> None:
    """One line, exit code 1; a slip of the finger gets a hint."""
    (home / "feeds.toml").write_text('[[feed]]\nid = "halcyon"\nfolder = "drop"\n')
    code, _, err = run("feeds", "check", "halcion")

    assert code == 1
    assert b"no feed has the id `halcion`; did you mean `halcyon`?; and it is no file" in err[0]


def test_a_bad_file_among_good_ones_is_told(home: Path) -> None:
    """With exit code 3; the good ones are shown."""
    drop = home / "drop"
    drop.mkdir()
    (drop / "a.xml").write_bytes((GOLDEN / "newsml12_alert.xml").read_bytes())
    (drop / "b.xml").write_text("<html>")
    code, out, _ = run("feeds", "check", "drop")

    assert code == 3
    assert out[0] == b"drop: ok_new, 1 dispatch"
    assert out[1].startswith(b"  b.xml: a web page")


async def test_check_of_an_address_is_one_get() -> None:
    """Not two, and not a third for luck."""
    from schemas.feed import Feed
    from streams.settings import Poller
    from streams.wires.check import check_source

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=(GOLDEN / "rss_html.xml").read_bytes(), headers={"ETag": '"1"'})

    async with serving({"/": answer}) as server:
        checked = await check_source(
            Feed(id="check", url=server.url("/")), Poller(allow=(server.host,))
        )

    assert (checked.outcome, len(checked.dispatches)) == ("ok_new", 2)
    assert "tells when nothing changed: yes" in checked.told()
    assert len(server.requests) == 1


def test_check_shows_no_character_that_reorders_a_terminal(tmp_path: Path) -> None:
    """What a wire calls its items stands in the faults, too."""
    item = "<item><guid>a\u202eb</guid></item>"
    (tmp_path / "bad.xml").write_text(f'<rss version="2.0"><channel>{item}</channel></rss>')

    code, out, _ = run("feeds", "check", str(tmp_path / "bad.xml"))

    assert code == 1
    assert "item 1 (a\ufffdb): no words" in b"\n".join(out).decode()
