"""An index of incidents leaves out none that a report could be about."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agents.linking.incident_times import Days
from agents.linking.incidents import blocks, incident_of
from agents.linking.neighbourhood import Neighbourhood
from agents.linking.profiles import Profile

TODAY = date(2026, 3, 1).toordinal()
DAYS = Days(TODAY, TODAY, told=True)
PAIRS = (frozenset({("army", "rebels")}), frozenset({("army", "sect")}), frozenset())


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Make what an incident is known by: a town, a road, a point without an id, or only an area."""
    lat = draw(st.floats(-89.9, 89.9))
    lon = draw(st.floats(-180, 180))
    kind = draw(st.sampled_from(("town", "road", "point", "name", "area")))
    pairs = draw(st.sampled_from(PAIRS))
    return Profile(
        incident_id="",
        family="fight",
        status="onset",
        days=DAYS,
        spots=frozenset({draw(st.integers(1, 9))}) if kind in ("town", "name") else frozenset(),
        ends=frozenset({draw(st.integers(1, 9))}) if kind == "road" else frozenset(),
        points=((lat, lon),) if kind in ("town", "road", "point") else (),
        areas=frozenset({draw(st.sampled_from(("ML", "ML-8", "ML-9")))}),
        pairs=pairs,
        actors=frozenset(one for pair in pairs for one in pair),
        groups=frozenset(one for pair in pairs for one in pair) - {"army"},
    )


@given(st.lists(profiles(), max_size=12), profiles(), st.floats(-0.6, 0.6), st.floats(-0.6, 0.6))
def test_finds_what_a_search_of_all_would(
    known: list[Profile], fresh: Profile, north: float, east: float
) -> None:
    """
    What is linked to, and what blocks, is the same as if every incident were asked.
    """
    known = [one._replace(incident_id=f"i{number}") for number, one in enumerate(known)]
    if known and known[0].points and fresh.points:  # a neighbour, which chance seldom makes
        (lat, lon), *_ = known[0].points
        moved = max(-89.9, min(89.9, lat + north)), (lon + east + 180) % 360 - 180
        fresh = fresh._replace(points=(moved,))
    index = Neighbourhood()
    for one in known:
        index.add(one)
    around = list(index.around(fresh))

    assert len({one.incident_id for one in around}) == len(around)
    assert incident_of(fresh, around) == incident_of(fresh, known)
    assert {one for one in around if blocks(one, fresh)} == {
        one for one in known if blocks(one, fresh)
    }


@given(st.lists(profiles(), max_size=12))
def test_forgets_what_is_removed(known: list[Profile]) -> None:
    """
    Nothing stays behind.
    """
    index = Neighbourhood()
    for number, one in enumerate(known):
        index.add(one._replace(incident_id=f"i{number}"))
    for number in range(len(known)):
        index.remove(f"i{number}")

    assert not index
    assert not index._under


def test_the_date_line_is_one_meridian() -> None:
    """
    180 degrees east and 180 degrees west are the same place.
    """
    index = Neighbourhood()
    index.add(_at(180.0)._replace(incident_id="i0"))

    assert [one.incident_id for one in index.around(_at(-180.0))] == ["i0"]
    assert [one.incident_id for one in index.around(_at(179.9))] == ["i0"]


def _at(lon: float) -> Profile:
    return Profile(
        "", "fight", "onset", DAYS, spots=frozenset(), points=((0.0, lon),),
        ends=frozenset(), areas=frozenset(), pairs=frozenset(), actors=frozenset(), groups=frozenset(),
    )  # fmt: skip
