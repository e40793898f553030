"""
How does one alert look as a message of the Common Alerting Protocol?

CAP 1.2 (OASIS). A message never changes: what happens later is another one that refers to all
that still hold. Ours and CAP's words are the same by design (``schemas/alert.py``), so this
is mostly about form; and what is no live alert never says ``Actual``. Not here: what is said in
each language (``cap_info.py``), and how ids, times and points are written (``cap_form.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from schemas.alert import Alert

from .atom import head
from .cap_form import cap_id, cap_time
from .cap_info import put_infos
from .markup import begin, one_line
from .page import Page, written

MEDIA_TYPE: Final = "application/cap+xml"
CAP: Final = "urn:oasis:names:tc:emergency:cap:1.2"


def write(alert: Alert, page: Page) -> bytes:
    """Write *alert*; of *page* only the addresses and the authority are in it."""
    message = begin("alert", CAP)
    status = status_of(alert)
    sender = cap_id(page.authority)
    message.put("identifier", cap_id(alert.alert_id))
    message.put("sender", sender)
    message.put("sent", cap_time(alert.sent))
    message.put("status", status)
    message.put("msgType", alert.msg_type)
    message.put("scope", "Public")
    if alert.msg_type == "Cancel":
        message.put_some("note", one_line("; ".join(alert.reasons)))
    # Each is named by three words with commas between them.
    triples = [f"{sender},{cap_id(one.alert_id)},{cap_time(one.sent)}" for one in alert.references]
    message.put_some("references", " ".join(triples))
    message.put("incidents", cap_id(alert.incident_id))
    put_infos(message, alert, page, status=status)
    return message.written()


def status_of(alert: Alert) -> str:
    """Return its status: what a replay made is an exercise, whatever it says of itself."""
    return "Exercise" if alert.replay and alert.status == "Actual" else alert.status


def index(alerts: Iterable[Alert], page: Page) -> bytes:
    """
    Write an Atom feed with an entry for each of *alerts*, linked to its message.

    Cancellations belong among them while they last: who only reads this learns it from nowhere
    else.
    """
    listed = sorted(alerts, key=_age, reverse=True)
    newest = max((alert.sent for alert in listed), default=None)
    feed = head("tocsin: CAP messages", page, updated=newest or page.generated, newest=newest)
    for alert in listed:
        status = status_of(alert)
        entry = feed.put("entry")
        entry.put("id", page.tag("alert", alert.alert_id))
        drill = "" if status == "Actual" else f"[{status.upper()}] "
        entry.put("title", one_line(drill + alert.headline))
        entry.put("updated", written(alert.sent))
        entry.put("published", written(alert.sent))
        link = page.link("cap", alert.alert_id)
        entry.put("link", rel="alternate", href=link, type=MEDIA_TYPE)
        for term in (alert.msg_type, status, alert.severity, alert.urgency, alert.certainty):
            entry.put("category", term=term)
        entry.put("summary", one_line(alert.headline))
    return feed.written()


def _age(alert: Alert) -> tuple[datetime, str]:
    return alert.sent, alert.alert_id
