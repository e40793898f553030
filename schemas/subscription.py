"""
Who wants to be told what, by which channel, and when not?

A ``Subscription`` is one entry of ``subscriptions.toml``, or was made over the API and lies
on the topic ``subscriptions``; so do silences and what people ask for. Not here: how a
delivery stands (``schemas/delivery.py``), what is sent (``schemas/message.py``), and who
decides (``agents/notifying``).
"""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from .access import Secret
from .alert import AlertKind
from .dispatch import AwareTime
from .event import Family
from .feed import ID
from .notice import Notice
from .record import Record
from .watch import Polygon, TextLanguage

Channel = Literal["webhook", "email", "chat", "push"]
Severity = Literal["Unknown", "Minor", "Moderate", "Severe", "Extreme"]
Certainty = Literal["Unknown", "Unlikely", "Possible", "Likely", "Observed"]
"""Both from the least to the most, in the words of CAP 1.2."""

QuietMode = Literal["critical", "nothing", "hold"]
CatchUp = Literal["all", "newest"]

CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
REGION = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"

Clock = Annotated[str, msgspec.Meta(pattern=CLOCK)]
"""A time of day."""
Seconds = Annotated[float, msgspec.Meta(ge=0, le=7 * 86400)]
Region = Annotated[str, msgspec.Meta(pattern=REGION)]
"""ISO 3166-1 or 3166-2."""
Id = Annotated[str, msgspec.Meta(pattern=ID)]


class Subscription(Record, frozen=True, kw_only=True):
    """
    One reader's wish. Every filter that is left out lets everything pass.

    Attributes:
        id: Unique and stable: it is part of every delivery's key.
        title: What people call it; the id when absent.
        owner: Who may change it over the API; ``None`` for those of the file.
        enabled: ``false`` keeps state and sends nothing.
        channel: How they are reached.
        target: Where, an address or a reference to a secret (``env:NAME``, ``file:PATH``): of a
            webhook its URL; e-mail addresses, with commas between; of chat and push a URL as
            Apprise writes them, which holds a secret and so must be a reference.
        secrets: Of a webhook, by reference: the newest first, two while one is replaced.
        watches: Watch ids.
        kinds: Of alerts. A CANCEL passes whoever was told.
        events: Kinds of event.
        regions: Places within.
        polygon: In the file the path of a GeoJSON file; elsewhere what it holds.
        min_severity, min_certainty: Quieter below.
        min_origins: So many publisher families report it.
        languages: Of the sentence that set it off, ISO 639-1.
        sources, not_sources: The provider whose dispatch caused it: only these, never these.
        language: Of the text they read; that of the watch entry when left out.
        quiet_hours: ``["22:00", "06:00"]`` in *zone*; may cross midnight.
        zone: IANA name.
        quiet_mode: In quiet hours *critical* alerts pass and the rest is dropped; *nothing*
            passes; critical ones pass and the rest is *held* (a day at most) and sent as one.
        critical_from: Severity from which an alert is critical.
        group_wait_seconds: How long the first message of an incident waits for a second one to
            replace it; critical ones do not wait. Left out: 0 for webhooks, else 30.
        cooldown_seconds: Shortest time between two messages of one incident; what comes between
            waits, the newest for all. Passed by a CANCEL and by what is worse than before.
            Left out: 0 for webhooks, else 900.
        cap_per_hour: Of more messages the rest comes as one, "and n more"; one critical message
            more may pass, and a CANCEL does not count.
        digest: Send everything once a day at this time, in *zone*.
        catch_up: After a failure *all* that was missed in order, or only the *newest* of each
            incident. Left out: all for webhooks, else newest.
        exercises: Also what is no live alert: tests, exercises, replays.
        on_failure: Subscription that is told when this one fails for long or is disabled.
    """

    id: Id
    title: str | None = None
    owner: str | None = None
    enabled: bool = True
    channel: Channel
    target: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    secrets: Annotated[tuple[Secret, ...], msgspec.Meta(max_length=2)] = ()
    watches: tuple[Id, ...] = ()
    kinds: tuple[AlertKind, ...] = ()
    events: tuple[Family, ...] = ()
    regions: tuple[Region, ...] = ()
    polygon: Polygon | str | None = None
    min_severity: Severity = "Unknown"
    min_certainty: Certainty = "Unknown"
    min_origins: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    languages: tuple[Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")], ...] = ()
    sources: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    language: TextLanguage | None = None
    quiet_hours: tuple[Clock, Clock] | None = None
    zone: str = "UTC"
    quiet_mode: QuietMode = "critical"
    critical_from: Severity = "Severe"
    group_wait_seconds: Seconds | None = None
    cooldown_seconds: Seconds | None = None
    cap_per_hour: Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None = None
    digest: Clock | None = None
    catch_up: CatchUp | None = None
    exercises: bool = False
    on_failure: Id | None = None

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"subscription `{self.id}`: no zone `{self.zone}`") from None
        if self.quiet_hours is not None and self.quiet_hours[0] == self.quiet_hours[1]:
            raise ValueError(f"subscription `{self.id}`: quiet hours end when they begin")
        if self.on_failure == self.id:
            raise ValueError(f"subscription `{self.id}` cannot tell itself that it fails")


class SubscriptionList(Record, frozen=True, kw_only=True):
    """What ``subscriptions.toml`` holds."""

    subscription: tuple[Subscription, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for one in self.subscription:
            if one.id in seen:
                raise ValueError(f"two subscriptions have the id `{one.id}`")
            seen.add(one.id)


class Silence(Record, frozen=True, kw_only=True, tag_field="record", tag="silence"):
    """
    Somebody wants to hear nothing of it for a while; what it stops is recorded, a CANCEL passes.

    Attributes:
        id: Its own.
        subscription_id: Whom it silences; ``None`` for all.
        watch_id, incident_id, region: What; all that are said must fit, at least one is said
            unless a subscription is.
        starts, ends: From, until.
        reason, author: Why and who.
    """

    id: Id
    subscription_id: Id | None = None
    watch_id: Id | None = None
    incident_id: str | None = None
    region: Region | None = None
    starts: AwareTime
    ends: AwareTime
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    author: str

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise ValueError(f"silence `{self.id}` ends before it starts")
        if not (self.subscription_id or self.watch_id or self.incident_id or self.region):
            raise ValueError(f"silence `{self.id}` silences everything: name what")


class Made(Record, frozen=True, kw_only=True, tag_field="record", tag="subscription"):
    """A subscription that was made over the API."""

    subscription: Subscription
    at: AwareTime


class Wish(Record, frozen=True, kw_only=True, tag_field="record", tag="wish"):
    """
    What somebody asks of the delivery role; it is done once.

    Attributes:
        id: Its own.
        do: Send what failed again, let a disabled one try again, send a test alert, or tell
            that another one fails (only delivery itself asks for that).
        subscription_id: Of which.
        alert_ids: Which deliveries are to be sent again, each with all of its message; none for
            all that failed.
        at: Asked then.
        notice: What is to be told.
    """

    id: Id
    do: Literal["redrive", "enable", "test", "notice"]
    subscription_id: Id
    alert_ids: tuple[str, ...] = ()
    at: AwareTime
    notice: Notice | None = None


Asked = Made | Silence | Wish
"""What the topic ``subscriptions`` holds; a tombstone takes it back."""
