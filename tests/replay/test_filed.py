"""Does a shelf in a file say what one in memory says?"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.state import Version
from streams.replay.filed import Filed, filed
from streams.shelf import Logged, Shelf
from streams.trouble import Trouble

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)

KEYS = st.sampled_from(["a", "b", "été", ""])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, st.integers(0, 9)),
        st.tuples(st.sampled_from(["drop", "get", "publish"]), KEYS, st.just(0)),
    ),
    max_size=30,
)


@pytest.fixture
def entries(tmp_path: Path) -> Iterator[Filed]:
    """Entries in a file."""
    with filed(tmp_path / "folder" / "versions.sqlite") as found:
        yield found


@given(steps=STEPS)
def test_it_is_a_shelf_like_any_other(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    """
    Whatever is set, dropped, asked for and published.
    """
    with filed(tmp_path_factory.mktemp("filed") / "versions.sqlite") as kept:
        one, other = Shelf(Version, kept), Shelf(Version)
        for step, key, revision in steps:
            match step:
                case "set":
                    for shelf in (one, other):
                        shelf[key] = Version(revision=revision, fingerprint="x", seen_at=NOON)
                case "drop":
                    assert one.pop(key, None) == other.pop(key, None)
                case "get":
                    assert one.get(key) == other.get(key)
                case _:
                    assert one.changes() == other.changes()
        assert dict(one) == dict(other)


def test_it_is_filled_from_the_changelog(entries: Filed) -> None:
    """
    What a process before wrote is there again.
    """
    shelf = Shelf(Version, entries)
    shelf["a"] = version = Version(revision=2, fingerprint="x", seen_at=NOON)
    [(_, said)] = shelf.changes().items()
    with filed(Path(entries._file).with_name("next.sqlite")) as anew:  # beside it
        again = Shelf(Version, anew)
        again.restored([Logged(0, b"a", said), Logged(1, b"b", said)], began=NOON)
        again.restored([Logged(2, b"b", None)], began=NOON)

        assert dict(again) == {"a": version}


def test_a_full_disk_is_said_and_no_file_stays(tmp_path: Path) -> None:
    """
    In one line that names the file.
    """
    file = tmp_path / "versions.sqlite"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, before[1]))
    try:
        with filed(file) as entries, pytest.raises(Trouble, match=r"versions\.sqlite: what was"):
            entries.update({str(number): b"x" * 1_000 for number in range(10_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert not file.exists()
