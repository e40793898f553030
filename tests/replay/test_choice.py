"""Is a part of the past followed as it was when all of it was?"""

from __future__ import annotations

from datetime import timedelta

from agents.following import follow
from agents.linking.world import World
from schemas.alert import Alert
from schemas.codec import encode
from schemas.control import Followed, Tick
from schemas.replay import Replay
from schemas.watch import Watch
from streams.replay.choice import Choice
from tests.following.builders import KIDAL_WATCH, SUNDAY, claim, mention, reading, rules

LATE = timedelta(hours=1)


def alerts(records: list[Followed], choice: Choice) -> list[bytes]:
    """Follow what *choice* leaves of *records*; returns the alerts."""
    world, found = World({}, {}, {}), list[bytes]()
    for record in records:
        outcome = follow(world, choice.of(record))
        world.apply(outcome.changes)
        found += [encode(one.record) for one in outcome.outputs if isinstance(one.record, Alert)]
    return found


def choice(*countries: str, watches: tuple[str, ...] = ()) -> Choice:
    """A replay of these countries and entries."""
    return Choice(
        Replay(
            replay_id="x",
            origin="readings",
            created_at=SUNDAY,
            ranges=(),
            countries=countries,
            watches=watches,
        )
    )


def test_one_country_is_told_at_the_times_of_all() -> None:
    """A report of another country moved the clock, so what came late was told later than it came."""
    records: list[Followed] = [
        rules(KIDAL_WATCH, Watch(id="niger", country="NE")),
        reading("a:1", mention(), country="NE", claims=[claim(3, 3)], after=30),
        reading("b:1", mention(), claims=[claim(17, 17)], after=20),
        Tick(at=SUNDAY + LATE),
    ]

    found = alerts(records, choice("ML"))

    assert found == alerts(records, choice(watches=("kidal",)))
    assert len(found) == 1
