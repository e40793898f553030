"""
Who gained or lost which ground, and does the other side deny it?

Only what happened moves ground: a threat, a plan or a denied capture moves none. Not
here: which words tell of ground (``agents/what/ground.py``), and what several dispatches
say together (``agents/linking/fusing.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from agents.text.sentences import Sentence
from agents.who.actors import ARMED, FoundActor
from schemas.event import Actor, Place, Realis, Territory

from .company import Candidate
from .ground import LEFT, holder

LONG: Final = timedelta(days=1)  # ACLED: ground held for less is a clash and no more


def territory_of(
    candidate: Candidate,
    parties: Sequence[FoundActor],
    actors: Sequence[Actor],
    realis: Realis,
    since: date | None,
    today: date,
) -> Territory | None:
    """
    Return what became of the ground that *candidate* tells of; ``None`` when nothing did.

    Who leaves or hands over a place loses it, and its place is the one left. Ground that
    one side says it took and the other denies is contested (case 17 of the hard cases).
    Taken from whom is told only where the words say whom it was done to.

    Args:
        candidate: The words, with their places.
        parties: The parties of the whole dispatch, with their ids.
        actors: Those of the event with their roles; one of them for words that name nobody.
        realis: Whether it happened.
        since: The day since which it is so, if the words say "since".
        today: The day that the dispatch was written.
    """
    if "territory" not in candidate.trigger.sub_event or realis != "actual":
        return None
    is_lost = LEFT in candidate.rules
    by = None if is_lost and _is_passive(candidate) else _party(candidate, parties, actors)
    left = _place(candidate.places, "from") if is_lost else None
    ground = left or _place(candidate.places, "main")
    return Territory(
        place_id=ground.place_id if ground else None,
        change="lost" if is_lost else "gained",
        by=_named(by),
        from_=None if is_lost else _named(_loser(by, actors)),
        held_over_1_day=_is_held(candidate, since, today),
        contested=_is_contested(candidate.sentence),
    )


def _named(actor: Actor | None) -> str | None:
    return (actor.actor_id or actor.name) if actor else None


def _loser(by: Actor | None, actors: Sequence[Actor]) -> Actor | None:
    """Return from whom it was taken: the only armed party of another side that it was done to."""
    lost = [
        one for one in actors
        if one.type in ARMED and one.role == "recipient" and by is not None
        and one.side != by.side and "unknown" not in (one.side, by.side)
    ]  # fmt: skip
    return lost[0] if len(lost) == 1 else None


def _is_held(candidate: Candidate, since: date | None, today: date) -> bool | None:
    """Tell whether it was held for more than a day: "since Monday"; "briefly" says no; else unsaid."""
    sentence = candidate.sentence
    if sentence.any(
        "act.briefly", lambda hit: sentence.same_clause(hit.first, candidate.hit.first)
    ):
        return False
    return True if since is not None and today - since > LONG else None


def _is_contested(sentence: Sentence) -> bool:
    """Tell whether somebody denies it, in the same sentence or right behind: "The army denied the claim"."""
    if sentence.of("speech.denied"):
        return True
    page, number = sentence.page, sentence.number + 1
    if number >= len(page.text.sentences):
        return False
    behind = page.sentence(number)
    # A denial with events of its own is of those.
    return bool(behind.of("speech.denied")) and not behind.of("trigger") and not behind.places()


def _is_passive(candidate: Candidate) -> bool:
    """Tell whether the place stands first and no party before the words: "Bara was handed over"."""
    first = candidate.hit.first
    is_said = any(one.last <= first for one in candidate.parties)
    return not is_said and any(one.last <= first for one in candidate.sentence.places())


def _place(places: Sequence[Place], role: str) -> Place | None:
    return next((place for place in places if place.role == role), None)


def _party(
    candidate: Candidate, parties: Sequence[FoundActor], actors: Sequence[Actor]
) -> Actor | None:
    """Return who took or left it, under the id that the whole dispatch gives."""
    found = holder(candidate.sentence, candidate.hit, candidate.parties)
    if found is None:
        return next((actor for actor in actors if actor.type in ARMED), None)
    known = (one.actor for one in parties if (one.first, one.last) == (found.first, found.last))
    return next(known, found.actor)
