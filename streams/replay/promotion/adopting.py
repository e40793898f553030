"""
What does a partition remember once it takes over what a replay found?

What is known is the replay's; what readers were told is life's, for nothing of the
replay's was sent to anybody. So what is different now waits with what they were told,
and goes with the next message that a real report sets off; by itself, time sets off
none. Not here: which entries there are (``streams/replay/promotion/promoting.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from agents.linking.changes import changes_between, is_notable
from agents.linking.lifecycle import OVER, next_due, pass_time
from agents.telling.notices import gathered
from agents.telling.watchlist import Rules
from schemas.incident import Change, Incident
from schemas.state import Clock, Dossier, Notice, Tally
from streams.replay.diff.comparing import WITHDRAWN, content_of

COUNTRY: Final = 2
"""Letters of the country with which keys of ``held`` begin."""


def renumbered(line: Iterable[Incident], last: int) -> list[Incident]:
    """
    Let the revisions of *line* count on after *last*, the newest that life made.

    Ids of alerts are hashes of a revision's number. With a number that was there already, a
    new alert would look like one that was sent, and go to nobody.
    """
    return [
        replace(one, revision=last + at, supersedes=None if at == 1 else last + at - 1)
        for at, one in enumerate(line, start=1)
    ]


def withdrawn(incident: Incident, replay_id: str, *, at: datetime) -> Incident:
    """Return the last revision of an *incident* that a replay did not find."""
    change = Change(
        path=WITHDRAWN, old=incident.status, new=replay_id,
        reason=f"replay {replay_id}, by which it was judged again, does not find it",
    )  # fmt: skip
    return replace(
        incident,
        status="retracted",
        revision=incident.revision + 1,
        supersedes=incident.revision,
        change_set=(change,),
        revised_at=at,
    )


def adopted(found: Dossier, known: Dossier | None, rules: Rules, *, now: datetime) -> Dossier:
    """
    Return what is kept on an incident from now on.

    Args:
        found: As the replay keeps it, with the number that its revision has from now on.
        known: As life keeps it, if it does.
        rules: Those in force in life.
        now: The partition's clock.
    """
    if known is None:
        # Nobody was told of it: a fresh report of it is the first news, and an old one is old.
        return replace(found, notices=())
    if content_of(known.incident) == content_of(found.incident):
        return replace(found, notices=known.notices)
    return _settled(replace(found, notices=_waiting(known, found.incident)), rules, now)


def _waiting(known: Dossier, incident: Incident) -> tuple[Notice, ...]:
    """Have what is different now wait for the next message, and nothing for a time."""
    changes = changes_between(known.incident, incident, reading_id=None)
    news = tuple(change for change in changes if is_notable(change))
    return tuple(replace(gathered(one, news), due=None) for one in known.notices)


def _settled(dossier: Dossier, rules: Rules, now: datetime) -> Dossier:
    """End in silence what would end at once: its readers would be told by nothing but a start."""
    if dossier.incident.status in OVER or next_due(dossier, rules) > now:
        return dossier
    over = pass_time(replace(dossier, notices=()), rules, now).dossier
    return dossier if over is None else replace(over, notices=dossier.notices)


def adopted_clock(found: Clock | None, known: Clock | None) -> Clock | None:
    """Return what a country went through from now on; which highs were told is life's."""
    told = known.tally.told if known is not None and known.tally is not None else ()
    tally = found.tally if found is not None and found.tally is not None else Tally()
    both = replace(tally, told=told)
    return Clock(tally=both) if both != Tally() else None


def country_of_held(key: str) -> str:
    """Return the country whose dispatch or text is held under *key* (``agents/linking/held.py``)."""
    return key[:COUNTRY]
