"""How differences read: a summary, some of each kind, and a page that runs nothing."""

from __future__ import annotations

from msgspec.structs import replace

from schemas.decision import Decision
from schemas.record import DispatchRef
from streams.cli.replay_diff_page import page
from streams.cli.replay_diff_view import told
from streams.replay.diff.differences import AlertDifference, Difference

from .test_comparing import ALERT, NOON

STALE = Decision(
    decision_id="d1", dispatch=DispatchRef(key="afp:1", revision=1), watch_id="mali",
    outcome="suppress", reason="stale", detail="it happened 5 days ago", at=NOON,
)  # fmt: skip
ADDED = AlertDifference(
    how="added",
    after=ALERT,
    decisions_before=(STALE,),
    decisions_after=(replace(STALE, outcome="alert", reason="opened", kind="ONSET", detail=""),),
)


def test_says_why_it_rang_on_one_side_only() -> None:
    """
    The dispatch, and what either side decided about it.
    """
    text = "\n".join(told(Difference(before="life", after="fix", alerts=(ADDED,)), most=10))

    assert "alerts 1 added, 0 lost, 0 changed" in text
    assert "+ 2026-11-01 12:00:00 UTC  ONSET mali  Fighting in Kidal" in text
    assert "because of afp:1 revision 1" in text
    assert "life: suppress, stale (it happened 5 days ago)" in text
    assert "fix: alert ONSET, opened" in text


def test_shows_some_of_many_and_says_how_many_there_are() -> None:
    """
    A thousand lost alerts are one screen.
    """
    found = Difference(before="life", after="fix", alerts=(ADDED,) * 12)
    some, everything = list(told(found, most=10)), list(told(found, most=None))

    assert "  and 2 more: --all" in some
    assert sum(line.startswith("+ ") for line in some) == 10
    assert sum(line.startswith("+ ") for line in everything) == 12


def test_what_wires_wrote_is_text_on_the_page() -> None:
    """
    A headline with markup neither runs nor breaks the page, which loads nothing.
    """
    hostile = replace(ALERT, headline="<script>alert(1)</script> $title & more")
    made = page(Difference(before="life", after="fix", alerts=(replace(ADDED, after=hostile),)))

    assert "<script" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $title &amp; more" in made
    assert "http" not in made.replace('http-equiv="Content-Security-Policy"', "")


def test_the_same_is_said_in_one_line() -> None:
    """
    With how much was compared.
    """
    same = Difference(before="life", after="fix", same_alerts=3, same_incidents=1)

    assert list(told(same, most=10)) == ["life and fix say the same: 3 alerts, 1 incident"]
