"""Do the agencies' formats agree on what a desk means, and end bad input by name?"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import decode, encode
from schemas.dispatch import Dispatch, PubStatus, Signal
from schemas.feed import Format
from streams.wires.formats import NotADispatch, Origin, parse, sniff
from streams.wires.formats.fields import text, texts, whole
from streams.wires.formats.signals import signal_of
from streams.wires.formats.usage import standing

NOON = datetime(2024, 7, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<n:newsMessage xmlns:n='http://iptc.org/std/nar/2006-10-01/'/>", "newsmlg2"),
        (b"<!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf/>", "nitf"),
        (b'\xef\xbb\xbf{"uri": "x"}', "ninjs"),
        (b'[{"standard": {"name": "ninjs"}}]', "ninjs"),
        (b'{"entries": [{"format": "digitalwires@0.9.1"}]}', "digitalwires"),
        (b'{"response": {"docs": []}}', "afp_api"),
        (b'{"error": {"code": 401}}', "afp_api"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "jsonfeed"),
        (b"\x16\x16\x01bdt0316 3 pl 1 \x02x\x03\x04", "iptc7901"),
    ],
)
def test_formats_are_told_by_what_is_in_them(data: bytes, found: Format) -> None:
    """By root element, by keys, by control characters; never by a media type."""
    assert sniff(data) == found


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "not well-formed JSON"),
        (b"[" * 5_000, "not well-formed JSON"),
        (b'{"hello": 1}', "JSON with the keys hello"),
        (b"[]", "JSON with the keys none"),
        (b'{"error": {"code": 503, "message": "slow down"}}', "refuses: 503 slow down"),
        (b'{"response": {"status": {"code": 7, "reason": "no"}}}', "refuses: 7 no"),
        (b"<packageItem/>", "no <newsItem> in <packageItem>"),
        (b"\x01what is this\x02x\x03\x04", "no IPTC 7901 header"),
    ],
)
def test_what_is_no_document_says_why(data: bytes, message: str) -> None:
    """An error in a clean answer, a package and broken JSON are told apart."""
    with pytest.raises(NotADispatch, match=message):
        parse(data, Origin())


@pytest.mark.parametrize(
    ("status", "embargo", "pubstatus", "until"),
    [
        ("", None, "usable", None),
        ("stat:usable", None, "usable", None),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", None, "canceled", None),
        ("Cancelled", "2024-07-28T18:00:00Z", "canceled", None),
        ("on hold", None, "withheld", None),
        ("usable", "", "withheld", None),
        ("Embargoed", None, "withheld", None),
        ("usable", "2024-07-28T18:00:00+02:00", "usable", NOON.replace(hour=16)),
        ("usable", "2024-07-28", "usable", datetime(2024, 7, 29, tzinfo=UTC)),
        ("withheld", "2024-07-28T18:00:00Z", "withheld", NOON.replace(hour=18)),
    ],
)
def test_whether_an_item_may_be_used(
    status: str, embargo: str | None, pubstatus: PubStatus, until: datetime | None
) -> None:
    """Nothing is used before its time, or under a word that nobody knows."""
    assert standing(status, embargo) == (pubstatus, until)


@pytest.mark.parametrize(
    ("said", "signal"),
    [
        ({"codes": ["sig:correction", "sig:update"]}, "correction"),
        ({"codes": ["sig:update"], "roles": ["role:correction"]}, "update"),
        ({"codes": ["apsig:newscontent"], "roles": ["role:correction"]}, "correction"),
        ({"codes": ["sig:repeat"], "urgency": 4}, None),
        ({"notes": ["Contact: desk", "CORRECTS toll"]}, "correction"),
        ({"notes": ["Corporate photographs are available"]}, None),
        ({"slug": "KILL KILL KILL Halden"}, "kill"),
        ({"slug": "Kill Bill"}, None),
        ({"urgency": 2}, "alert"),
    ],
)
def test_what_the_desk_calls_it(said: dict[str, list[str]], signal: Signal | None) -> None:
    """Codes before notes, kills and corrections before the rest, urgency last."""
    assert signal_of(pubstatus="usable", **said) == signal  # type: ignore[arg-type]  # a table of keywords


def test_fields_are_scalars_or_lists() -> None:
    """Agencies send either, and whole numbers as floats."""
    assert (text(["", None, " a ", "b"]), texts("a"), texts([{}, "b", 2.0])) == (
        "a", ("a",), ("b", "2"),
    )  # fmt: skip
    assert [whole(value) for value in (3.0, "7", -1, 1.5, True, "x", None, "9" * 5_000)] == [
        3, 7, None, None, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("urgency", ["0", "10", "12", "x", "", "-1"])
def test_an_urgency_that_is_none_is_left_out(urgency: str) -> None:
    """A record with one could not be read back from its topic."""
    written = [
        f'{{"uri": "x", "title": "t", "urgency": "{urgency}"}}',
        f'<newsItem guid="x"><contentMeta><headline>h</headline><urgency>{urgency}</urgency></contentMeta></newsItem>',
        f'<nitf><head><title>t</title><docdata><doc-id id-string="x"/><urgency ed-urg="{urgency}"/></docdata></head></nitf>',
    ]

    assert [parse(one.encode(), Origin()).dispatches[0].urgency for one in written] == [None] * 3


def test_telegrams_without_a_month_are_of_the_day_they_came() -> None:
    """`272355` that arrives on the 28th was sent the evening before; without a clock it is undated."""
    telegram = b"\x01hal0001 4 pl 1 \x02   Shells hit Halden.\x03\r\n272355\r\n\x04"
    (near,) = parse(telegram, Origin(received_at=NOON)).dispatches
    (offline,) = parse(telegram, Origin()).dispatches

    assert near.published_at == datetime(2024, 7, 27, 23, 55, tzinfo=UTC)
    assert offline.date_source == "fetched"


OPENINGS = [
    b"<newsMessage><itemSet><newsItem guid='x'><contentMeta><headline>h</headline>",
    b"<nitf><head><docdata><doc-id id-string='x'/></docdata></head><body>",
    b'{"uri": "x", "headline": "h", "version": ',
    b'{"response": {"docs": [{"uno": "x", "news": ',
    b'{"urn": "x", "version_created": "", "categories": ',
    b"\x01hal0001 4 pl 1 \x02",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
NAMES = [
    "uri", "version", "versioncreated", "pubstatus", "embargoed", "urgency", "headlines", "bodies",
    "body_html", "subject", "genre", "infosource", "ednote", "urn", "version_created", "categories",
    "ednotes", "article_html", "descriptions", "associations", "creditline", "uno", "news",
    "status", "signal", "advisory", "associatedWith", "href", "class", "response", "error", "docs",
    "entries", "copyrightholder", "type", "title",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(OPENINGS))
def test_any_bytes_end_in_dispatches_or_a_named_error(junk: bytes, opening: bytes) -> None:
    """Nothing that an agency sends raises anything else, and twice the same comes out."""
    try:
        first = parse(opening + junk, Origin(received_at=NOON))
    except NotADispatch:
        return

    assert encode(first.dispatches) == encode(
        parse(opening + junk, Origin(received_at=NOON)).dispatches
    )
    assert decode(tuple[Dispatch, ...], encode(first.dispatches)) == first.dispatches


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=12))
def test_any_json_ends_in_dispatches_or_a_named_error(item: dict[str, object]) -> None:
    """A field may hold anything at all: that is never more than the trouble of its item."""
    for document in (item, [item], {"response": {"docs": [item]}}, {"entries": [item]}):
        try:
            data = encode(document)
        except TypeError:  # whole numbers that JSON cannot hold
            return
        try:
            parsed = parse(data, Origin(received_at=NOON))
        except NotADispatch:
            continue

        assert decode(tuple[Dispatch, ...], encode(parsed.dispatches)) == parsed.dispatches


@pytest.mark.parametrize(
    "piece", ["<fn>a</fn>b", "<p>a</p>", "<b>a", "<media><p>a</p></media>b<br/>"]
)
def test_a_long_body_is_read_in_time_that_grows_with_it(piece: str) -> None:
    """A megabyte of footnotes, paragraphs or open tags takes seconds at most, not minutes."""
    body = piece * (1_000_000 // len(piece))
    started = time.process_time()
    parsed = parse(encode({"uri": "x", "title": "t", "body_html": body}), Origin())

    assert parsed.dispatches
    assert time.process_time() - started < 10


def test_a_telegram_of_blanks_is_read_in_time() -> None:
    """A megabyte of blanks, signs or starts of header does not hold up the line."""
    started = time.process_time()
    for filling in (b" ", b"\n ", b"= ", b"\x01", b"\x01hal0001 4 pl 1 \x02"):
        data = b"\x01hal0001 4 pl 1 \x02" + filling * (1_000_000 // len(filling)) + b"x\x03"
        assert parse(data, Origin()).dispatches

    assert time.process_time() - started < 10
