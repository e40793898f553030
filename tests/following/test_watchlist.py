"""Whether somebody watches there, asked place by place."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from agents.telling.watchlist import Miss, Rules, Touch, entry_of, touches
from schemas.event import Actor, Place
from schemas.watch import Circle, Corridor, Polygon, Watch, Watchlist
from tests.following.builders import (
    ABEIBARA,
    ALGERIA,
    ARMY,
    KIDAL_REGION,
    KIDAL_WATCH,
    MALI,
    MALI_WATCH,
    MENAKA,
    WAGNER,
    place,
)

NEAR_TOWN = Watch(id="near", circle=Circle(lat=19.9, lon=3.0, radius_km=30))


@pytest.mark.parametrize("role", ["dateline", "mention", "origin_of_actor", "from"])
def test_other_roles_never_match(role: str) -> None:
    """
    Where the reporter is, what is only mentioned and where a party comes from say nothing.
    """
    assert isinstance(touches(MALI_WATCH, [place(role=role)]), Miss)


def test_a_partys_nationality_never_matches() -> None:
    """
    A Russian company fights in Mali: Russia is not touched.
    """
    assert isinstance(touches(Watch(id="ru", country="RU"), [place()], [WAGNER]), Miss)


@pytest.mark.parametrize(
    ("where", "rule"),
    [
        (place(), "inside"), (place(role="near"), "near"), (place(role="between"), "between"),
        (MALI, "country_only"),
    ],
)  # fmt: skip
def test_says_how_it_is_touched(where, rule: str) -> None:
    """
    The rule is the role of the place, or that only the country is known.
    """
    touch = touches(MALI_WATCH, [where])

    assert isinstance(touch, Touch)
    assert touch.rule == rule


def test_the_strongest_way_is_named() -> None:
    """
    Toward it and in it: in it.
    """
    watch = Watch(id="kidal", iso3166_2="ML-8", include_toward=True)

    assert touches(watch, [ABEIBARA, place()]) == Touch("inside", "Tinzaouaten")
    assert touches(watch, [ABEIBARA]) == Touch("toward", "Abeïbara")


def test_a_region_is_enough_for_its_own_entry() -> None:
    """
    "In the Kidal region" matches ML-8, and is too coarse for a circle in it.
    """
    circle = Watch(id="town", circle=Circle(lat=19.0, lon=1.6, radius_km=20))

    assert touches(KIDAL_WATCH, [KIDAL_REGION]) == Touch("inside", "Kidal")
    assert touches(circle, [KIDAL_REGION]).reason == "place_too_coarse"


def test_a_vaguer_report_does_not_blur_a_known_town() -> None:
    """
    One report says the town, another only the country: a region elsewhere is just missed.
    """
    miss = touches(Watch(id="gao", iso3166_2="ML-7"), [place(), MALI])

    assert (miss.reason, miss.near) == ("outside_watch", True)


def test_a_circle_measures() -> None:
    """
    Inside by kilometres, with the distance in the match; a place without a point never is.
    """
    touch = touches(NEAR_TOWN, [place()])

    assert touch == Touch("inside", "Tinzaouaten", 6.4)
    assert isinstance(touches(NEAR_TOWN, [place(lat=None, lon=None)]), Miss)
    assert isinstance(touches(NEAR_TOWN, [place(lat=20.5)]), Miss)


def test_a_border_needs_both_sides() -> None:
    """
    One side as place, the other as border; or both as border; one alone is nothing.
    """
    watch = Watch(id="pair", border=("ML", "DZ"))

    assert touches(watch, [place(), ALGERIA]) == Touch("border", "Algeria")
    assert isinstance(touches(watch, [ALGERIA]), Miss)
    assert isinstance(touches(watch, [place()]), Miss)


def test_who_only_speaks_takes_no_part() -> None:
    """
    An actor entry is for those who fight or suffer.
    """
    watch = Watch(id="army", actor="Malian Army")
    speaker = Actor(name="Malian army", actor_id="mali-army", role="claimant")

    assert touches(watch, [place()], [ARMY]) == Touch("actor")
    assert isinstance(touches(watch, [place()], [speaker]), Miss)
    # A side that claims the deed takes part in it.
    claimant = Actor(name="Malian army", actor_id="mali-army", role="claimant", side="A")
    assert touches(watch, [place()], [claimant]) == Touch("actor")


# The road from Ménaka (15.92, 2.40) east to Andéramboukane (15.42, 3.02).
ROAD = Corridor(points=((2.40, 15.92), (3.02, 15.42)), width_km=20)
# A square of two degrees round it, with a hole round Ménaka.
SQUARE = Polygon(
    areas=(
        (
            ((1.5, 15.0), (3.5, 15.0), (3.5, 17.0), (1.5, 17.0), (1.5, 15.0)),
            ((2.3, 15.8), (2.5, 15.8), (2.5, 16.0), (2.3, 16.0), (2.3, 15.8)),
        ),
    )
)
INLET = place("Inlet", place_id=1, iso3166_2="ML-9", lat=15.7, lon=2.75)
FAR = place("Far", place_id=2, iso3166_2="ML-9", lat=16.4, lon=2.4)


@pytest.mark.parametrize(
    ("watch", "inside", "outside"),
    [
        (Watch(id="road", corridor=ROAD), [MENAKA, INLET], [FAR, place()]),
        (Watch(id="square", polygon=SQUARE), [INLET, FAR], [MENAKA, place()]),
        (Watch(id="mali", place=2453866), [MENAKA, INLET, MALI, KIDAL_REGION], [ALGERIA]),
        (Watch(id="kidal", place=2597449), [place(), KIDAL_REGION], [MENAKA, MALI]),
        (Watch(id="town", place=2453514), [MENAKA], [INLET, FAR, KIDAL_REGION]),
    ],
)  # fmt: skip
def test_a_shape_or_a_subtree_holds_what_lies_in_it(
    watch: Watch, inside: list[Place], outside: list[Place]
) -> None:
    """
    Corridors, polygons with holes, and a gazetteer id with all below it.
    """
    assert all(isinstance(touches(watch, [one]), Touch) for one in inside)
    assert all(isinstance(touches(watch, [replace(one, role="main")]), Miss) for one in outside)


def test_a_shape_may_cross_the_date_line() -> None:
    """
    A box from 179 east to 179 west is two degrees wide, not 358.
    """
    ring = ((179.0, -18.0), (-179.0, -18.0), (-179.0, -16.0), (179.0, -16.0), (179.0, -18.0))
    watch = Watch(id="fiji", polygon=Polygon(areas=((ring,),)))

    assert isinstance(touches(watch, [place(lat=-17.0, lon=-179.9)]), Touch)
    assert isinstance(touches(watch, [place(lat=-17.0, lon=0.0)]), Miss)


def test_beside_counts_only_for_who_asks() -> None:
    """
    Twenty kilometres outside a circle: with `include_adjacent`, as far as `near_km`.
    """
    circle = Circle(lat=15.7, lon=2.75, radius_km=10)
    silent = Watch(id="a", circle=circle)
    asking = Watch(id="b", circle=circle, include_adjacent=True, near_km=40)
    narrow = Watch(id="c", circle=circle, include_adjacent=True, near_km=20)

    assert isinstance(touches(silent, [MENAKA]), Miss)
    assert touches(asking, [MENAKA]) == Touch("adjacent", "Ménaka", 44.7)
    assert isinstance(touches(narrow, [MENAKA]), Miss)


def test_beside_a_region_is_near_one_of_its_towns() -> None:
    """
    A village of Niger a few kilometres from Andéramboukane is beside Ménaka region.
    """
    across = place("X", place_id=3, country="NE", iso3166_2="NE-6", lat=15.40, lon=3.10)
    watch = Watch(id="menaka", iso3166_2="ML-9", include_adjacent=True)

    assert touches(watch, [across]).rule == "adjacent"
    assert Rules(Watchlist(watch=(watch,))).asked_by([across]) == [watch]
    assert isinstance(touches(Watch(id="m", iso3166_2="ML-9"), [across]), Miss)


def test_an_owner_may_ask_why_not() -> None:
    """
    The same country, or within twice the extent, comes near; what lies farther does not.
    """
    region = touches(KIDAL_WATCH, [MENAKA])
    circle = touches(Watch(id="c", circle=Circle(lat=15.9, lon=3.0, radius_km=40)), [MENAKA])

    assert (region.near, region.reason) == (True, "outside_watch")
    assert circle.near
    assert "km outside" in circle.detail
    assert not touches(Watch(id="d", circle=Circle(lat=5, lon=3, radius_km=40)), [MENAKA]).near


def test_what_nothing_is_known_of_covers_nothing() -> None:
    """
    An id that no gazetteer has, or a polygon whose file was never read.
    """
    assert touches(Watch(id="a", place=1), [place()]) == Miss()
    assert touches(Watch(id="b", polygon="area.geojson"), [place()]) == Miss()


def test_asks_only_entries_of_the_countries_concerned() -> None:
    """
    Five hundred entries elsewhere are not looked at; the order of the file is kept.
    """
    elsewhere = [Watch(id=f"x{i}", country="SN") for i in range(500)]
    listed = Rules(Watchlist(watch=(NEAR_TOWN, *elsewhere, KIDAL_WATCH, MALI_WATCH)))

    assert [one.id for one in listed.asked_by([place()])] == ["near", "kidal", "mali"]


def test_an_entry_is_written_as_its_owner_wrote_it() -> None:
    """
    Kind and value, for matches and lint.
    """
    assert entry_of(KIDAL_WATCH) == "iso3166_2 ML-8"
    assert entry_of(NEAR_TOWN) == "circle 30 km around 19.9, 3"
    assert entry_of(Watch(id="p", border=("ML", "DZ"))) == "border ML-DZ"
