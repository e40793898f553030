"""What the one codec promises."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import BadRecord, convert, decode, decode_written, encode
from schemas.control import Followed, Tick
from schemas.dispatch import Dispatch, Draft, complete
from schemas.watch import Watch, Watchlist

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)


def dispatch(**changes):
    return Dispatch(
        **({"key": "k", "text": "t", "published_at": NOON, "received_at": NOON} | changes)
    )


def test_equal_records_are_equal_bytes_with_sorted_keys():
    """
    Compaction and replay compare bytes, so keys are sorted.
    """
    written = encode(dispatch())

    assert written == encode(decode(Dispatch, written))
    assert written.index(b'"corrects"') < written.index(b'"key"') < written.index(b'"url"')


def test_one_instant_has_one_spelling():
    """
    A time with another offset becomes UTC, or equal dispatches would be different bytes.
    """
    paris = NOON.astimezone(timezone(timedelta(hours=2)))

    assert encode(dispatch(published_at=paris)) == encode(dispatch())


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b'{"text":"x","published_at":"2024-07-28T09:15:00Z","headlin":"y"}', "headlin"),
        (b'{"text":7,"published_at":"2024-07-28T09:15:00Z"}', "$.text"),
        (b'{"text":"x"}', "published_at"),
        (b'{"text":"x","published_at":"2024-07-28T09:15:00"}', "$.published_at"),
        (b'{"text":"x","published_at":"2024-07-28T09:15:00Z","urgency":0}', "$.urgency"),
        (b'{"text":"x"', "truncated"),
        (b"\xff\xfe", "malformed"),
    ],
)
def test_an_error_names_the_field(data, named):
    """
    Whoever wrote the record must find the place at once.
    """
    with pytest.raises(BadRecord, match="(?i)" + named.replace("$", r"\$")):
        decode_written(Draft, data)


@pytest.mark.parametrize(
    ("kind", "values", "where"),
    [
        (Watchlist, {"watch": [{"id": "a", "country": "ML", "toll": 3}]}, r"`toll` - at `\$.watch\[0\]`"),
        (Watch, {"id": "a", "circle": {"lat": 1, "lon": 2, "radius_km": 3, "r": 4}}, r"`r` - at `\$.circle`"),
        (Draft, {"published_at": NOON, "text": "x", "record": "draft"}, "`record`"),
    ],
)  # fmt: skip
def test_what_people_write_is_closed(kind, values, where):
    """
    A setting that nobody reads is a slip of the pen, however deep it stands.
    """
    with pytest.raises(BadRecord, match="unknown field " + where):
        convert(kind, values)


def test_what_a_newer_release_added_is_passed_over():
    """
    Workers of two releases share a group: the older one reads what it knows.
    """
    written = encode(dispatch()).replace(b'{"corrects"', b'{"added":{"since":"0.2"},"corrects"', 1)

    assert b"added" in written
    assert decode(Dispatch, written) == dispatch()


def test_the_readings_topic_tells_its_three_records_apart():
    """
    A tick is not taken for a reading.
    """
    assert decode(Followed, encode(Tick(at=NOON))) == Tick(at=NOON)


def test_a_draft_needs_words():
    """
    Neither headline nor text is no dispatch.
    """
    with pytest.raises(BadRecord, match="`text` or `headline`"):
        complete(Draft(published_at=NOON, text="  "))


def test_a_draft_gets_its_key_from_its_words():
    """
    The same words have the same key, other words another.
    """
    one = complete(Draft(published_at=NOON, text="Fighting in the hills."))

    assert one.key == complete(Draft(published_at=NOON, text="Fighting in the hills.")).key
    assert one.key != complete(Draft(published_at=NOON, text="Fighting in the town.")).key
    assert one.received_at == NOON


@pytest.mark.parametrize(
    "entry",
    [{"id": "a"}, {"id": "a", "country": "ML", "actor": "x"}, {"id": "a", "country": "Mali"}],
)
def test_a_watch_entry_is_exactly_one_of_its_kinds(entry):
    """
    An entry that could mean two things, or nothing, is refused.
    """
    with pytest.raises(BadRecord):
        convert(Watch, entry)


def test_two_entries_with_one_id_are_refused():
    """
    The id is part of every alert id.
    """
    with pytest.raises(BadRecord, match="two entries"):
        convert(Watchlist, {"watch": [{"id": "a", "country": "ML"}, {"id": "a", "country": "NE"}]})


def test_a_setting_changes_the_watchlist_version():
    """
    Equal lists are equal versions, and only those.
    """
    one = Watchlist(watch=(Watch(id="a", country="ML"),))

    assert one.version == Watchlist(watch=(Watch(id="a", country="ML"),)).version
    assert one.version != Watchlist(watch=(Watch(id="a", country="ML", quiet_days=1),)).version


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_a_bad_record(data):
    """
    Foreign bytes raise nothing but ``BadRecord``.
    """
    with contextlib.suppress(BadRecord):
        decode(Dispatch, data)
