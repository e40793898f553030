"""Is every item published once, and every edit of it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.dispatch import Dispatch
from schemas.feed import Seen
from streams.wires.seen import SHORTEST_MEMORY, sift

START = datetime(2024, 7, 28, tzinfo=UTC)


def item(key: str, text: str = "Shelling.", *, revision: int = 1, minute: int = 0) -> Dispatch:
    """Return a dispatch; what the tests do not name is the same for all."""
    moved = START + timedelta(minutes=minute)
    return Dispatch(
        key=key, text=text, revision=revision, published_at=moved, received_at=moved, provider="p"
    )


def test_the_same_document_again_is_no_news() -> None:
    """A second poll publishes nothing."""
    document = (item("b", minute=1), item("a"))
    first = sift((), document)
    second = sift(first.seen, document)

    assert [dispatch.key for dispatch in first.fresh] == ["a", "b"]
    assert second.fresh == ()
    assert second.seen == first.seen


def test_an_edit_in_place_counts_one_up() -> None:
    """Same guid, other words: the next revision."""
    seen = sift((), (item("a"),)).seen
    edited = sift(seen, (item("a", "Shelling, three dead."),))

    assert [dispatch.revision for dispatch in edited.fresh] == [2]
    assert edited.seen[0].revision == 2


def test_a_touched_date_is_no_edit() -> None:
    """Feeds move dates without a new word."""
    seen = sift((), (item("a"),)).seen

    assert sift(seen, (item("a", minute=9),)).fresh == ()


def test_a_late_item_with_an_old_date_is_new() -> None:
    """There is no watermark that could lose it."""
    seen = sift((), (item("b", minute=9),)).seen

    assert [dispatch.key for dispatch in sift(seen, (item("a"),)).fresh] == ["a"]


def test_a_numbered_revision_is_believed() -> None:
    """An agency that counts is not counted again: up passes, a resend and a late old one do not."""
    seen = (Seen(key="a", content="x", revision=3),)

    assert sift(seen, (item("a", revision=5),), numbered=True).fresh[0].revision == 5
    assert sift(seen, (item("a", revision=2),), numbered=True).fresh == ()


def test_a_numbered_item_edited_under_its_number_passes() -> None:
    """Other words under the same number go through as they are; judgement compares words."""
    seen = sift((), (item("a", revision=3),), numbered=True).seen
    edited = sift(seen, (item("a", "Other words.", revision=3),), numbered=True)

    assert [dispatch.revision for dispatch in edited.fresh] == [3]


def test_memory_is_bounded_by_twice_the_longest_document() -> None:
    """What a feed still shows is never forgotten, what it showed long ago is."""
    seen: tuple[Seen, ...] = ()
    for start in range(0, 5000, 500):
        document = [item(str(number)) for number in range(start, start + 500)]
        seen = sift(seen, document).seen
        assert sift(seen, document).fresh == ()

    assert len(seen) == 1000


def test_two_versions_in_one_document_are_two_versions() -> None:
    """An agency's file may hold a dispatch and its correction, in any order."""
    versions = (item("a", "Three dead.", revision=2), item("a", "Two dead.", revision=1))
    newest_first = sift((), versions, numbered=True)
    oldest_first = sift((), versions[::-1], numbered=True)

    assert [dispatch.revision for dispatch in newest_first.fresh] == [1, 2]
    assert [dispatch.revision for dispatch in oldest_first.fresh] == [2]
    assert newest_first.seen == oldest_first.seen
    assert sift(newest_first.seen, versions, numbered=True).fresh == ()


def story(key: str, headline: str, link: str, *, day: int) -> Dispatch:
    """Return an item of a feed as it is shown, some days on."""
    shown = item(key, minute=day * 24 * 60)
    return replace(shown, headline=headline, url=f"https://wire.example/{link}")


def test_an_id_that_is_given_to_another_item_hides_nothing() -> None:
    """A guid that comes back with another headline and address is published under its own key."""
    seen = sift((), (story("7", "Ferry sinks", "ferry", day=0),)).seen
    reused = story("7", "Army base attacked", "base", day=9)
    second = sift(seen, (reused,))
    again = sift(second.seen, (reused,))
    edited = sift(second.seen, (replace(reused, text="Four dead."),))

    assert [(d.revision, d.key != "7") for d in second.fresh] == [(1, True)]
    assert sift(seen, (reused,)).fresh == second.fresh
    assert again.fresh == ()
    assert [(d.key, d.revision) for d in edited.fresh] == [(second.fresh[0].key, 2)]


@pytest.mark.parametrize(
    ("headline", "link", "day"),
    [("Two sink", "ferry", 9), ("Ferry sinks", "moved", 9), ("Two sink", "moved", 7)],
)
def test_an_edit_is_no_other_item(headline: str, link: str, day: int) -> None:
    """A new headline, a new address, or both within a week: a desk at work."""
    seen = sift((), (story("7", "Ferry sinks", "ferry", day=0),)).seen
    (edited,) = sift(seen, (replace(story("7", headline, link, day=day), text="Two dead."),)).fresh

    assert (edited.key, edited.revision) == ("7", 2)


def test_a_further_page_is_forgotten_first() -> None:
    """What stood on page two does not push page one out of memory."""
    full = tuple(item(f"old{number}") for number in range(SHORTEST_MEMORY - 2))
    seen = sift(sift((), full).seen, (item("b"), item("a"))).seen
    older = sift(seen, tuple(item(f"z{number}") for number in range(20)), is_older=True)

    assert len(older.fresh) == 20
    assert {entry.key for entry in seen} <= {entry.key for entry in older.seen}


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("xyz")), max_size=20)))
def test_each_change_of_words_is_published_once(polls: list[list[tuple[int, str]]]) -> None:
    """Against a plain model: revisions of an item count up from 1, one for each change."""
    seen: tuple[Seen, ...] = ()
    model: dict[str, tuple[str, int]] = {}
    for poll in polls:
        document = {str(key): text for key, text in poll}
        expected = []
        for key, text in document.items():
            words, revision = model.get(key, ("", 0))
            if words != text:
                model[key] = (text, revision + 1)
                expected.append((key, revision + 1))
        sifted = sift(seen, [item(key, text) for key, text in document.items()])
        seen = sifted.seen

        assert sorted((d.key, d.revision) for d in sifted.fresh) == sorted(expected)
        assert len(seen) <= SHORTEST_MEMORY


def test_the_rest_of_a_dispatch_is_left_alone() -> None:
    """Only the revision is set."""
    (fresh,) = sift((Seen(key="a", content="x", revision=7),), (item("a"),)).fresh

    assert fresh == replace(item("a"), revision=8)
