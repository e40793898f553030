"""What becomes of a document that was none, once the parser can read it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas.dead_letter import Fate, letter_in
from schemas.feed import Feed, FeedRecord, FeedState
from streams.letters import Buried, Register
from streams.settings import Settings
from streams.wires.documents import Document
from streams.wires.formats import NotADispatch, Origin, Parsed
from streams.wires.publishing import Desk
from streams.wires.reparsing import Documents
from streams.wires.standing import concluded
from tests.wires.standins import Broker, InlineParser, rss

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(id="h", url="https://h.example/feed")
OURS = Settings()


class Yesterday(InlineParser):
    """The parser as it was: it could read nothing."""

    async def parse(self, data: bytes, origin: Origin, format_: object = "auto") -> Parsed:
        del data, origin, format_
        raise NotADispatch("no document")


class Lying:
    """A record of ``dead``, as a consumer hands it over."""

    def __init__(self, key: bytes, value: bytes, headers: dict[str, bytes]) -> None:
        self.key, self.value, self.headers = key, value, list(headers.items())
        self.partition = self.offset = 0


async def give_up(body: bytes) -> Buried:
    """Let the poller meet a document that it cannot read."""
    broker = Broker()
    desk = Desk(OURS, broker, Yesterday())
    document = Document(
        body,
        fetched_at=NOON,
        url="https://h.example/moved/",
        content_type="text/xml; charset=utf-8",
    )
    await desk.take(document, FEED, FeedState(feed_id="h", contacted=True))
    register = Register()
    register.add(Lying(*broker.sent[-1][1:]))
    [one] = register.letters()
    return one


async def read_since(*titles: str) -> FeedRecord:
    """What is remembered of the feed once the poller has read it an hour later."""
    document = Document(rss(*titles), fetched_at=NOON + HOUR, url="https://h.example/feed")
    before = FeedState(feed_id="h", contacted=True, failures=1)
    taken = await Desk(OURS, Broker(), InlineParser()).take(document, FEED, before)
    state = concluded(FEED, taken.state, outcome=taken.outcome, detail="", now=NOON + HOUR)
    return FeedRecord(feed=FEED, state=state)


@pytest.fixture
async def documents() -> Documents:
    """A feed that was read since, and then showed two items."""
    return Documents({"h": FEED}, {"h": await read_since("b two", "c three")}, OURS)


async def test_what_only_that_document_showed_is_learned(documents: Documents) -> None:
    """It wakes nobody, counts as received then, and links are relative to where it came from."""
    body = rss("c three", "b two", "a one").replace(b"<guid>a", b"<link>a.html</link><guid>a")
    one = await give_up(body)
    broker = Broker()
    against = await documents.send_back([(one, body)], broker, InlineParser())
    [dispatch] = broker.dispatches()
    fate = letter_in(list(broker.sent[-1][3].items()))

    assert against == {}
    assert (dispatch.headline, dispatch.intake) == ("a one", "backfill")
    assert dispatch.received_at == NOON
    assert dispatch.url == "https://h.example/moved/a.html"
    assert isinstance(fate, Fate)
    assert (fate.of.id, fate.done, fate.why) == (
        "documents-0-0", "redriven", "1 published as backfill, 2 known already"
    )  # fmt: skip


async def test_words_that_were_corrected_since_stay_corrected(documents: Documents) -> None:
    """An item that the poller has told since is not told again in its older words."""
    body = rss("b two, as it was first told")
    broker = Broker()
    await documents.send_back([(await give_up(body), body)], broker, InlineParser())

    assert broker.dispatches() == []


async def test_what_still_cannot_be_read_stays_open(documents: Documents) -> None:
    """Nothing is noted, and the reason is told."""
    one = await give_up(b"<html>login")
    broker = Broker()
    against = await documents.send_back([(one, b"<html>login")], broker, InlineParser())

    assert broker.sent == []
    assert against["documents-0-0"].startswith("it still cannot be read: ")


async def test_news_are_not_silenced(documents: Documents) -> None:
    """While the feed may still show the same items they must come from there, and ring."""
    one = await give_up(b"<html>")
    never = Documents({"h": FEED}, {}, OURS)
    failing = FeedRecord(feed=FEED, state=FeedState(feed_id="h", failures=3, last_success=NOON))

    assert documents.waits(one) is None
    for waiting in (never, Documents({"h": FEED}, {"h": failing}, OURS)):
        assert (waiting.waits(one) or "").startswith("the poller has not read `h` since")


async def test_a_feed_that_is_gone_says_what_to_do() -> None:
    """Its bytes can still be imported."""
    one = await give_up(b"<html>")

    assert "`tocsin import` that" in (Documents({}, {}, OURS).waits(one) or "")
