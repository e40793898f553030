"""What the one table of topics promises, and that the JSON Schemas follow the code."""

import pytest

from schemas.codec import pretty
from schemas.jsonschema import FOLDER, RECORDS, file_name, schema_of
from schemas.record import identity
from schemas.topics import DISPATCHES, HEARTBEATS, READINGS, TOPICS


def test_dispatches_and_readings_have_the_same_partitions():
    """
    Their tables share those counts.
    """
    assert DISPATCHES.partitions == READINGS.partitions


def test_compacted_topics_keep_forever_and_others_say_how_long():
    """
    A compacted topic with a retention would forget incidents; of heartbeats that is meant.
    """
    for topic in set(TOPICS) - {HEARTBEATS}:
        assert topic.compacted == (topic.retention is None), topic.name


def test_names_are_unique():
    """
    Two topics with one name would be one topic.
    """
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_the_json_schema_is_up_to_date(kind):
    """
    Subscribers in other languages read these files: ``make schemas`` writes them anew.
    """
    assert (FOLDER / file_name(kind)).read_bytes() == pretty(schema_of(kind))


def test_no_schema_is_left_over():
    """
    A record that went leaves no file behind.
    """
    assert {path.name for path in FOLDER.iterdir()} == {file_name(kind) for kind in RECORDS}


def test_an_id_is_the_same_anywhere_and_keeps_its_parts_apart():
    """
    No salt, and ("a", "bc") is not ("ab", "c").
    """
    assert identity("a", "bc") == "d80f357b9467d49f193d3b96"
    assert identity("a", "bc") != identity("ab", "c")
