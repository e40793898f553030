"""What passes a subscription's filters, and what does so because of what they were told."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from agents.notifying.filters import unmet
from schemas.incident import Change
from schemas.subscription import Subscription
from schemas.watch import Polygon
from tests.notifying.reader import KIDAL, Reader, after, alert

BOX = Polygon(areas=((((0.0, 17.0), (3.0, 17.0), (3.0, 20.0), (0.0, 20.0), (0.0, 17.0)),),))
FAR = Polygon(areas=((((10.0, 17.0), (13.0, 17.0), (13.0, 20.0), (10.0, 20.0), (10.0, 17.0)),),))
REGION = replace(KIDAL, name="Kidal Region", precision=4)
MALI = replace(KIDAL, name="Mali", iso3166_2=None, adm1=None, precision=6)


@pytest.mark.parametrize(
    ("wanted", "more", "passes"),
    [
        ({}, {}, True),
        ({"kinds": ("ONSET",)}, {}, True),
        ({"kinds": ("CEASEFIRE",)}, {}, False),
        ({"events": ("fight", "remote")}, {}, True),
        ({"events": ("riot",)}, {}, False),
        ({"events": ("riot",)}, {"event": None}, False),
        ({"regions": ("ML",)}, {}, True),
        ({"regions": ("ML-8",)}, {}, True),
        ({"regions": ("NE", "ML-8")}, {}, True),
        ({"regions": ("ML-9",)}, {}, False),
        ({"regions": ("NE",)}, {}, False),
        ({"regions": ("ML-8",)}, {"place": MALI}, False),
        ({"regions": ("ML",)}, {"place": MALI}, True),
        ({"regions": ("ML",)}, {"place": None}, False),
        ({"polygon": BOX}, {}, True),
        ({"polygon": FAR}, {}, False),
        ({"polygon": BOX}, {"place": REGION}, False),
        ({"polygon": BOX}, {"place": replace(KIDAL, lat=None)}, False),
        ({"polygon": BOX}, {"place": None}, False),
        ({"min_severity": "Moderate"}, {}, True),
        ({"min_severity": "Severe"}, {}, False),
        ({"min_severity": "Minor"}, {"severity": "Unknown"}, False),
        ({"min_certainty": "Likely"}, {}, True),
        ({"min_certainty": "Observed"}, {}, False),
        ({"min_origins": 1}, {}, True),
        ({"min_origins": 2}, {"reports": 9}, False),
        ({"languages": ("fr", "en")}, {}, True),
        ({"languages": ("en",)}, {}, False),
        ({"sources": ("afp",)}, {}, True),
        ({"sources": ("ap",)}, {}, False),
        ({"sources": ("afp",)}, {"provider": None}, False),
        ({"not_sources": ("afp",)}, {}, False),
        ({"not_sources": ("ap",)}, {}, True),
        ({"not_sources": ("ap",)}, {"provider": None}, True),
    ],
)
def test_a_filter_lets_pass_what_is_known_to_fit(
    wanted: dict[str, Any], more: dict[str, Any], passes: bool
) -> None:
    """
    Whatever is unknown, or too coarse to tell, does not pass what asks for it.
    """
    one = alert(**more)
    why = unmet(one, Subscription(id="a", channel="email", target="a@example.org", **wanted))

    assert (why is None) == passes
    reader = Reader(group_wait_seconds=0, **wanted).hear(one)
    assert len(reader.got) == passes
    assert passes or (reader.row(one).stopped_by, reader.row(one).detail) == ("filter", why)


def test_all_filters_must_be_met() -> None:
    """
    Within one field any word will do; of several fields each must.
    """
    wanted = {"regions": ("ML",), "min_severity": "Severe"}

    assert Reader(**wanted).hear(alert()).got == []
    assert len(Reader(**wanted).hear(alert(severity="Severe")).got) == 1


def test_another_watch_leaves_no_row() -> None:
    """
    What has nothing to do with them is not written down for them.
    """
    reader = Reader(watches=("niger",))

    assert reader.hear(alert()).account.row("i1-mali-ONSET-1") is None


def test_who_was_told_of_something_severe_is_told_that_it_is_less() -> None:
    """
    A downgrade passes the filter that let the first news through, once.
    """
    told = [alert(severity="Severe"), *(
        alert(n, at=after(20 * n), severity="Minor", certainty="Unlikely") for n in (2, 3)
    )]  # fmt: skip
    reader = Reader(min_severity="Severe", min_certainty="Likely").hear(*told).wait(after(200))

    assert [one.ids for one in reader.got] == [[told[0].alert_id], [told[1].alert_id]]
    assert reader.row(told[2]).stopped_by == "filter"


def test_who_was_told_that_it_is_here_is_told_that_it_is_elsewhere() -> None:
    """
    A correction of the place passes the filter by region.
    """
    gao = replace(KIDAL, name="Gao", iso3166_2="ML-7", lat=16.27, lon=-0.04)
    moved = (Change(path="places.main", old="Kidal", new="Gao", reason="moved"),)
    told = [
        alert(),
        alert(2, at=after(20), place=gao, change_set=moved),
        alert(3, at=after(60), place=gao),
    ]
    reader = Reader(regions=("ML-8",)).hear(*told).wait(after(200))

    assert [one.ids for one in reader.got] == [[told[0].alert_id], [told[1].alert_id]]


def test_who_was_never_told_is_not_told_what_it_is_no_more() -> None:
    """
    First news that waits is dropped when it turns out to be less than they asked for.
    """
    told = [alert(), alert(2, at=after(0.2), severity="Minor")]
    reader = Reader(min_severity="Moderate").hear(*told).wait(after(60))

    assert reader.got == []
    assert reader.row(told[0]).stopped_by == "filter"
    assert "overtaken" in reader.row(told[0]).detail


def test_a_message_of_another_kind_leaves_the_one_that_waits() -> None:
    """
    Who asks for first news alone gets it, whatever comes after.
    """
    told = [alert(), alert(2, at=after(0.2))]
    reader = Reader(kinds=("ONSET",)).hear(*told).wait(after(60))

    assert [one.ids for one in reader.got] == [[told[0].alert_id]]
