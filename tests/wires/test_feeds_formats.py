"""Do feeds of every kind keep their items apart, their links whole and their times right?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.codec import BadRecord, convert
from schemas.feed import DateOrder, Feed, Pace
from streams.wires.documents import Document, origin_of
from streams.wires.formats import NotADispatch, Origin, parse
from streams.wires.formats.feed_items import MOST_ITEMS, Item, address, parsed_from
from streams.wires.formats.pace import pace_of
from streams.wires.formats.times import instant, is_date_alone

RSS = b"<rss version='2.0'><channel>%s</channel></rss>"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("//b.example/1", "https://b.example/1"),
        ("/1?x=y", "https://a.example/1?x=y"),
        ("1", "https://a.example/feeds/1"),
        ("mailto:desk@a.example", None),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
        ("https://a.example/" + "x" * 2048, None),
    ],
)
def test_a_link_becomes_whole_or_none(link: str, whole: str | None) -> None:
    """Against the document's own address; only the web is linked to."""
    assert address(link, "https://a.example/feeds/rss") == whole


def test_a_relative_link_without_an_address_is_none() -> None:
    """A file that somebody hands us has none; a wrong link is worse."""
    assert address("/1", None) is None
    assert address("//b.example/1", None) == "https://b.example/1"


def test_a_feed_that_moves_keeps_its_keys() -> None:
    """Relative links are made whole for people, not for identity."""
    item = RSS % b"<item><title>x</title><link>/1</link></item>"
    here, there = (
        parse(item, Origin(feed="f", base=f"https://{host}.example/")).dispatches[0]
        for host in ("a", "b")
    )

    assert here.key == there.key
    assert here.url != there.url


@pytest.mark.parametrize(
    ("written", "zone", "hour"),
    [
        ("Sun, 28 Jul 2024 10:00:00", "Africa/Nairobi", 7),
        ("2024-07-28T10:00:00", "Africa/Nairobi", 7),
        ("Sun, 28 Jul 2024 15:30:00 IST", "Asia/Kolkata", 10),
        ("Sun, 28 Jul 2024 10:00:00 IST", "Asia/Jerusalem", 7),  # in summer it is IDT there
        ("Sun, 28 Jul 2024 10:00:00 BST", "Europe/London", 9),
        ("Sun, 28 Jul 2024 10:00:00 BST", "Asia/Dhaka", 4),
        ("Sun, 28 Jul 2024 10:00:00 CST", "Asia/Shanghai", 2),
        ("Sun, 28 Jul 2024 10:00:00 CST", "Africa/Nairobi", 16),
        ("Sun, 28 Jul 2024 10:00:00 +0200", "Africa/Nairobi", 8),
        ("2024-07-28T10:00:00Z", "Africa/Nairobi", 10),
    ],
)
def test_the_feeds_own_zone_explains_a_time(written: str, zone: str, hour: int) -> None:
    """Where a time has no zone, or a name of several meanings; an offset stands for itself."""
    item = RSS % f"<item><title>x</title><pubDate>{written}</pubDate></item>".encode()
    (dispatch,) = parse(item, Origin(assume_timezone=zone)).dispatches

    assert dispatch.published_at == datetime(2024, 7, 28, hour, tzinfo=UTC)


def test_a_zone_that_is_none_is_said() -> None:
    """In feeds.toml, before anything is polled."""
    with pytest.raises(BadRecord, match="no zone `IST`"):
        convert(Feed, {"id": "f", "url": "https://a.example/", "assume_timezone": "IST"})


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2024-07-28", True), ("20240728", True), ("2024-07-28T10:00Z", False), ("", False)],
)
def test_a_day_alone_is_told_from_a_time(written: str, *, expected: bool) -> None:
    """Its midnight is a guess."""
    assert is_date_alone(written) is expected


@pytest.mark.parametrize(("order", "month"), [("dmy", 1), ("mdy", 6)])
def test_the_operator_knows_whether_the_day_is_first(order: DateOrder, month: int) -> None:
    """Where both numbers could be a month, and nowhere else."""
    item = RSS % b"<item><title>x</title><pubDate>%b</pubDate></item>"
    either, one = (
        parse(item % written, Origin(date_order=order)).dispatches[0].published_at
        for written in (b"06/01/2024 10:00", b"06/28/2024 10:00")
    )

    assert (either.month, one.month) == (month, 6)


@pytest.mark.parametrize("words", ["1 " * 5_000, "Jul" * 30_000, "28 " + "de " * 30_000])
def test_a_long_date_costs_no_time(words: str) -> None:
    """What is longer than a date is not tried."""
    assert instant(words) is None


