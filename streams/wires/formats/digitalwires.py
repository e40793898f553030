"""
Which dispatches does dpa's JSON hold?

dpa digital wires ("format": "digitalwires@…"), one item or a list of
``entries``. dpa publishes a converter to NewsML-G2, so one item may reach us
both ways: what comes out here is what comes out there (``newsmlg2.py``).
"""

from __future__ import annotations

from typing import Any

from schemas.dispatch import Dispatch

from .bodies import story_in
from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .fields import grade, objects, text, value_of, whole
from .items import read_each
from .markup import one_line, paragraphs
from .signals import signal_of
from .times import instant
from .usage import standing

# Of dpa's categories those that say what an item is about; the others say where, who, for whom.
_TOPICS = ("dnltype:desk", "dnltype:dpasubject")
# What G2 calls a medium, by dpa's word for it.
_MEDIA = {"image": "ninat:picture", "audio": "ninat:audio", "video": "ninat:video"}


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read an entry of the digital wires, or a list of them.

    Raises:
        NotADispatch: It is no JSON, or no object in it has a ``urn``.
    """
    document = value_of(data)
    listed = document.get("entries") if isinstance(document, dict) else None
    entries = objects(document if listed is None else listed)
    if listed is None and not any(text(entry.get("urn")) for entry in entries):
        raise NotADispatch("no entry with a urn")
    return read_each(
        entries,
        lambda entry: _dispatch(entry, origin),
        lambda entry: text(entry.get("urn")),
        numbered=True,
    )


def _dispatch(entry: dict[str, Any], origin: Origin) -> Dispatch:
    """Turn one entry into a dispatch."""
    urn = text(entry.get("urn"))
    if not urn:
        raise NotADispatch("no urn")
    embargo = entry.get("embargoed")
    usage = standing(
        text(entry.get("pubstatus")), None if embargo is None else text(embargo), zone=origin.zone
    )
    urgency = grade(entry.get("urgency"))
    headline = one_line(text(entry.get("headline")))
    notes = objects(entry.get("ednotes"))
    return finished(
        origin,
        key=urn,
        revision=whole(entry.get("version")) or 1,
        provider=_provider(entry),
        headline=headline,
        text=_text(entry),
        language=text(entry.get("language")),
        published_at=instant(text(entry.get("version_created")), origin.zone)
        or instant(text(entry.get("updated")), origin.zone),
        otherwise=origin.received_at or NO_TIME,
        urgency=urgency,
        signal=signal_of(
            pubstatus=usage.pubstatus,
            codes=[text(entry.get("signal"))],
            notes=[text(note.get("ednote")) for note in notes],
            roles=[text(note.get("role")) for note in notes],
            slug=headline,
            urgency=urgency,
        ),
        pubstatus=usage.pubstatus,
        embargo_until=usage.embargo_until,
        credits=_credits(entry),
        genre=_genre(entry),
        subjects=tuple(
            text(category.get("qcode"))
            for topic in _TOPICS
            for category in _categories(entry, topic)
        ),
    )


def _categories(entry: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [found for found in objects(entry.get("categories")) if found.get("type") == kind]


def _provider(entry: dict[str, Any]) -> str:
    """Return the code of the agency; dpa distributes others, too."""
    codes = [text(found.get("qcode")) for found in _categories(entry, "dnltype:provider")]
    return next((code.rpartition(":")[2].lower() for code in codes if code), "dpa")


def _text(entry: dict[str, Any]) -> str:
    """Return the article with its dateline, else the caption of a picture or sound."""
    story = story_in(text(entry.get("article_html")))
    dateline = one_line(text(entry.get("dateline")))
    if story:
        has_it = not dateline or story.startswith(dateline)
        return story if has_it else f"{dateline} {story}"
    descriptions = objects(entry.get("descriptions"))
    spoken = (text(entry.get("teaser")), *(text(one.get("description")) for one in descriptions))
    return next((paragraphs(words) for words in spoken if words), "")


def _credits(entry: dict[str, Any]) -> tuple[str, ...]:
    sources = tuple(
        text(found.get("name"))
        for found in _categories(entry, "dnltype:infosource")
        if "supplier" not in text(found.get("role"))
    )
    return (*sources, *text(entry.get("creditline")).split("/"))


def _genre(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return genres by code and by name, and the medium of an entry without an article."""
    genres = (
        text(found.get(name))
        for found in _categories(entry, "dnltype:genre")
        for name in ("qcode", "name")
    )
    if text(entry.get("article_html")):
        return tuple(genres)
    media = (_MEDIA.get(text(one.get("type")), "") for one in objects(entry.get("associations")))
    return (*genres, *list(media)[:1])
