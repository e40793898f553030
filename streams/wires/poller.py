"""
Who reads the feeds?

Every poller of the group its share: this one is put together here, takes up the
feeds it is given, lets go of them when others are to have them, and minds
``feeds.toml`` and whoever wants a feed polled now. A broker that is gone is
everybody's trouble and stops the process. Not here: how the share is found
(``streams/sharing.py``), and what is done with one feed (``rounds.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial
from typing import Literal

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from msgspec.structs import replace

from schemas.codec import BadRecord, decode
from schemas.feed import Feed, FeedRecord, Poke
from schemas.topics import FEEDS
from streams import kafka
from streams.broker.topics import ensure_topics
from streams.health.attended import attended
from streams.outward.guard import allowed
from streams.settings import Settings
from streams.sharing import Given, Share, sharing
from streams.trouble import Trouble, settling

from .fetch import fetcher
from .opening import Access, opened
from .parsing import parser
from .poking import feed_of, poke_in
from .poller_signs import look
from .publishing import Desk
from .roster import Roster
from .rounds import Rounds
from .sources import Source
from .turns import Turns

GROUP = "tocsin-pollers"

# What still has to leave at the end has 2 s: a role ends within 10 s of SIGTERM.
GOODBYE_SECONDS = 2.0

# Reading so many memories of feeds holds the loop for 7 ms, and nobody waits for ten
# thousand of them as bytes, which took 50 MB besides.
PORTION = 200

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def run_poller(settings: Settings, *, bootstrap: str) -> None:
    """
    Poll our share of the enabled feeds of ``feeds.toml`` until cancelled.

    Raises:
        Trouble: ``feeds.toml`` is wrong, or the broker is not there, or no longer.
    """
    async with (
        _producer(bootstrap, compression="gzip") as producer,
        _producer(bootstrap, compression=None) as plain,
        fetcher(settings.poller) as fetching,
        parser() as parsing,
    ):
        desk = Desk(settings, producer, parsing, plain=plain)
        access = Access(fetching)

        def source_of(feed: Feed) -> Source:
            return opened(feed, access, desk, settings.poller)

        with settling():
            roster = Roster(settings.feeds, source_of)
        for difference in await ensure_topics(bootstrap, settings):
            log.warning("topic.differs", what=difference)
        limits = settings.poller
        turns = Turns(
            allowed(limits.allow, setting="poller.allow"),
            spacing=limits.host_spacing_seconds,
            at_once=limits.host_at_once,
        )
        try:
            async with asyncio.TaskGroup() as group:
                rounds = Rounds(group, desk, turns, source_of)

                async def let_go() -> None:
                    await rounds.end()
                    with suppress(TimeoutError, KafkaError):  # the next owner repeats it
                        async with asyncio.timeout(GOODBYE_SECONDS):
                            await asyncio.gather(producer.flush(), plain.flush())

                async with (
                    sharing(
                        settings, topic=FEEDS, group=GROUP, bootstrap=bootstrap, let_go=let_go
                    ) as share,
                    attended(
                        settings,
                        "poller",
                        partial(look, share, rounds, desk.sending),
                        bootstrap=bootstrap,
                    ),
                ):
                    await _take_part(settings, roster, rounds, share, bootstrap=bootstrap)
        except ExceptionGroup as failed:
            # Every task fails of the same cause; one of them is enough to say.
            raise failed.exceptions[0] from failed


async def _take_part(
    settings: Settings, roster: Roster, rounds: Rounds, share: Share, *, bootstrap: str
) -> None:
    """Follow what we are given of the feeds, whatever feeds there are, for ever."""
    followed: Given | None = None
    while True:
        if await roster.is_changed():
            await rounds.end(but=roster.feeds)  # an edit of one feed is not felt by the others
            followed = None
        given = share.given
        if given is not followed and given:
            await share.listen()
            if await _take_up(settings, roster, rounds, share, bootstrap=bootstrap):
                followed = given
        for record in await share.heard():
            _hear(record, rounds)


async def _take_up(
    settings: Settings, roster: Roster, rounds: Rounds, share: Share, *, bootstrap: str
) -> bool:
    """Begin what is ours and not followed yet; tells whether it was ours until then."""
    given = share.given

    def is_wanted(feed_id: str) -> bool:  # the cheap question first: 10,000 feeds are asked it
        return not rounds.is_following(feed_id) and share.is_ours(feed_id)

    records = await remembered(settings, bootstrap=bootstrap, wanted=is_wanted)
    if share.given is not given:
        return False
    fresh = [feed for feed in roster.feeds if is_wanted(feed.id)]
    log.info("feeds.shared", ours=len(rounds) + len(fresh), of=len(roster.feeds))
    rounds.begin(fresh, records)
    return True


def _hear(record: ConsumerRecord, rounds: Rounds) -> None:
    """Poke the feed that somebody left a note about; our own records come back, too."""
    try:
        note = poke_in(record)
    except BadRecord as error:
        log.warning("feed.note_unreadable", offset=record.offset, reason=str(error))
        return
    if note is not None:
        rounds.poke(note.feed_id, note.at)


async def remembered(
    settings: Settings, *, bootstrap: str, wanted: Callable[[str], bool] = lambda _: True
) -> Mapping[str, FeedRecord]:
    """
    Return the newest record of each feed whose id is *wanted*, from the ``feeds`` topic.

    A note that somebody left about the feed is in its state.

    Raises:
        Trouble: The topic cannot be read, or holds something else.
    """
    newest: dict[bytes, FeedRecord | Poke | Trouble] = {}
    name = kafka.topic_name(settings, FEEDS)
    read = 0
    async with aclosing(kafka.read(bootstrap, name, start="beginning", follow=False)) as records:
        async for record in records:
            if record.value is not None and wanted(feed_of(record)):
                newest[record.key or b""] = _decoded(record)
            if (read := read + 1) % PORTION == 0:
                await asyncio.sleep(0)
    found: dict[str, FeedRecord] = {}
    for one in newest.values():
        if isinstance(one, Trouble):
            raise one
        if isinstance(one, FeedRecord):
            found[one.state.feed_id] = one
    notes = [one for one in newest.values() if isinstance(one, Poke)]
    return found | {
        note.feed_id: _with(note, found[note.feed_id]) for note in notes if note.feed_id in found
    }


def _decoded(record: ConsumerRecord) -> FeedRecord | Poke | Trouble:
    """Read a record of the topic; one that is neither is trouble, unless a newer one follows."""
    try:
        return poke_in(record) or decode(FeedRecord, record.value or b"")
    except BadRecord as error:
        where = f"topic {record.topic}, partition {record.partition}, offset {record.offset}"
        return Trouble(f"{where}: no state of a feed: {error}")


def _with(note: Poke, record: FeedRecord) -> FeedRecord:
    """Return *record* with the newer of its own poke and *note*."""
    poked_at = max(filter(None, (record.state.poked_at, note.at)))
    return replace(record, state=replace(record.state, poked_at=poked_at))


@asynccontextmanager
async def _producer(
    bootstrap: str, *, compression: Literal["gzip"] | None
) -> AsyncIterator[AIOKafkaProducer]:
    """Give a started producer; leaving does not wait for a broker that is gone."""
    producer = kafka.producer(bootstrap, compression=compression)
    try:
        await producer.start()
        yield producer
    except KafkaError as error:
        raise Trouble(f"no Kafka answers at {bootstrap}: {error}") from error
    finally:
        with suppress(TimeoutError, KafkaError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await producer.stop()
