"""
What does an answer say?

The records that lists and single things come in; the description of the API is made from them.
Not here: how they are put together (``lists.py``).
"""

from __future__ import annotations

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.dispatch import AwareTime
from schemas.incident import Incident
from schemas.record import Record
from schemas.subscription import Silence, Subscription

from .freshness import Freshness
from .standing import State


class Listed(Record, frozen=True, kw_only=True):
    """
    What each list says.

    Attributes:
        generated: When it was made; copies in caches grow old.
        freshness: How far it can be trusted to be all there is.
        tail: Cursor at which what comes after all of this begins: ask for it with ``after``.
        older: Cursor of the next page into the past, for ``before``; ``None`` at the end.
        is_up_to_date: With ``after``: nothing more was there yet.
    """

    generated: AwareTime
    freshness: Freshness
    tail: str
    older: str | None
    is_up_to_date: bool


class StandingAlert(Record, frozen=True, kw_only=True):
    """
    An alert, and how it stands.

    Attributes:
        alert: As it was sent.
        state: Whether it still holds.
        by: Id of the alert that replaced it or took it back.
    """

    alert: Alert
    state: State
    by: str | None


class AlertList(Listed, frozen=True, kw_only=True):
    """Alerts, newest first; with ``after`` oldest first."""

    items: tuple[StandingAlert, ...]


class IncidentList(Listed, frozen=True, kw_only=True):
    """Incidents as they stand, what changed last first; with ``after`` oldest change first."""

    items: tuple[Incident, ...]


class DecisionList(Listed, frozen=True, kw_only=True):
    """Decisions, newest first; with ``after`` oldest first."""

    items: tuple[Decision, ...]


class OneAlert(StandingAlert, frozen=True, kw_only=True):
    """One alert."""

    generated: AwareTime
    freshness: Freshness


class OneIncident(Record, frozen=True, kw_only=True):
    """One incident as it stands."""

    generated: AwareTime
    freshness: Freshness
    incident: Incident


class AllSources(Record, frozen=True, kw_only=True):
    """How fresh every source is."""

    generated: AwareTime
    freshness: Freshness


class SubscriptionsOf(Record, frozen=True, kw_only=True):
    """All subscriptions of one owner that were made over the API."""

    items: tuple[Subscription, ...]


class SilencesOf(Record, frozen=True, kw_only=True):
    """All silences of one owner that were made over the API, those that have ended too."""

    items: tuple[Silence, ...]
