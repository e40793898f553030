"""
What does somebody want to be woken for?

A ``Watch`` is one entry of ``watchlist.toml``: one region or actor, and how its
owner likes to be told. Not here: whether an incident touches it
(``agents/telling/watchlist.py``), and who is told by which channel
(``schemas/subscription.py``).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from .record import Record, identity

# The limits keep sums of dates inside the calendar, and tell a slip of the pen from a wish.
Days = Annotated[float, msgspec.Meta(gt=0, le=3650)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=31 * 86400)]
Km = Annotated[float, msgspec.Meta(gt=0, le=20_038)]
"""No two places on earth lie farther apart."""
Band = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
Times = Annotated[float, msgspec.Meta(gt=1, le=1000)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
TextLanguage = Literal["en", "fr", "es", "ar", "de", "pt"]
"""ISO 639-1 codes of the languages that messages are written in."""
ActorName = Annotated[str, msgspec.Meta(pattern=r"\S")]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
Subdivision = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")]

KINDS = (
    "country", "iso3166_2", "place", "circle", "polygon", "corridor", "border", "actor",
)  # fmt: skip


class Circle(Record, frozen=True, kw_only=True):
    """A point and a radius."""

    lat: Latitude
    lon: Longitude
    radius_km: Km


class Corridor(Record, frozen=True, kw_only=True):
    """A line of ``[lon, lat]`` points and its width."""

    points: Annotated[tuple[tuple[Longitude, Latitude], ...], msgspec.Meta(min_length=2)]
    width_km: Km


Ring = Annotated[tuple[tuple[Longitude, Latitude], ...], msgspec.Meta(min_length=4)]


class Polygon(Record, frozen=True, kw_only=True):
    """
    One or more areas with their holes: what a GeoJSON file named by an entry holds.

    Attributes:
        areas: Each an outer ring and its holes, of ``[lon, lat]`` points; rings are closed.
    """

    areas: Annotated[
        tuple[Annotated[tuple[Ring, ...], msgspec.Meta(min_length=1)], ...],
        msgspec.Meta(min_length=1),
    ]

    def __hash__(self) -> int:
        # Thousands of points would be hashed for each report otherwise. Of numbers alone, so not
        # salted; and only a cache asks for it, no record holds it.
        return hash((len(self.areas), self.areas[0][0][:2]))


class Watch(Record, frozen=True, kw_only=True):
    """
    One entry: exactly one of the eight kinds, and its settings.

    Attributes:
        id: Unique and stable: it is part of every alert id.
        title: What people call it; the id when absent.
        country: Kind: ISO 3166-1 alpha-2.
        iso3166_2: Kind: ISO 3166-2.
        place: Kind: a gazetteer id and all below it.
        circle, corridor: Kinds: geometry.
        polygon: Kind: in the file the path of a GeoJSON file; elsewhere what it holds.
        border: Kind: two countries.
        actor: Kind: name or actor id.
        include_toward, include_border, include_adjacent, include_riots: Widen the match.
        freshness_days: An older event opens nothing.
        follow_up_days: An older event still updates a known incident.
        quiet_days: How long an incident keeps a new one on the same spot from opening.
        end_days: Days without evidence after which an incident has ended.
        near_km: How far outside still counts with ``include_adjacent``.
        spread_km: How far from all its known places an incident has spread.
        toll_bands: Killed, lower ends; crossing one upward escalates.
        batch_seconds: How long updates are gathered.
        cooldown_seconds: Shortest time between two updates of one incident.
        severity_killed: Killed at least, for moderate, severe and extreme in its messages.
        min_origins: How many must report an incident independently before it opens.
        rate_times, rate_incidents: A region's week escalates with so many times the weekly mean
            of the 90 days before it, and at least so many incidents.
        trend: Tell when a country's 30 days are the worst of a year; for entries that name one.
        trend_killed: Killed in the 30 days, at least, for that.
        trend_days: Shortest time between two such messages.
        tell_end: Tell when an incident has ended.
        language: What its headlines are written in.
    """

    id: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    title: str | None = None
    country: Country | None = None
    iso3166_2: Subdivision | None = None
    place: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)] | str | None = None
    circle: Circle | None = None
    polygon: Polygon | str | None = None
    corridor: Corridor | None = None
    border: tuple[Country, Country] | None = None
    actor: ActorName | None = None
    include_toward: bool = False
    include_border: bool = False
    include_adjacent: bool = False
    include_riots: bool = False
    freshness_days: Days = 7
    follow_up_days: Days = 60
    quiet_days: Days = 14
    end_days: Days = 14
    near_km: Km = 25
    spread_km: Km = 50
    toll_bands: tuple[Band, ...] = (1, 5, 10, 25, 100)
    batch_seconds: Seconds = 600
    cooldown_seconds: Seconds = 1800
    severity_killed: tuple[Band, Band, Band] = (1, 10, 100)
    min_origins: Count = 1
    rate_times: Times = 3
    rate_incidents: Count = 3
    trend: bool = True
    trend_killed: Band = 100
    trend_days: Days = 180
    tell_end: bool = False
    language: TextLanguage = "en"

    def __post_init__(self) -> None:
        kinds = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            said = "none" if not kinds else " and ".join(f"`{kind}`" for kind in kinds)
            raise ValueError(
                f"watch `{self.id}` needs exactly one of {', '.join(KINDS)}; has {said}"
            )

    @property
    def kind(self) -> str:
        """Which of the eight kinds this entry is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class Watchlist(Record, frozen=True, kw_only=True):
    """
    All entries, as in ``watchlist.toml``.

    Attributes:
        watch: The entries, in the order of the file.
    """

    watch: tuple[Watch, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for entry in self.watch:
            if entry.id in seen:
                raise ValueError(f"two entries have the id `{entry.id}`")
            seen.add(entry.id)

    @property
    def version(self) -> str:
        """Hash of what the entries say: equal lists are equal versions."""
        return identity(*(repr(entry) for entry in self.watch), size=6)
