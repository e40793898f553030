"""
Where? Which places does a text name, and what does it say about each?

A place is a name with a role: the dateline is where the reporter is, "toward"
is a direction, an adjective is where somebody comes from; none of them says
where something happened. What does is "in", which stays a cue here: only
``agents/events.py`` knows whether anything happened in that clause. A point is
the gazetteer's or follows from the text's own words, never a guess.

Not here: names (``gazetteer/names.py``), homonyms (``gazetteer/homonyms.py``),
the cue words (``gazetteer/cues.py``).
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Final, NamedTuple

from msgspec.structs import replace

from schemas.event import Place, PlaceRole

from .folding import Text
from .gazetteer.candidates import Candidate, candidates_in
from .gazetteer.cues import Cues, Offset, area_kind, cue_before, cues_of, offset_before
from .gazetteer.homonyms import Choice, Evidence, choose, evidence_of, is_credible
from .gazetteer.names import Gazetteer, gazetteer
from .gazetteer.surroundings import (
    COUNTRIES,
    continues,
    country_behind,
    is_across,
    is_borderline,
    is_person,
    opens_pair,
)
from .geo import destination

# UCDP's "near" (docs/glossary.md, *near*).
NEAR_KM: Final = 25.0
# Distances in news are round numbers: the point is good to a fifth of the way.
OFFSET_ERROR: Final = 0.2

ROLES: Final[dict[str, PlaceRole]] = {
    "toward": "toward",
    "from": "from",
    "near": "near",
    "between": "between",
    "border": "border",
}
PRECISION: Final = {"country": 6, "demonym": 6, "region": 4, "place": 1}


class Found(NamedTuple):
    """
    A place in a text.

    Attributes:
        place: What it is and which role the words give it.
        first, last: Its tokens, ``last`` exclusive.
        cue: in, toward, from, near, between, border or "" for none.
    """

    place: Place
    first: int
    last: int
    cue: str


class Sense(NamedTuple):
    """A name with what was found out about it."""

    candidate: Candidate
    choice: Choice
    cue: str
    area: str
    offset: Offset | None
    group: int | None


def places_in(text: Text, language: str, *, dateline: range | None = None) -> list[Found]:
    """
    Return the places that *text* names, in order.

    Args:
        text: Folded canonical text.
        language: Its language; cue words of English serve where we have none.
        dateline: The tokens of the dateline.
    """
    names = gazetteer()
    cues = cues_of(language)
    head = dateline or range(0)
    candidates = [
        candidate
        for candidate in candidates_in(text, language, names)
        if not is_person(text, candidate, names, cues)
    ]
    across = {
        candidate.first
        for candidate in candidates
        if candidate.kind in COUNTRIES
        and is_across(text, candidate, text.sentences[text.sentence_of(candidate.first)], cues)
    }
    reader = Reader(text, cues, names, evidence_of(candidates, head, across))
    found: list[Found] = []
    before: Sense | None = None
    for candidate, following in zip_longest(candidates, candidates[1:]):
        sense = reader.sense(candidate, before, following)
        if sense:
            found.append(_found(text, sense, names, head))
            before = sense
    return found


class Reader:
    """
    Makes sense of the names of one text.

    Attributes:
        chosen: Choices made: a text means the same place each time it says its name.
    """

    def __init__(self, text: Text, cues: Cues, names: Gazetteer, evidence: Evidence) -> None:
        self.text = text
        self.cues = cues
        self.names = names
        self.evidence = evidence
        self.chosen: dict[tuple[str, str, str | None], Choice | None] = {}

    def sense(
        self, candidate: Candidate, before: Sense | None, following: Candidate | None
    ) -> Sense | None:
        """Return what the name means and how it stands, ``None`` when it is no place this time."""
        text, cues = self.text, self.cues
        bounds = text.sentences[text.sentence_of(candidate.first)]
        start = max(bounds[0], before.candidate.last if before else 0)
        area = area_kind(text, candidate.first, candidate.last, bounds, cues)
        only = country_behind(text, candidate, following)
        choice = self._choose(candidate, area, only)
        if not choice:
            return None
        cue, group = self._cue(candidate, before, following, bounds, start)
        offset = offset_before(text, candidate.first, start) if candidate.first > start else None
        if offset and candidate.kind in COUNTRIES and offset.km is None:
            offset = None  # "the north of Mali" is in Mali
        if offset:
            cue = "near"
        if candidate.kind in COUNTRIES and is_borderline(text, candidate, bounds, cues):
            cue = "border"
        common = candidate.name in self.names.common or len(candidate.name) < 3
        said = cue or area or only or ""
        if not is_credible(choice, self.evidence, common=common, cue=said):
            return None
        return Sense(candidate, choice, cue, area, offset, group)

    def _choose(self, candidate: Candidate, area: str, only: str | None) -> Choice | None:
        asked = candidate.name, area, only
        if asked not in self.chosen:
            self.chosen[asked] = choose(candidate, self.evidence, area=area, only=only)
        return self.chosen[asked]

    def _cue(
        self,
        candidate: Candidate,
        before: Sense | None,
        following: Candidate | None,
        bounds: tuple[int, int],
        start: int,
    ) -> tuple[str, int | None]:
        """Return the cue, its own or that of the list it goes on, and the group of a pair."""
        cue, begin = cue_before(self.text, candidate.first, start, self.cues)
        if before and continues(self.text, before.candidate, candidate, self.cues):
            is_pair = before.cue == "between"
            return ("between", before.group) if is_pair else (cue or before.cue, None)
        if cue == "between":
            return opens_pair(self.text, candidate, following, begin, bounds, self.cues)
        return cue, None


def _found(text: Text, sense: Sense, names: Gazetteer, head: range) -> Found:
    candidate, choice = sense.candidate, sense.choice
    entry = choice.entry
    role: PlaceRole = ROLES.get(sense.cue, "mention")
    if entry.kind == "demonym" and role != "border":
        role = "origin_of_actor"
    if candidate.first in head:
        role = "dateline"
    precision = 3 if sense.area == "district" and entry.kind == "place" else PRECISION[entry.kind]
    region = (entry.country, entry.region or "")
    place = Place(
        name=text.words(candidate.first, candidate.last),
        role=role,
        place_id=entry.id,
        canonical=entry.name,
        country=entry.country,
        iso3166_2=names.iso.get(region),
        adm1=names.regions.get(region),
        lat=entry.lat,
        lon=entry.lon,
        precision=precision,
        method="supplement" if entry.is_supplement else "gazetteer" if entry.id else "none",
        score=choice.score,
        runner_up=choice.runner_up,
        group=sense.group,
        span=text.span(candidate.first, candidate.last),
    )
    return Found(_placed(place, sense.offset), candidate.first, candidate.last, sense.cue)


def _placed(place: Place, offset: Offset | None) -> Place:
    """Move a place to where its role puts the event."""
    if place.role == "between":
        return replace(place, precision=5, method="segment")
    if place.role == "border" and place.precision == 6:
        return replace(place, precision=5)
    if place.role != "near" or place.precision > 3:
        return place
    if not offset or offset.km is None:
        bearing = offset.bearing if offset else None
        return replace(place, precision=2, radius_km=NEAR_KM, bearing=bearing)
    if offset.bearing is None or place.lat is None or place.lon is None:
        return replace(place, precision=2, radius_km=offset.km)
    lat, lon = destination(place.lat, place.lon, offset.bearing, offset.km)
    radius = max(5.0, round(offset.km * OFFSET_ERROR, 1))
    return replace(
        place,
        lat=lat,
        lon=lon,
        bearing=offset.bearing,
        radius_km=radius,
        precision=2,
        method="offset",
    )
