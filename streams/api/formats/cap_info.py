"""
What does a CAP message say, in one language?

One ``info`` for each language that the alert's line is written in, its own first; they differ in
words alone. The report's sentence is quoted as it was written, and reasons stay English. Not
here: the message round it (``cap.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from agents.telling.wording import LANGUAGES, wording
from agents.who.party_names import country_name
from schemas.alert import Alert
from schemas.event import Place

from .cap_form import cap_circle, cap_time
from .markup import Element, one_line
from .page import Page
from .spot import spot_of

LONGEST_DESCRIPTION: Final = 2000
"""Characters, six times in a message; Google asks for less than 100 kB in all."""
LONGEST_AREA: Final = 200
COUNTRY: Final = 6  # UCDP where_prec


def put_infos(message: Element, alert: Alert, page: Page, *, status: str) -> None:
    """Add what *alert* says, in every language that it is told in."""
    others = {code: line for code, line in alert.headlines.items() if code in LANGUAGES}
    for language, line in ({alert.text_language: alert.headline} | others).items():
        _put_info(message, alert, page, language, line, status)


def _put_info(
    message: Element, alert: Alert, page: Page, language: str, line: str, status: str
) -> None:
    info = message.put("info")
    info.put("language", language)
    info.put("category", "Security")
    info.put("event", event_of(alert, language))
    if alert.response_type is not None:
        info.put("responseType", alert.response_type)
    info.put("urgency", alert.urgency)
    info.put("severity", alert.severity)
    info.put("certainty", alert.certainty)
    info.put("effective", cap_time(alert.effective))
    if alert.onset is not None:
        info.put("onset", cap_time(alert.onset))
    info.put("expires", cap_time(alert.expires))
    info.put("senderName", "tocsin")
    # What is no live alert must not look like one where only the line is shown.
    drill = "" if status == "Actual" else f"[{status.upper()}] "
    info.put("headline", one_line(drill + line))
    info.put("description", described(alert, line))
    info.put("web", page.link("incidents", alert.incident_id))
    for name, value in parameters(alert):
        put = info.put("parameter")
        put.put("valueName", f"tocsin:{name}")
        put.put("value", one_line(value))
    if alert.place is not None:
        _put_area(info, alert.place, language)


def event_of(alert: Alert, language: str) -> str:
    """Say what kind of event it is; an alert of before that was noted tells no more than that."""
    words = wording(language)
    told = words.sub_events["Other"] if alert.event is None else words.families[alert.event]
    return told[:1].upper() + told[1:]


def described(alert: Alert, line: str) -> str:
    """Quote the report and say why this was sent; never empty, for Google shows nothing else."""
    told = [f"“{alert.sentence}”" if alert.sentence else line, *alert.reasons]
    return "\n".join(told)[:LONGEST_DESCRIPTION]


def parameters(alert: Alert) -> Iterator[tuple[str, str]]:
    """Yield what CAP has no element for."""
    yield "kind", alert.kind
    yield "revision", str(alert.incident_revision)
    yield "watch", alert.watch_id
    yield "reports", str(alert.reports)
    yield "families", str(alert.families)
    for name, count in (("min", alert.toll_summary.min), ("max", alert.toll_summary.max)):
        if count is not None:
            yield f"killed-{name}", str(count)
    if alert.provider:
        yield "provider", alert.provider
    if alert.place is not None:
        yield "precision", str(alert.place.precision)
    if alert.replay:
        yield "replay", "true"


def _put_area(info: Element, place: Place, language: str) -> None:
    """Draw a circle where a point is known; else name the region or country by its code."""
    area = info.put("area")
    area.put("areaDesc", one_line(area_name(place, language))[:LONGEST_AREA])
    spot = spot_of(place)
    if spot is not None:
        area.put("circle", cap_circle(spot))
    elif place.iso3166_2 or place.country:
        code = area.put("geocode")
        code.put("valueName", "ISO3166-2" if place.iso3166_2 else "ISO3166-1")
        code.put("value", place.iso3166_2 or place.country)


def area_name(place: Place, language: str) -> str:
    """Name a place and what it lies in, each once: "Tinzaouaten, Kidal, Mali"."""
    country = country_name(place.country, language) if place.country else None
    name = country if place.precision == COUNTRY and country else place.canonical or place.name
    return ", ".join(dict.fromkeys(one for one in (name, place.adm1, country) if one))
