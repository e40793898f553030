"""
Does an alert meet what a subscription filters by?

What the incident is (where, of which kind, how bad, how sure) is told apart from how it was
reported (kind of message, language, source). Fails closed: what is not known to fit does not
pass. Not here: whose watch it is and what a CANCEL may pass (``looking.py``).
"""

from __future__ import annotations

from functools import lru_cache

from agents.where.homes import is_specific
from agents.where.lands import Land
from agents.where.shapes import Shape, shape_of
from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.event import Place
from schemas.subscription import Subscription
from schemas.watch import Polygon

from .wishes import certainty_rank, severity_rank

MOVED = frozenset({"places", "places.main"})
"""Changes of where it was."""


def unmet(alert: Alert, subscription: Subscription, told: Delivery | None = None) -> str | None:
    """
    Return in words which filter stops *alert*, ``None`` when it meets all.

    Args:
        alert: Not a CANCEL.
        subscription: Whose filters.
        told: What the subscriber was last told of the incident: who was told of something
            severe, sure or near is told once that it is less so.
    """
    return state_unmet(alert, subscription, told) or report_unmet(alert, subscription)


def state_unmet(
    alert: Alert, subscription: Subscription, told: Delivery | None = None
) -> str | None:
    """Return which filter the incident itself does not meet."""
    wanted = subscription
    if wanted.events and alert.event not in wanted.events:
        return f"an event of the kind {alert.event or 'unknown'}; asked for: {_or(wanted.events)}"
    severity, certainty = inherited(alert, told)
    if severity < severity_rank(wanted.min_severity):
        return f"severity {alert.severity}; asked for: {wanted.min_severity} or worse"
    if certainty < certainty_rank(wanted.min_certainty):
        return f"certainty {alert.certainty}; asked for: {wanted.min_certainty} or surer"
    if alert.families < wanted.min_origins:
        return f"{alert.families} report it independently; asked for: {wanted.min_origins} or more"
    has_left = told is not None and any(change.path in MOVED for change in alert.change_set)
    return None if has_left else _elsewhere(alert.place, wanted)


def inherited(alert: Alert, told: Delivery | None) -> tuple[int, int]:
    """Return the ranks of severity and certainty, of what it corrects where those are higher."""
    severity, certainty = severity_rank(alert.severity), certainty_rank(alert.certainty)
    if told is None or alert.incident_revision <= told.incident_revision:
        return severity, certainty
    return (
        max(severity, severity_rank(told.severity)),
        max(certainty, certainty_rank(told.certainty)),
    )


def report_unmet(alert: Alert, subscription: Subscription) -> str | None:
    """Return which filter this message about it does not meet."""
    wanted, provider = subscription, alert.provider
    if wanted.kinds and alert.kind not in wanted.kinds:
        return f"a message of the kind {alert.kind}; asked for: {_or(wanted.kinds)}"
    if wanted.languages and alert.language not in wanted.languages:
        return f"reported in the language {alert.language}; asked for: {_or(wanted.languages)}"
    if wanted.sources and provider not in wanted.sources:
        return f"reported by {provider or 'nobody named'}; asked for: {_or(wanted.sources)}"
    if provider is not None and provider in wanted.not_sources:
        return f"reported by {provider}, which is asked to be left out"
    return None


def is_in_region(place: Place | None, region: str) -> bool | None:
    """Tell whether *place* lies in an ISO 3166 *region*; ``None`` when it is too coarse to tell."""
    if place is None:
        return False
    return Land(region[:2], region if len(region) > 2 else None).has(place)


def _elsewhere(place: Place | None, wanted: Subscription) -> str | None:
    name = "nowhere that is known" if place is None else place.canonical or place.name
    if wanted.regions:
        lies = [is_in_region(place, region) for region in wanted.regions]
        if not any(lies):
            coarse = ", which is too coarse to tell" if None in lies else ""
            return f"it is at {name}{coarse}; asked for: {_or(wanted.regions)}"
    # A path is replaced by what the file holds when the subscriptions are loaded.
    if isinstance(wanted.polygon, Polygon) and not _is_drawn(place, _shape(wanted.polygon)):
        return f"it is at {name}, not known to lie inside the polygon"
    return None


def _is_drawn(place: Place | None, shape: Shape) -> bool:
    # The point of an area is its middle, not where it happened.
    if place is None or place.lat is None or place.lon is None or not is_specific(place):
        return False
    return shape.outside_km((place.lat, place.lon)) == 0


@lru_cache(maxsize=1024)
def _shape(polygon: Polygon) -> Shape:
    return shape_of(polygon)


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(words)
