"""Small makers of readings, as plain values: no language is read here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agents.following import Outcome, follow
from agents.linking.world import World
from schemas.alert import Alert
from schemas.claim import AsOf, Claim, Of, Speaker
from schemas.control import Followed, WatchlistChanged
from schemas.decision import Decision
from schemas.event import Acled, Actor, EventTime, Mention, Place, Plover, Types
from schemas.incident import Incident
from schemas.reading import Reading, Source
from schemas.record import identity
from schemas.state import Clock, Dossier, Held
from schemas.topics import REVISIONS
from schemas.watch import Watch, Watchlist

SUNDAY = datetime(2024, 7, 28, 9, 15, tzinfo=UTC)
THURSDAY = date(2024, 7, 25)
AT_ONCE = {"batch_seconds": 0, "cooldown_seconds": 0}

ARMED_CLASH = Types(
    acled=Acled(event="Battles", sub_event="Armed clash"),
    plover=Plover(event="ASSAULT", modes=("firearms",)),
    cameo="190",
    ucdp=1,
    iptc="medtop:20000056",
)


def place(name: str = "Tinzaouaten", role: str = "main", **more: Any) -> Place:
    """Return a place; without more, the town of the seed."""
    known: dict[str, Any] = {
        "place_id": "x-tocsin:tinzaouaten", "country": "ML", "iso3166_2": "ML-8",
        "adm1": "Kidal", "lat": 19.95, "lon": 2.97, "precision": 1, "method": "supplement",
    }  # fmt: skip
    return Place(name=name, role=role, **(known | more))


ALGERIA = place("Algeria", "border", place_id=2589581, country="DZ", iso3166_2=None, adm1=None,
                lat=28.0, lon=3.0, precision=6, method="gazetteer")  # fmt: skip
ABEIBARA = place("Abeïbara", "toward", place_id=2596472, lat=19.1, lon=1.75)
MENAKA = place("Ménaka", place_id=2453514, iso3166_2="ML-9", adm1="Ménaka", lat=15.92, lon=2.40)
MALI = place("Mali", place_id=2453866, iso3166_2=None, adm1=None, lat=17.0, lon=-4.0, precision=6,
             method="centroid")  # fmt: skip
KIDAL_REGION = place("Kidal", place_id=2455290, lat=19.0, lon=1.5, precision=4, method="centroid")

ARMY = Actor(name="Malian army", actor_id="mali-army", side="A", type="state", country="ML")
WAGNER = Actor(name="Wagner", actor_id="wagner", side="A", role="ally", type="external",
               country="RU")  # fmt: skip
CSP = Actor(name="CSP-DPA", actor_id="csp-dpa", side="B", type="rebel")
JNIM = Actor(name="JNIM", actor_id="jnim", side="B", type="rebel")
SIDES = (ARMY, WAGNER, CSP)
SINCE_THURSDAY = EventTime(text="since Thursday", start=THURSDAY, precision="day", relation="since",
                           anchor="dateline")  # fmt: skip
POLITICIAN = Speaker(role="local politician")


def on(day: date) -> EventTime:
    """Return the time of something that took one day."""
    return EventTime(text="on the day", start=day, end=day, precision="day", anchor="dateline")


def mention(idx: int = 0, **more: Any) -> Mention:
    """Return an actual fight at the seed's town."""
    known: dict[str, Any] = {
        "realis": "actual", "trigger": "fighting", "trigger_span": (0, 8),
        "sentence": "Fighting broke out.", "sentence_span": (0, 19), "family": "fight",
        "types": ARMED_CLASH, "time": SINCE_THURSDAY, "places": (place(),), "actors": SIDES,
    }  # fmt: skip
    return Mention(idx=idx, **(known | more))


def claim(least: int | None, most: int | None = None, **more: Any) -> Claim:
    """Return a toll of killed, of nobody in particular, by the agency itself."""
    known: dict[str, Any] = {
        "kind": "killed", "words": str(least), "mention_idx": 0,
        "claim_id": identity(least, most, sorted(more.items(), key=repr)),
    }  # fmt: skip
    return Claim(min=least, max=most, **(known | more))


