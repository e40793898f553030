"""Which readings of life stay, where they are not made anew?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.codec import encode
from streams.replay.places import Readings
from streams.replay.sources import Taken
from tests.following.builders import SUNDAY, mention, reading

SINCE = SUNDAY + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("after", "intake", "counts", "stays"),
    [
        (5, "live", False, True),
        (5, "live", True, True),
        (15, "live", True, False),
        (5, "backfill", True, False),
        (5, "backfill", False, True),
    ],
)
def test_what_was_before_the_span_stays(
    after: float, intake: str, counts: bool, stays: bool
) -> None:
    """What came before it does; an archive came when it was imported, whatever time it says."""
    said = reading("a:1", mention(), after=after, intake=intake)
    standing = Readings(SINCE).of(Taken(None, encode(said), 0, counts=counts))

    assert standing is not None
    assert standing.is_kept is stays
