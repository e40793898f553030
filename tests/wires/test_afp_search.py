"""Are requests and answers of AFP's API read right, and is its budget kept?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas.access import AfpSearch
from schemas.feed import FeedState
from streams.wires.afp import first_page
from streams.wires.afp_search import Page, page_after, status_in, told
from streams.wires.budget import Budget

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)


def test_a_budget_holds_in_every_hour() -> None:
    """Wherever an hour begins, there are never more requests in it."""
    budget, sent, now = Budget(5), [], 0.0
    for step in range(2000):
        now += step % 7 * 60
        if budget.take(now=now) == 0:
            sent.append(now)

    assert all(later - earlier >= 3600 for earlier, later in zip(sent, sent[5:], strict=False))
    assert len(sent) > 100


def test_a_break_longer_than_the_window_is_told() -> None:
    """We look back so far and no further, and say what was passed over."""
    api = AfpSearch(recovery_hours=24)
    state = FeedState(feed_id="a", cursor=(NOW - timedelta(hours=30)).isoformat())
    page, gap = first_page(api, state, now=NOW)

    assert page == Page(None)
    assert gap.startswith("not asked for: what was published from")


@pytest.mark.parametrize("cursor", ["", "https://next.example/page/2", "2024-07-28T09:00:00"])
def test_a_cursor_of_another_source_is_none(cursor: str) -> None:
    """It begins anew instead of failing."""
    state = FeedState(feed_id="a", cursor=cursor)

    assert first_page(AfpSearch(), state, now=NOW) == (Page(None), "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"response": {"docs": []}}', 200),
        (b'{"response": {"status": {"code": 0}}}', 200),
        (b'{"response": {"status": {"code": "401"}}}', 401),
        (b'{"error": {"code": 503.0}}', 503),
        (b'{"error": {"code": 0}}', 400),
        (b'{"error": {"code": 1e999}}', 200),
        (b"<html>", 200),
        (b"[" * 100_000, 200),
        (b'{"response": {"x": ' + b"[" * 100_000, 200),
        (b"", 200),
    ],
)
def test_the_true_status_is_read(body: bytes, status: int) -> None:
    """What is no answer of the API is left to the parser."""
    assert status_in(body) == status


@pytest.mark.parametrize("published", ['"2024-07-28T09:00:00.5Z"', '["2024-07-28T11:00:00+02:00"]',
                                       '"2024-07-28T09:00:00"'])  # fmt: skip
def test_times_are_read_in_every_spelling(published: str) -> None:
    """A text or a list of one, with and without a fraction or a zone."""
    body = f'{{"response": {{"docs": [{{"published": {published}}}, {{"published": {{}}}}]}}}}'.encode()
    said = told(body, AfpSearch(rows=2), Page(None))

    assert said == (2, datetime(2024, 7, 28, 9, tzinfo=UTC), True)


def test_the_window_moves_unless_one_second_fills_it() -> None:
    """Within a second, documents are passed over; then it moves on."""
    second = NOW - timedelta(minutes=1)
    api, body = (
        AfpSearch(rows=1),
        b'{"response": {"docs": [{"published": "2024-07-28T11:59:00Z"}]}}',
    )
    stuck = page_after(Page(second), told(body, api, Page(second)))

    assert page_after(Page(None), told(body, api, Page(None))) == Page(second)
    assert stuck == Page(second, 1)
    assert page_after(stuck, told(body, api, stuck)) == Page(second, 2)


def test_an_answer_without_documents_is_the_last() -> None:
    """However many it says were found."""
    body = b'{"response": {"docs": [], "numFound": 9}}'

    assert told(body, AfpSearch(), Page(None)) == (0, None, False)
