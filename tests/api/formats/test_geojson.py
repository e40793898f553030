"""
Do maps take our GeoJSON, and do they draw no more than is known?

Held against RFC 7946 by geojson-pydantic, and against what it leaves out by rules of our own.
"""

from __future__ import annotations

from typing import Any

import pytest
from geojson_pydantic import FeatureCollection
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.codec import plain
from schemas.event import Place
from streams.api.formats import geojson
from streams.api.formats.entry import Entry
from streams.api.formats.lines import line_between
from streams.api.formats.page import Page
from tests.api.formats.invented import FEWER, PAGE, documents, pages
from tests.api.formats.told import ALERT, ENTRY, INCIDENT, KIDAL, TINZAOUATEN


def feature_of(entry: Entry) -> dict[str, Any]:
    """Return what was written of *entry* alone."""
    collection = plain(geojson.write([entry], PAGE))
    FeatureCollection.model_validate(collection)
    (feature,) = collection["features"]
    assert isinstance(feature, dict)
    return feature


def positions(geometry: dict[str, Any]) -> list[list[float]]:
    """Return all points of *geometry*."""
    found = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return [found]
        case "LineString":
            return list(found)
    return [one for line in found for one in line]


@FEWER
@given(documents, pages)
def test_keeps_the_rules_whatever_incidents_hold(entries: list[Entry], page: Page) -> None:
    """RFC 7946 holds, coordinates are on earth, and no point comes without a radius."""
    collection = plain(geojson.write(entries, page))

    FeatureCollection.model_validate(collection)
    assert not collection.keys() & {"coordinates", "geometry", "properties", "crs"}  # §7.1, §4
    assert len(collection["features"]) == len(entries)
    for feature in collection["features"]:
        assert (
            feature["properties"]["radius_km"] or (feature["geometry"] or {}).get("type") != "Point"
        )
        for lon, lat in positions(feature["geometry"]) if feature["geometry"] else ():
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


def test_longitude_comes_first() -> None:
    """RFC 7946 §3.1.1; CAP has it the other way round."""
    feature = feature_of(ENTRY)

    assert feature["geometry"] == {"type": "Point", "coordinates": [2.9677, 19.9597]}
    assert feature["properties"]["radius_km"] == 5.0


def test_tells_what_users_of_earthquake_feeds_look_for() -> None:
    """Ids that were merged, when it changed, whether it stands, and until when."""
    told = feature_of(ENTRY)["properties"]

    assert told["ids"] == [INCIDENT.incident_id, *ENTRY.merged]
    assert told["updated"] == "2026-03-01T11:30:05.900000Z"
    assert told["status"] == "automatic"
    assert told["expires"] == "2026-03-15T11:30:05.900000Z"
    assert (told["severity"], told["certainty"]) == ("Severe", "Likely")
    assert told["sources"] == ["examplewire"]
    assert told["links"]["cap"] == f"https://alerts.example/v1/cap/{ALERT.alert_id}"


def test_what_was_taken_back_is_deleted() -> None:
    """A reader that keeps what it was told finds out."""
    assert feature_of(Entry(replace(INCIDENT, status="retracted")))["properties"]["status"] == (
        "deleted"
    )


@pytest.mark.parametrize(
    "place",
    [
        KIDAL,
        Place(name="Mali", role="main", country="ML", lat=17.0, lon=-4.0, precision=6),
        Place(name="the border", role="border", country="ML", lat=17.0, lon=-4.0, precision=5),
        replace(TINZAOUATEN, role="dateline"),
    ],
    ids=["no coordinates", "the middle of a country", "a point of a border", "a dateline"],
)
def test_what_has_no_point_is_told_without_one(place: Place) -> None:
    """A point that means nothing is worse than none: maps would show a fight there."""
    feature = feature_of(Entry(replace(INCIDENT, places=(place,))))

    assert feature["geometry"] is None
    assert feature["properties"]["radius_km"] is None


@pytest.mark.parametrize(
    ("place", "radius"),
    [
        (replace(TINZAOUATEN, precision=2, radius_km=12.5), 12.5),
        (replace(TINZAOUATEN, precision=2), 25.0),
        (replace(TINZAOUATEN, precision=3), 85.0),
        (replace(TINZAOUATEN, precision=4), 300.0),
    ],
    ids=["said", "near it", "its district", "its region"],
)
def test_the_radius_says_how_exactly_it_is_known(place: Place, radius: float) -> None:
    """What the text said, else what the precision of the name means."""
    feature = feature_of(Entry(replace(INCIDENT, places=(place,))))

    assert feature["properties"]["radius_km"] == radius


def end(lon: float, lat: float) -> Place:
    """Return one end of a "between"."""
    return Place(name="end", role="between", lat=lat, lon=lon, precision=5)


def test_between_two_places_is_a_line() -> None:
    """The road from Gao to Kidal is neither Gao nor Kidal."""
    drawn = line_between((end(-0.04, 16.27), TINZAOUATEN, end(1.41, 18.44)))

    assert drawn == {"type": "LineString", "coordinates": [(-0.04, 16.27), (1.41, 18.44)]}


@pytest.mark.parametrize(
    ("ends", "drawn"),
    [
        (
            (end(170, 10), end(-170, 20)),
            [[(170, 10), (180.0, 15.0)], [(-180.0, 15.0), (-170, 20)]],
        ),
        (
            (end(-175, 0), end(179, 6)),
            [[(179, 6), (180.0, 5.0)], [(-180.0, 5.0), (-175, 0)]],
        ),
    ],
    ids=["eastward", "westward"],
)
def test_a_line_is_cut_at_the_antimeridian(ends: tuple[Place, Place], drawn: list) -> None:
    """RFC 7946 §3.1.9: else it would be drawn once round the globe."""
    assert line_between(ends) == {"type": "MultiLineString", "coordinates": drawn}


LONGITUDES = st.sampled_from([-180.0, 180.0]) | st.floats(-180, 180)


@given(LONGITUDES, st.floats(-90, 90), LONGITUDES, st.floats(-90, 90))
def test_no_part_of_a_line_leads_half_round_the_globe(
    west: float, south: float, east: float, north: float
) -> None:
    """Nor has it no length, wherever the two ends are."""
    drawn = line_between((end(west, south), end(east, north)))

    if drawn is not None:
        lines = drawn["coordinates"]
        for line in lines if drawn["type"] == "MultiLineString" else [lines]:
            assert line[0] != line[1]
            assert abs(line[0][0] - line[1][0]) <= 180


def test_a_collection_says_when_it_was_made_and_what_was_heard() -> None:
    """An empty map is calm only while its sources are heard."""
    told = plain(geojson.write([], PAGE))["metadata"]

    assert told["generated"] == "2026-03-01T12:00:00.250000Z"
    assert told["freshness"]["mute"] is None
    assert told["watermark"] == "2026-03-01T11:59:55.250000Z"
    assert told["last_event"] is None
