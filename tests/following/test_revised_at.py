"""Since when do we know what a revision says: the service's own time, not the reports'."""

from __future__ import annotations

from datetime import timedelta

from schemas.control import Tick
from tests.following.builders import (
    KIDAL_WATCH,
    SUNDAY,
    Story,
    mention,
    on,
    place,
    reading,
    revisions,
)


def test_a_live_report_is_known_when_it_came() -> None:
    """
    Each revision has the time of the report that made it.
    """
    story = Story(KIDAL_WATCH)
    story.tell(
        reading("afp:1", mention()), reading("b:1", mention(), after=7, publisher_family="b")
    )

    assert [one.revised_at for one in revisions(story)] == [SUNDAY, SUNDAY + timedelta(minutes=7)]


def test_an_archive_is_known_since_it_was_imported() -> None:
    """
    A report of June has June's receive time; we know since today that there was a fight, and
    that it ended.
    """
    story = Story(KIDAL_WATCH)
    back_then = SUNDAY - timedelta(days=40)
    story.tell(
        Tick(at=SUNDAY),
        reading("afp:1", mention(time=on(back_then.date())), intake="backfill",
                published_at=back_then, received_at=back_then),
    )  # fmt: skip

    told = [(one.status, one.first_seen, one.revised_at) for one in revisions(story)]
    assert told == [("onset", back_then, SUNDAY), ("ended", back_then, SUNDAY)]


def test_an_end_is_known_when_it_was_due() -> None:
    """
    However late time is told, and though no report came.
    """
    story = Story(KIDAL_WATCH)
    story.tell(reading("afp:1", mention()), Tick(at=SUNDAY + timedelta(days=20)))
    last = revisions(story)[-1]

    assert (last.status, last.revised_at) == ("ended", SUNDAY + timedelta(days=14))
    assert last.last_evidence == SUNDAY


def test_a_merger_is_known_when_a_report_tied_the_two() -> None:
    """
    The one that is given up has no new report of its own.
    """
    story = Story(KIDAL_WATCH)
    there = place("Talhandak", place_id="x-tocsin:talhandak", lat=19.55, lon=2.5)
    day = on(SUNDAY.date())
    story.tell(
        reading("afp:1", mention(time=day)),
        reading("b:1", mention(time=day, places=(there,)), after=5, publisher_family="b"),
        reading("c:1", mention(time=day, places=(place(), there)), after=60, publisher_family="c"),
    )
    (merged,) = [one for one in revisions(story) if one.status == "merged"]

    assert merged.revised_at == SUNDAY + timedelta(hours=1)
