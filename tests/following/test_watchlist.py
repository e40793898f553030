"""Whether somebody watches there, asked place by place."""

from __future__ import annotations

import pytest

from agents.telling.watchlist import (
    SUPPORTED_KINDS,
    Miss,
    Rules,
    Touch,
    entry_of,
    shortcomings,
    touches,
)
from schemas.event import Actor
from schemas.watch import Circle, Corridor, Watch, Watchlist
from tests.following.builders import (
    ABEIBARA,
    ALGERIA,
    ARMY,
    KIDAL_REGION,
    KIDAL_WATCH,
    MALI,
    MALI_WATCH,
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

    assert miss == Miss()


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


def test_says_what_it_cannot_do_yet() -> None:
    """
    Three kinds match nothing yet, and their owners can be told.
    """
    missing = [
        Watch(id="a", place=2455290),
        Watch(id="b", polygon="area.geojson"),
        Watch(id="c", corridor=Corridor(points=((0, 0), (1, 1)), width_km=5)),
    ]

    assert not {watch.kind for watch in missing} & SUPPORTED_KINDS
    assert all(isinstance(touches(watch, [place()]), Miss) for watch in missing)
    assert all(shortcomings(watch) for watch in missing)
    assert [
        key
        for key, _ in shortcomings(Watch(id="d", country="ML", include_adjacent=True, near_km=5))
    ] == ["include_adjacent", "near_km"]
    assert shortcomings(MALI_WATCH) == ()


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