def of(side: str = "unknown", category: str = "unknown", actor_id: str | None = None) -> Of:
    """Return whom a toll counts."""
    return Of(side=side, category=category, actor_id=actor_id)


def as_of(day: date) -> AsOf:
    """Return the day a figure held."""
    return AsOf(date=day)


def reading(
    key: str = "afp:1",
    *mentions: Mention,
    claims: Iterable[Claim] = (),
    after: float = 0,
    register: str = "news",
    country: str | None = "ML",
    **source: Any,
) -> Reading:
    """Return a reading that came in *after* so many minutes past the seed's time."""
    at = SUNDAY + timedelta(minutes=after)
    known: dict[str, Any] = {
        "revision": 1, "provider": "afp", "publisher_family": "afp", "language": "en",
        "published_at": at, "received_at": at,
    }  # fmt: skip
    dispatch = Source(key=key, **(known | source))
    return Reading(
        reading_id=identity(key, dispatch.revision),
        dispatch=dispatch,
        country=country,
        register=register,
        mentions=mentions,
        claims=tuple(claims),
    )


def seed(**more: Any) -> Reading:
    """Return the seed: the facts of the acceptance example."""
    return reading(
        "afp:seed",
        mention(places=(place(), ALGERIA, ABEIBARA)),
        claims=(
            claim(17, claim_id="c1", hedge=("at_least", "provisional"), by=POLITICIAN,
                  status="claimed"),
            claim(15, claim_id="c2", kind="killed_and_captured", of=of("A", "fighter", "wagner"),
                  by=Speaker(role="former United Nations worker"), status="claimed"),
            claim(None, claim_id="c3", kind="losses", words="heavy losses", of=of("A")),
        ),
        **more,
    )  # fmt: skip


def rules(*watches: Watch, after: float = -60) -> WatchlistChanged:
    """Return the rules, an hour before the seed."""
    at = SUNDAY + timedelta(minutes=after)
    return WatchlistChanged(at=at, watchlist=Watchlist(watch=watches))


MALI_WATCH = Watch(id="mali", country="ML", **AT_ONCE)
KIDAL_WATCH = Watch(id="kidal", iso3166_2="ML-8", **AT_ONCE)


class Story:
    """A partition that is told records, and remembers what it said."""

    def __init__(self, *watches: Watch) -> None:
        self.incidents: dict[str, Dossier] = {}
        self.clocks: dict[str, Clock] = {}
        self.held: dict[str, Held] = {}
        self.world = World(self.incidents, self.clocks, self.held)
        self.said: list[Any] = []
        self.tell(rules(*watches))

    def tell(self, *records: Followed) -> list[Any]:
        """Follow *records*; return what they led to."""
        start = len(self.said)
        for record in records:
            outcome = self.ask(record)
            self.said += outcome.outputs
            self.world.apply(outcome.changes)
        return [output.record for output in self.said[start:]]

    def ask(self, record: Followed) -> Outcome:
        """Follow *record* without keeping what it changes."""
        return follow(self.world, record)

    def again(self) -> None:
        """Stop and start: make the world anew from what was kept."""
        self.world = World(self.incidents, self.clocks, self.held)

    @property
    def incident(self) -> Incident:
        """The one incident there is."""
        (dossier,) = self.incidents.values()
        return dossier.incident


def alerts(records: Iterable[Any]) -> list[Alert]:
    """Return the alerts among *records*."""
    return [record for record in records if isinstance(record, Alert)]


def rung(records: Iterable[Any]) -> list[tuple[str, str]]:
    """Return kind and watch entry of the alerts among *records*."""
    return [(alert.kind, alert.watch_id) for alert in alerts(records)]


def reasons(records: Iterable[Any]) -> list[tuple[str | None, str]]:
    """Return watch entry and reason of the decisions among *records*."""
    return [(one.watch_id, one.reason) for one in records if isinstance(one, Decision)]


def revisions(story: Story) -> list[Incident]:
    """Return every revision that was published."""
    return [output.record for output in story.said if output.topic is REVISIONS]
