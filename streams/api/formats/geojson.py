"""
Which incidents are open, and where?

A FeatureCollection (RFC 7946), with the members that users of earthquake feeds know: ``id``,
``ids``, ``updated``, ``status``. Longitude comes first; ``radius_km`` says how far from its
point an event may have been; what has no place on the map has no geometry, and is told all the
same. Not here: which incidents are asked for (``streams/api``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from agents.where.homes import main_place
from schemas.codec import encode
from schemas.event import Place

from .entry import Entry, last_event, newest_first
from .lines import line_between
from .page import Page, written
from .spot import spot_of

MEDIA_TYPE: Final = "application/geo+json"


def write(entries: Iterable[Entry], page: Page) -> bytes:
    """Write *entries*, the newest first."""
    listed = newest_first(entries)
    collection = {
        "type": "FeatureCollection",
        "features": [_feature(entry, page) for entry in listed],
        "metadata": page.told(last_event(listed)) | {"url": page.here, "count": len(listed)},
    }
    return encode(collection)


def _feature(entry: Entry, page: Page) -> dict[str, Any]:
    incident = entry.incident
    place = main_place(incident.places)
    spot = spot_of(place)
    point = None if spot is None else {"type": "Point", "coordinates": [spot.lon, spot.lat]}
    return {
        "type": "Feature",
        "id": incident.incident_id,
        "geometry": point or line_between(incident.places),
        "properties": {
            "ids": entry.ids,
            "title": entry.title(page.language),
            "status": entry.status,
            "state": incident.status,
            "revision": incident.revision,
            "first_seen": written(incident.first_seen),
            "updated": written(entry.updated),
            "expires": written(entry.expires),
            "family": incident.family,
            "severity": entry.severity,
            "certainty": entry.certainty,
            "killed_min": incident.toll_summary.min,
            "killed_max": incident.toll_summary.max,
            "reports": incident.independence.reports,
            "families": incident.independence.families,
            "sources": entry.sources,
            "country": incident.country,
            "place": None if place is None else _place(place),
            "radius_km": None if spot is None else spot.radius_km,
            "links": _links(entry, page),
        },
    }


def _place(place: Place) -> dict[str, Any]:
    """Tell what the place is called, how exactly it is known, and which one lost to it."""
    return {
        "name": place.canonical or place.name,
        "adm1": place.adm1,
        "iso3166_2": place.iso3166_2,
        "country": place.country,
        "precision": place.precision,
        "place_id": place.place_id,
        "runner_up": place.runner_up,
    }


def _links(entry: Entry, page: Page) -> dict[str, str]:
    links = {"detail": page.link("incidents", entry.incident.incident_id)}
    if entry.alerts:
        newest = entry.alerts[-1].alert_id
        links |= {"alert": page.link("alerts", newest), "cap": page.link("cap", newest)}
    if entry.incident.merged_into:
        links["merged_into"] = page.link("incidents", entry.incident.merged_into)
    return links
