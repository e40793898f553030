"""
What do the agents remember?

The values of the Faust tables, and of the dicts that stand for them in tests
and replays. Internal: no subscriber reads these.
"""

from __future__ import annotations

from datetime import date

from .alert import Reference
from .dispatch import AwareTime, Intake, PubStatus
from .incident import Change, Incident, Sighting
from .reading import Reading
from .record import Record
from .watch import TextLanguage, Watchlist


class Version(Record, frozen=True, kw_only=True, tag_field="record", tag="version"):
    """
    The newest version of a dispatch that was handled; table ``versions``, by dispatch key.

    Attributes:
        revision, fingerprint, pubstatus: Of that version; revision 0 while only dispatches
            came that correct or kill it.
        countries: Every country that any version of it reached.
        published_at: When the wire says that version moved.
        seen_at: Its receive time.
        intake: Of the first version: a later one of a baseline item is live news.
        item: Key of the first dispatch of the item, when this one corrects another.
        corrections: Of the first dispatch of an item: the keys of those that correct it or
            one another, sorted.
    """

    revision: int
    fingerprint: str
    pubstatus: PubStatus = "usable"
    countries: tuple[str, ...] = ()
    published_at: AwareTime | None = None
    seen_at: AwareTime
    intake: Intake = "live"
    item: str | None = None
    corrections: tuple[str, ...] = ()


class Notice(Record, frozen=True, kw_only=True):
    """
    What the readers of one watch entry know of one incident.

    Attributes:
        watch_id: The entry.
        sent: Every message so far, oldest first: later ones replace them.
        told_revision: The incident revision that the last message described.
        worst_told: The greatest number of killed that a message gave as the least.
        due: When a gathered update is to be sent, ``None`` when nothing waits.
        pending: The changes that wait; those without a ``due`` go with the next message.
        language: What they read, for a message after their entry was taken off the list.
    """

    watch_id: str
    sent: tuple[Reference, ...] = ()
    told_revision: int = 0
    worst_told: int = 0
    due: AwareTime | None = None
    pending: tuple[Change, ...] = ()
    language: TextLanguage = "en"


class Dossier(Record, frozen=True, kw_only=True, tag_field="record", tag="dossier"):
    """
    Everything kept on one incident; table ``incidents``, by incident id.

    Attributes:
        incident: The newest revision.
        sightings: What it is fused from, in order of arrival.
        notices: What each watch entry's readers were told.
    """

    incident: Incident
    sightings: tuple[Sighting, ...] = ()
    notices: tuple[Notice, ...] = ()


class Held(Record, frozen=True, kw_only=True, tag_field="record", tag="held"):
    """
    What following keeps in mind of a dispatch apart from incidents; table ``held``.

    Its key is the country and the dispatch key; of a text that was withdrawn, its words' number.

    Attributes:
        revision, received_at: Of the last version whose words were taken back: copies of it and
            of older ones that come again count no more. Revision 0 when none were.
        reading: What waits for the end of its embargo.
        publisher_family: Whose text was withdrawn: others who print it tell of nothing.
        until: When a reading that waits takes effect; of all else, when it is forgotten.
    """

    revision: int = 0
    received_at: AwareTime
    reading: Reading | None = None
    publisher_family: str | None = None
    until: AwareTime


class Tally(Record, frozen=True, kw_only=True):
    """
    What a country went through lately; bounded, and derived from its incidents alone.

    Attributes:
        killed: Days on which somebody was killed, at least so many; oldest first, three years.
        begun: Day, region (ISO 3166-2) and number of incidents that began; 97 days.
        told: Which entry was told of which high, and when: "mali trend", "mali rate ML-8".
    """

    killed: tuple[tuple[date, int], ...] = ()
    begun: tuple[tuple[date, str, int], ...] = ()
    told: tuple[tuple[str, date], ...] = ()


class Clock(Record, frozen=True, kw_only=True, tag_field="record", tag="clock"):
    """
    Where one ``readings`` partition stands; table ``clocks``, under "clock", "rules" and "ML".

    Attributes:
        now, since: The greatest time it has seen, and the first.
        watchlist: The rules in force.
        tally: Of the country whose code it stands under.
    """

    now: AwareTime | None = None
    since: AwareTime | None = None
    watchlist: Watchlist = Watchlist()
    tally: Tally | None = None


Memory = Version | Dossier | Held | Clock
