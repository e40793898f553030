"""
Which dispatch is a NITF document?

NITF 3.x, with its namespace or without. A kill may come as a new document that
names the killed one. Not here: NITF within NewsML, whose envelope says more
(``newsml12.py``, ``newsmlg2.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from lxml import etree

from schemas.dispatch import Dispatch, PubStatus, Signal

from .bodies import story_of
from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .elements import XML_LANG, attribute, attributes, said, without_namespaces
from .fields import grade, whole
from .items import read_each
from .markup import one_line
from .origins import agency_of
from .signals import signal_of
from .times import instant
from .tree import root_of
from .usage import Standing, standing

# How NITF writes "the day, at a time that nobody knows".
NO_HOUR = "T000000"


class _Bearing(NamedTuple):
    """What the document is to another one, if it is about one."""

    signal: Signal | None
    corrects: str | None


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a NITF document.

    Raises:
        NotADispatch: It is no well-formed XML, or no NITF.
    """
    root = without_namespaces(root_of(data))
    if root.tag != "nitf":
        raise NotADispatch(f"begins with <{root.tag}>, not <nitf>")
    return read_each(
        [root],
        lambda nitf: _dispatch(nitf, origin),
        lambda nitf: attribute(nitf, "head/docdata/doc-id", "id-string"),
        numbered=_revision(root) is not None,
    )


def _dispatch(nitf: etree._Element, origin: Origin) -> Dispatch:
    """Turn the document into a dispatch."""
    headline = one_line(said(nitf, "body/body.head/hedline/hl1") or said(nitf, "head/title"))
    usage = _standing(nitf, origin)
    bearing = _bearing(nitf, origin, usage.pubstatus, headline)
    return finished(
        origin,
        key=_key(nitf, origin),
        revision=_revision(nitf) or 1,
        provider=_provider(nitf),
        headline=headline,
        language=nitf.get(XML_LANG) or nitf.get("baselang") or attribute(nitf, "body", XML_LANG),
        published_at=_published(nitf, origin),
        otherwise=origin.received_at or NO_TIME,
        urgency=_urgency(nitf),
        signal=bearing.signal,
        pubstatus=usage.pubstatus,
        embargo_until=usage.embargo_until,
        corrects=bearing.corrects,
        credits=(
            said(nitf, "body/body.head/distributor"),
            attribute(nitf, "head/docdata/doc.copyright", "holder"),
        ),
        genre=(
            *attributes(nitf, "head/tobject", "tobject.type"),
            *attributes(nitf, "head/tobject/tobject.property", "tobject.property.type"),
        ),
        subjects=attributes(nitf, "head/tobject/tobject.subject", "tobject.subject.refnum"),
        text=_text(nitf),  # last, because it takes the tree apart
    )


def _text(nitf: etree._Element) -> str:
    body = nitf.find("body")
    return "" if body is None else story_of(body)


def _key(nitf: etree._Element, origin: Origin) -> str:
    """
    Name the document by its id; ids are unique only within their agency.

    Raises:
        NotADispatch: It has no id.
    """
    own = attribute(nitf, "head/docdata/doc-id", "id-string")
    own = own or attribute(nitf, "head/docdata/du-key", "key")
    if not own:
        raise NotADispatch("no head/docdata/doc-id")
    return _scoped(nitf, origin, own)


def _scoped(nitf: etree._Element, origin: Origin, own: str) -> str:
    source = attribute(nitf, "head/docdata/doc-id", "regsrc")
    return f"{source or origin.provider or origin.feed or 'nitf'}:{own}"


def _revision(nitf: etree._Element) -> int | None:
    """Return the version of the unit that the document belongs to."""
    written = attribute(nitf, "head/docdata/du-key", "version")
    written = written or attribute(nitf, "head/docdata/du-key", "generation")
    return whole(written)


def _urgency(nitf: etree._Element) -> int | None:
    return grade(attribute(nitf, "head/docdata/urgency", "ed-urg"))


def _bearing(nitf: etree._Element, origin: Origin, pubstatus: PubStatus, headline: str) -> _Bearing:
    """Tell what the desk calls the document, and which other one it corrects or kills."""
    docdata = "head/docdata"
    named = attribute(nitf, docdata, "management-doc-idref")
    fate = standing(attribute(nitf, docdata, "management-idref-status")).pubstatus
    corrected = attribute(nitf, f"{docdata}/correction", "id-string")
    if named and fate == "canceled":
        return _Bearing("kill", _scoped(nitf, origin, named))
    signal = signal_of(
        pubstatus=pubstatus,
        codes=["correction"] if nitf.find(f"{docdata}/correction") is not None else [],
        notes=attributes(nitf, f"{docdata}/ed-msg", "info"),
        slug=headline,
        urgency=_urgency(nitf),
    )
    about = corrected or named
    own = attribute(nitf, f"{docdata}/doc-id", "id-string")
    is_other = signal in ("correction", "kill") and about not in ("", own)
    return _Bearing(signal, _scoped(nitf, origin, about) if is_other else None)


def _published(nitf: etree._Element, origin: Origin) -> datetime | None:
    """Return when the document was issued; a day whose hour is unknown is the last resort."""
    places = (
        attribute(nitf, "head/docdata/date.issue", "norm"),
        attribute(nitf, "head/pubdata", "date.publication"),
        attribute(nitf, "body/body.head/dateline/story.date", "norm"),
    )
    exact_first = sorted(places, key=lambda written: NO_HOUR in written)
    return next((time for written in exact_first if (time := instant(written, origin.zone))), None)


def _standing(nitf: etree._Element, origin: Origin) -> Standing:
    """Tell whether the document may be used: a release after its issue is an embargo."""
    status = attribute(nitf, "head/docdata", "management-status")
    release = attribute(nitf, "head/docdata/date.release", "norm")
    issued, released = _published(nitf, origin), instant(release, origin.zone)
    is_later = bool(released and (issued is None or released > issued))
    return standing(status, release if is_later else None, zone=origin.zone)


def _provider(nitf: etree._Element) -> str:
    """Name the agency that registered the document, else the one that distributes it."""
    names = (
        attribute(nitf, "head/docdata/doc-id", "regsrc"),
        said(nitf, "body/body.head/distributor"),
        attribute(nitf, "head/docdata/doc.copyright", "holder"),
    )
    named = next((name for name in names if name), "unknown")
    return agency_of([named]) or named.lower()
