"""
Which of several places says where, and which only describe it?

The finest place locates; those that contain it describe. Places that may never
locate an event (the dateline, a nationality, a speaker's home, a continent or a sea)
are left out here.
Not here: which words a place belongs to (``agents/where/event_places.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from agents.said.speech import Attribution, speaking_in
from agents.text.sentences import Sentence
from agents.what.company import Candidate
from schemas.event import LOCATING, Place

from .places import Found

COUNTRY: Final = 6  # precision of a place that is only a country
REGION: Final = 4
SPOKEN: Final = 7  # words from "said" to the place where it was: "said the UN rights office in"
NEVER: Final = frozenset({"dateline", "origin_of_actor"})


def free(
    sentence: Sentence, attributions: list[Attribution], told: Sequence[Candidate] = ()
) -> list[Found]:
    """
    Return the places of a sentence that may belong to an event: no speaker's home, no backer.

    Args:
        sentence: It.
        attributions: Who speaks.
        told: The events of this sentence.
    """
    spoken = speaking_in(sentence, attributions)
    triggers = [one.hit.first for one in told]
    return [
        place for place in sentence.places()
        if place.place.role not in NEVER
        and place.place.country is not None
        and not any(s.first <= place.first < s.last for s in spoken)
        and not _backs(sentence, place)
        and not _is_common(sentence, place)
        and not _is_abroad(sentence, place)
        and not _is_where_spoken(sentence, place, triggers)
    ]  # fmt: skip


def _is_where_spoken(sentence: Sentence, place: Found, triggers: list[int]) -> bool:
    """Tell whether it is said there, and did not happen there: "…, medics said in Cairo"."""
    said = sentence.of("speech.said")
    if not said or place.cue != "in":
        return False
    first, last = sentence.clause_span(place.first)
    verbs = [verb.first for verb in said if first <= verb.first < place.first]
    if not verbs or place.first - max(verbs) > SPOKEN:
        return False
    at = max(verbs)
    that = sentence.page.grammar.that
    is_told = any(first <= trigger < last for trigger in triggers)
    return not is_told and that.isdisjoint(sentence.page.text.tokens[at : place.first])


def _is_common(sentence: Sentence, place: Found) -> bool:
    """Tell whether the name is a mere word for a place: "THE VILLAGE", "CAPITAL" in capitals."""
    marks = sentence.page.marks
    words = (
        *marks.within("place.ground", place.first, place.last),
        *marks.within("anaphora.here", place.first, place.last),
    )
    return any((hit.first, hit.last) == (place.first, place.last) for hit in words)


def _is_abroad(sentence: Sentence, place: Found) -> bool:
    """Tell whether a country names its embassy: "near the U.S. embassy" is in no United States."""
    if place.place.precision < COUNTRY:
        return False
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    if place.last < sentence.last and tokens[place.last] in grammar.mission:
        return True
    before = place.first - 1
    while before > sentence.first and tokens[before] in grammar.of | grammar.article:
        before -= 1
    return before >= sentence.first and tokens[before] in grammar.mission


def _backs(sentence: Sentence, place: Found) -> bool:
    """Tell whether a place stands for its government: "factions backed by Ankara"."""
    if place.place.role != "mention":
        return False  # "junto a Goma" is beside it
    allies = sentence.of("party.ally")
    if not allies:
        return False
    first, articles = place.first, sentence.page.grammar.article
    while first > sentence.first and sentence.page.text.tokens[first - 1] in articles:
        first -= 1
    return any(hit.last == first for hit in allies)


def finest(places: list[Place]) -> list[Place]:
    """Leave the role ``main`` to the finest places; those that contain one only describe it."""
    mains = [place for place in places if place.role in LOCATING]
    return [
        replace(place, role="mention")
        if place.role == "main" and any(_contains(place, other) for other in mains)
        else place
        for place in places
    ]


def locating(places: list[Place]) -> list[Place]:
    """Return the places whose role says where the event was."""
    return [place for place in places if place.role in LOCATING]


def _contains(outer: Place, inner: Place) -> bool:
    if inner.role == "border" or outer.country != inner.country:
        return False
    if outer.precision == inner.precision == 1 and _is_seat(outer):
        return outer.span > inner.span and outer.adm1 == inner.adm1
    if is_unlisted(outer):
        return False
    if is_unlisted(inner) and (outer.lat, outer.lon) == (inner.lat, inner.lon):
        # It stands at what contains it; but a town and its quarter both tell.
        return outer.precision > 1
    if outer.precision <= inner.precision and not is_unlisted(inner):
        return False
    if outer.precision >= COUNTRY:
        return True
    return outer.precision == REGION and outer.iso3166_2 in (None, inner.iso3166_2)


def is_unlisted(place: Place) -> bool:
    """Tell whether no gazetteer knows *place*: as fine as any, and nobody knows where."""
    return place.canonical is None


def _is_seat(place: Place) -> bool:
    """Tell whether a town bears its region's name: "a crossroads in Kidal" is the region."""
    return place.adm1 is not None and place.adm1 == (place.canonical or place.name)
