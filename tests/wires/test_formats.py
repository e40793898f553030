"""Is the format told by the bytes, and does hostile input end in a named outcome?"""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import encode
from streams.wires.formats import NotADispatch, Origin, parse, sniff
from streams.wires.formats.document import LONGEST_TEXT

RSS = b"<rss version='2.0'><channel>%s</channel></rss>"
NOON = datetime(2024, 7, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"<!DOCTYPE html><html><title>Log in</title></html>", "html_instead"),
        (b"\xef\xbb\xbf<!-- hello --><HTML>", "html_instead"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "parse_error"),
        (b"/etc/hostname", "parse_error"),
        (b"<opml/>", "parse_error"),
        (b"<NewsML><NewsItem>", "parse_error"),
        (b"<NewsML/>", "parse_error"),
        (b"\x00\x01\x02", "parse_error"),
    ],
)
def test_what_is_no_wire_document_has_a_name(data: bytes, outcome: str) -> None:
    """A login page, an empty answer and a broken document end differently."""
    with pytest.raises(NotADispatch) as caught:
        parse(data, Origin())

    assert caught.value.outcome == outcome


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_sniffing_sees_through_the_charset(charset: str) -> None:
    """The root element counts, behind comments and declarations, in any encoding."""
    text = "<?xml version='1.0'?>\n<!-- <html> --><!DOCTYPE rss [<!ELEMENT x ANY>]>\n<rss version='2.0'/>"

    assert sniff(text.encode(charset)) == "rss"


def test_a_prefixed_atom_feed_is_atom() -> None:
    """A namespace prefix on the root is nobody's mistake."""
    assert sniff(b"<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'/>") == "atom"


def test_a_format_that_was_named_must_be_there() -> None:
    """An operator who says newsml12 is told that RSS came; rss and atom are read alike."""
    feed = RSS % b"<item><title>x</title></item>"

    assert parse(feed, Origin(), "atom").dispatches
    with pytest.raises(NotADispatch, match="is rss, not newsml12"):
        parse(feed, Origin(), "newsml12")


def test_a_document_without_items_is_no_error() -> None:
    """An empty channel is a feed on a quiet day."""
    assert parse(RSS % b"", Origin())[:2] == ((), ())


def test_entities_of_its_own_are_refused() -> None:
    """No file is read and nothing is multiplied on behalf of a document."""
    bomb = b"<!DOCTYPE NewsML [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><NewsML><NewsItem>&a;</NewsItem></NewsML>"

    with pytest.raises(NotADispatch, match="entities"):
        parse(bomb, Origin())


def test_a_file_name_is_not_opened() -> None:
    """feedparser opens what looks like a path; it must never see one."""
    with pytest.raises(NotADispatch):
        parse(b"/etc/hostname", Origin(), "rss")


def test_offline_no_clock_is_asked() -> None:
    """Without a receive time a dispatch counts as received when published."""
    items = (
        b"<item><title>a</title><pubDate>Sun, 28 Jul 2024 09:00:00 GMT</pubDate></item>"
        b"<item><title>b</title></item>"
    )
    dated, undated = parse(RSS % items, Origin()).dispatches

    assert dated.received_at == dated.published_at
    assert (undated.published_at, undated.date_source) == (dated.published_at, "fetched")


def test_numbers_as_guids_do_not_collide_between_outlets() -> None:
    """Two files read without a feed id keep apart by what their channels call themselves."""
    item = b"<title>%s</title><item><guid>1</guid><title>x</title></item>"
    keys = {parse(RSS % (item % name), Origin()).dispatches[0].key for name in (b"One", b"Another")}

    assert len(keys) == 2


def test_what_the_operator_says_wins() -> None:
    """Provider, family and language of feeds.toml stand above the document's."""
    origin = Origin(feed="f", provider="halcyon", publisher_family="northline", language="fr")
    (dispatch,) = parse(RSS % b"<item><title>x</title></item>", origin).dispatches

    assert (dispatch.provider, dispatch.publisher_family) == ("halcyon", "northline")
    assert (dispatch.language, dispatch.feed) == ("fr", "f")


def test_a_text_without_end_is_cut() -> None:
    """A record must fit into its topic, whatever a publisher sends."""
    item = b"<item><title>x</title><description>%s</description></item>" % (b"long " * 100_000)
    (dispatch,) = parse(RSS % item, Origin()).dispatches

    assert len(dispatch.text) == LONGEST_TEXT


def test_the_error_survives_the_way_from_the_parsing_process() -> None:
    """Its outcome is not lost in pickling."""
    error = pickle.loads(pickle.dumps(NotADispatch("x", outcome="html_instead")))  # noqa: S301  # our own bytes

    assert (str(error), error.outcome) == ("x", "html_instead")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"<rss version='2.0'><channel><item>", b"<feed>", b"<NewsML><NewsItem>", b""]),
)
def test_any_bytes_end_in_dispatches_or_a_named_error(junk: bytes, opening: bytes) -> None:
    """Nothing a publisher sends raises anything else, and twice the same comes out."""
    try:
        first = parse(opening + junk, Origin(received_at=NOON))
    except NotADispatch:
        return

    assert encode(first.dispatches) == encode(
        parse(opening + junk, Origin(received_at=NOON)).dispatches
    )
