"""
Which dispatches does an answer of the AFP API hold?

A search answers ``{"response": {"docs": […]}}``; a refusal is ``{"error": …}``,
also with HTTP 200. Every text field may be a scalar or a list. Not here: asking
the API (``streams/wires/afp.py``).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from schemas.dispatch import Dispatch

from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .fields import grade, objects, text, texts, value_of, whole
from .items import read_each
from .markup import one_line, plain
from .newsml12_text import is_sign_off
from .signals import signal_of, signal_of_advisory
from .times import instant
from .usage import Standing, standing

# An alert without a headline has its line and at most one more.
ALERT_PARAGRAPHS = 2

# "newsml.afp.com.20240728T091500Z.doc-36ab12"
_TIME_IN_UNO = re.compile(r"\.(\d{8}T\d{6}Z)\.")


class Refusal(NamedTuple):
    """What the API says instead of an answer: 401 is an expired token, 503 means slow down."""

    code: int
    message: str


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read an answer of the API, a document of one, or a list of documents.

    Raises:
        NotADispatch: It is no JSON, a refusal, or no answer.
    """
    value = value_of(data)
    return read_each(
        documents_of(value),
        lambda document: _dispatch(document, origin),
        lambda document: text(document.get("uno")),
        numbered=True,
    )


def refusal_of(value: Any) -> Refusal | None:
    """Return the error in a parsed answer, ``None`` when it is none."""
    if not isinstance(value, dict):
        return None
    status = (value.get("response") or {}) if isinstance(value.get("response"), dict) else {}
    for error in (value.get("error"), status.get("status")):
        if isinstance(error, dict) and (code := whole(error.get("code"))):
            return Refusal(code, text(error.get("message")) or text(error.get("reason")))
    return Refusal(0, text(value["error"])) if value.get("error") else None


def documents_of(value: Any) -> tuple[dict[str, Any], ...]:
    """
    Return the documents in a parsed answer; a search that finds nothing has none.

    Raises:
        NotADispatch: It is a refusal, or no answer of the API.
    """
    if refusal := refusal_of(value):
        raise NotADispatch(f"the API refuses: {refusal.code} {refusal.message}".rstrip())
    if isinstance(value, dict) and isinstance(value.get("response"), dict):
        return objects(value["response"].get("docs"))
    found = objects(value)
    if not any("uno" in document for document in found):
        raise NotADispatch("neither an answer of the AFP API nor a document of it")
    return found


def _dispatch(document: dict[str, Any], origin: Origin) -> Dispatch:
    """Turn one document into a dispatch."""
    uno = text(document.get("uno"))
    if not uno:
        raise NotADispatch("no uno")
    usage = _standing(document, origin)
    urgency = grade(document.get("urgency"))
    headline = one_line(text(document.get("headline")) or text(document.get("title")))
    paragraphs = _paragraphs(document)
    signal = signal_of(
        pubstatus=usage.pubstatus,
        codes=texts(document.get("signal")),
        slug=headline,
        urgency=urgency,
    )
    advisories = texts(document.get("advisory"))
    if advisories and signal in (None, "alert", "update"):
        signal = signal_of_advisory(advisories[0])
    if signal is None and not headline and 0 < len(paragraphs) <= ALERT_PARAGRAPHS:
        signal = "alert"
    related = texts(document.get("associatedWith"))
    corrected = next((other for other in related if other != uno), None)
    return finished(
        origin,
        key=uno,
        revision=whole(document.get("revision")) or 1,
        provider="afp",
        headline=headline,
        text="\n\n".join(paragraphs),
        language=text(document.get("lang")) or text(document.get("language")),
        published_at=_published(document, origin),
        otherwise=origin.received_at or NO_TIME,
        urgency=urgency,
        signal=signal,
        pubstatus=usage.pubstatus,
        embargo_until=usage.embargo_until,
        corrects=corrected if signal in ("correction", "kill") else None,
        genre=_genre(document),
        subjects=(*texts(document.get("iptc")), *texts(document.get("mediatopic"))),
        url=_page(document),
    )


def _paragraphs(document: dict[str, Any]) -> tuple[str, ...]:
    """Return the paragraphs of the text, without the initials of the desks below it."""
    blocks = (plain(block) for block in texts(document.get("news")))
    said = tuple(part for block in blocks for part in block.split("\n\n") if part)
    return said[:-1] if len(said) > 1 and is_sign_off(said[-1]) else said


def _published(document: dict[str, Any], origin: Origin) -> datetime | None:
    """Return when this version moved, else the time within the document's own name."""
    names = ("versionModified", "published", "created")
    said = _TIME_IN_UNO.search(text(document.get("uno")))
    written = (*(text(document.get(name)) for name in names), said[1] if said else "")
    return next((time for one in written if (time := instant(one, origin.zone))), None)


def _standing(document: dict[str, Any], origin: Origin) -> Standing:
    """Tell whether the item may be used; an empty ``embargoed`` is none, the status decides."""
    embargo = text(document.get("embargoed"))
    return standing(text(document.get("status")), embargo or None, zone=origin.zone)


def _genre(document: dict[str, Any]) -> tuple[str, ...]:
    """Return genres ("afpattribute:Agenda"), and what the item is when it is no text."""
    kind = text(document.get("class"))
    genres = (*texts(document.get("genreid")), *texts(document.get("genre")))
    return (*genres, kind) if kind and kind != "text" else genres


def _page(document: dict[str, Any]) -> str | None:
    href = text(document.get("href"))
    return href if href.startswith(("https://", "http://")) and len(href) <= 2048 else None