@pytest.mark.parametrize(
    ("head", "pace"),
    [
        (b"", Pace()),
        (b"<ttl>15</ttl>", Pace(seconds=900)),
        (b"<ttl>soon</ttl>", Pace()),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod>", Pace(seconds=3600)),
        (
            b"<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Pace(seconds=900),
        ),
        (b"<ttl>5</ttl><sy:updatePeriod>daily</sy:updatePeriod>", Pace(seconds=86_400)),
        (b"<skipHours><hour>23</hour><hour>24</hour></skipHours>", Pace(skip_hours=(0, 23))),
        (b"<skipDays><day>Sunday</day><day>Saturday</day></skipDays>", Pace(skip_days=(5, 6))),
        (b"<item><title>&lt;ttl></title><ttl>15</ttl></item>", Pace()),
    ],
)
def test_a_feed_says_how_often_it_changes(head: bytes, pace: Pace) -> None:
    """In its head; what an item says is about something else."""
    assert parse(RSS % head, Origin()).pace == pace


def test_a_feed_that_skips_every_hour_skips_none() -> None:
    """Nobody publishes nothing forever."""
    hours = b"".join(b"<hour>%d</hour>" % hour for hour in range(24))

    assert pace_of(RSS % (b"<skipHours>%b</skipHours>" % hours)) == Pace()


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "without news: tags"),
        (b"<sitemapindex><sitemap/></sitemapindex>", "sitemapindex"),
        (b"<urlset><url>", "not well-formed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "not well-formed JSON"),
    ],
)
def test_what_lists_no_news_is_refused(document: bytes, reason: str) -> None:
    """With a reason that an operator understands."""
    with pytest.raises(NotADispatch, match=reason):
        parse(document, Origin())


def test_an_empty_sitemap_is_a_quiet_day() -> None:
    """As an empty channel is."""
    assert parse(f'<urlset xmlns:news="{NEWS}"/>'.encode(), Origin()).dispatches == ()


def test_more_items_than_anybody_sends_are_cut() -> None:
    """The first are kept, and the rest is said."""
    items = [Item(own_id=str(number), headline="x") for number in range(MOST_ITEMS + 1)]
    parsed = parsed_from(items, Origin(), name="")

    assert len(parsed.dispatches) == MOST_ITEMS
    assert str(MOST_ITEMS + 1) in parsed.errors[0].what


def test_a_reused_id_with_other_words_is_published() -> None:
    """
    Three years later the same guid may name another article; it must not hide.
    """
    from streams.wires.seen import sift

    old, new = (
        parse(RSS % b"<item><guid>1</guid><title>%b</title></item>" % title, Origin(feed="f"))
        for title in (b"Harvest begins", b"Shelling near the dam")
    )
    seen = sift((), old.dispatches).seen

    assert [one.headline for one in sift(seen, new.dispatches).fresh] == ["Shelling near the dam"]


CYRILLIC = (
    "<rss version='2.0'><channel><item><title>Обстрел у плотины</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("document", "charset"),
    [
        (CYRILLIC.encode("windows-1251"), "windows-1251"),
        (b"<?xml version='1.0'?>" + CYRILLIC.encode("koi8-r"), "KOI8-R"),
        (b"<?xml version='1.0' encoding='windows-1251'?>" + CYRILLIC.encode("windows-1251"), None),
        (b"<?xml version='1.0' encoding='koi8-r'?>" + CYRILLIC.encode("koi8-r"), "iso-8859-1"),
        (b"<?xml version='1.0' encoding='windows-1251'?>" + CYRILLIC.encode(), "windows-1251"),
        (CYRILLIC.encode(), "iso-8859-1"),
        (CYRILLIC.encode(), "no such charset"),
        (CYRILLIC.encode(), "zlib"),
        (CYRILLIC.encode("utf-8-sig"), "iso-8859-1"),
        (CYRILLIC.encode("utf-16"), "iso-8859-1"),
    ],
)
def test_the_charset_is_decided_by_the_bytes_first(document: bytes, charset: str | None) -> None:
    """UTF-8 that is UTF-8 counts above all, then the declaration, then what the server says."""
    (dispatch,) = parse(document, Origin(charset=charset)).dispatches

    assert dispatch.headline == "Обстрел у плотины"


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/xml; charset=windows-1251", "windows-1251"),
        ('application/rss+xml;charset = "KOI8-R"; q=1', "KOI8-R"),
        ("application/rss+xml", None),
        (None, None),
    ],
)
def test_the_server_names_a_charset_in_its_media_type(
    content_type: str | None, charset: str | None
) -> None:
    """With or without quotation marks."""
    feed = Feed(id="f", url="https://a.example/", assume_timezone="Asia/Kolkata", date_order="dmy")
    now = datetime(2024, 7, 28, tzinfo=UTC)
    document = Document(b"<rss/>", fetched_at=now, url="f.xml", content_type=content_type)
    told = document.told_charset
    origin = origin_of(feed, received_at=now, is_first=True, charset=told)

    assert (origin.charset, origin.date_order) == (charset, "dmy")
    assert (origin.base, origin.assume_timezone) == ("https://a.example/", "Asia/Kolkata")
