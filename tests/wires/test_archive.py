"""Does an import learn the past, wake nobody, and survive what is wrong in an archive?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from schemas.codec import decode, encode, plain
from schemas.dispatch import Dispatch, Draft, complete
from schemas.topics import DISPATCHES
from streams.wires.archive import files_in
from tests.wires.test_commands import GOLDEN, run

if TYPE_CHECKING:
    from streams.settings import Settings

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)
SKIRMISH = complete(Draft(text="Soldiers and rebels fought near the ford.", published_at=NOW))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with nothing configured."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(*dispatches: Dispatch) -> bytes:
    """Write dispatches as ``tocsin parse --json`` prints them."""
    return b"".join(encode(one) + b"\n" for one in dispatches)


def test_files_come_in_the_order_of_their_names(home: Path) -> None:
    """Folders are looked through, hidden files passed over."""
    for name in ("2024/02/b.xml", "2024/01/z.xml", "2024/01/.part", ".git/c", "a.xml"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("")

    assert list(files_in([".", "-"])) == ["a.xml", "2024/01/z.xml", "2024/02/b.xml", "-"]


@pytest.mark.usefixtures("home")
def test_a_dry_run_counts_and_needs_no_kafka() -> None:
    """Whatever the formats; what is bad is said, one line each, and makes it partial."""
    files = [str(GOLDEN / "newsml12_alert.xml"), str(GOLDEN / "rss_one_bad_item.xml"), "-"]
    code, out, err = run("import", "--dry-run", "--json", *files, stdin=lines(SKIRMISH))

    assert (code, len(err)) == (3, 1)
    assert plain(out[0]) == {"files": 3, "dispatches": 4, "bad": 1}


@pytest.mark.usefixtures("home")
def test_what_would_set_the_clocks_ahead_is_refused() -> None:
    """Incidents end by the newest time received; one wrong year would end all of them."""
    later = complete(Draft(text="From later.", published_at=datetime(2150, 1, 1, tzinfo=UTC)))
    code, _, err = run("import", "--dry-run", "-", stdin=lines(later))

    assert code == 1
    assert b"lies ahead" in err[0]


def test_what_says_no_time_needs_one(home: Path) -> None:
    """1970 is no time to learn from; the option gives one."""
    undated = home / "undated.xml"
    undated.write_text("<rss><channel><item><title>Ferry back</title></item></channel></rss>")
    without, _, err = run("import", "--dry-run", str(undated))
    with_time, _, _ = run(
        "import", "--dry-run", "--received-at", "2024-07-28T12:00:00Z", str(undated)
    )

    assert (without, with_time) == (1, 0)
    assert b"--received-at" in err[0]


@pytest.mark.usefixtures("home")
def test_without_a_broker_it_is_said_in_one_line() -> None:
    """What to do about it, too."""
    code, _, err = run("import", str(GOLDEN / "newsml12_alert.xml"))

    assert code == 1
    assert b"tocsin run" in err[-1]


def test_an_unknown_feed_is_said(home: Path) -> None:
    """With the nearest name there is."""
    (home / "feeds.toml").write_text('[[feed]]\nid = "halcyon"\nfolder = "drop"\n')
    code, _, err = run("import", "--dry-run", "--feed", "halcion", "x.xml")

    assert code == 1
    assert b"did you mean `halcyon`?" in err[0]


@pytest.mark.broker
async def test_everything_stored_is_backfill(settings: Settings, home: Path) -> None:
    """An archive that calls itself live is not believed; a second import stores the same keys."""
    import asyncio

    from streams.kafka import read, topic_name

    (home / "tocsin.toml").write_text(
        f'[kafka]\nbootstrap = "{settings.kafka.bootstrap}"\nprefix = "{settings.kafka.prefix}"\n'
    )
    archive = [str(GOLDEN / "rss_guid_forms.xml"), "-"]
    codes = {
        (await asyncio.to_thread(run, "import", *archive, stdin=lines(SKIRMISH)))[0]
        for _ in range(2)
    }
    name = topic_name(settings, DISPATCHES)
    kept = [
        decode(Dispatch, record.value or b"")
        async for record in read(settings.kafka.bootstrap or "", name, follow=False)
    ]

    assert codes == {0}
    assert {one.intake for one in kept} == {"backfill"}
    assert _counts(one.key for one in kept) == {2}


def _counts(keys: Iterable[str]) -> set[int]:
    """How often the keys occur."""
    found = list(keys)
    return {found.count(key) for key in found}
