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

from typing import Final, NamedTuple

from msgspec.structs import replace

from schemas.event import Place, PlaceRole

from .folding import Text
from .gazetteer.candidates import CALENDAR, Candidate, candidates_in
from .gazetteer.cues import Cues, Offset, area_kind, cue_before, cues_of, offset_before
from .gazetteer.geometry import destination
from .gazetteer.homonyms import Choice, Evidence, choose, evidence_of, is_credible
from .gazetteer.names import Gazetteer, gazetteer

# UCDP's "near": about 25 km (events.md §2.2).
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
COUNTRIES: Final = frozenset({"country", "demonym"})
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
        if not _is_person(text, candidate, names, cues)
    ]
    evidence = evidence_of(candidates, head)
    found: list[Found] = []
    before: Sense | None = None
    for index, candidate in enumerate(candidates):
        following = candidates[index + 1] if index + 1 < len(candidates) else None
        sense = _sense(text, candidate, before, following, evidence, cues, names)
        if sense:
            found.append(_found(text, sense, names, head))
            before = sense
    return found


def _sense(
    text: Text,
    candidate: Candidate,
    before: Sense | None,
    following: Candidate | None,
    evidence: Evidence,
    cues: Cues,
    names: Gazetteer,
) -> Sense | None:
    bounds = text.sentences[text.sentence_of(candidate.first)]
    start = max(bounds[0], before.candidate.last if before else 0)
    area = area_kind(text, candidate.first, candidate.last, bounds, cues)
    cue, begin = cue_before(text, candidate.first, start, cues)
    offset = offset_before(text, candidate.first, start) if candidate.first > start else None
    group = None
    if before and _continues(text, before, candidate, cues):
        cue = cue or before.cue
        if before.cue == "between":
            cue, group = "between", before.group
    elif cue == "between":
        cue, group = _opens_pair(text, candidate, following, begin, bounds, cues)
    if offset and candidate.kind in COUNTRIES and offset.km is None:
        offset = None  # "the north of Mali" is in Mali
    if offset:
        cue = "near"
    if candidate.kind in COUNTRIES and _is_borderline(text, candidate, bounds, cues):
        cue = "border"
    only = _country_behind(text, candidate, following)
    choice = choose(candidate, evidence, area=area, only=only)
    if not choice:
        return None
    common = candidate.name in names.common or len(candidate.name) < 3
    if not is_credible(choice, evidence, common=common, cue=cue or area or only or ""):
        return None
    return Sense(candidate, choice, cue, area, offset, group)


def _continues(text: Text, before: Sense, candidate: Candidate, cues: Cues) -> bool:
    """Tell whether the name goes on a list or ends a pair: "Gao, Kidal and Ménaka"."""
    last, first = before.candidate.last, candidate.first
    if first - last > 4 or text.sentence_of(last - 1) != text.sentence_of(first):
        return False
    words = text.tokens[last:first]
    if words and words[0] in cues.joint:
        return all(word in cues.skip or word in cues.joint for word in words)
    is_comma = "," in text.raw[text.ends[last - 1] : text.starts[first]]
    is_alike = (before.choice.entry.kind in COUNTRIES) == (candidate.kind in COUNTRIES)
    return not words and is_comma and is_alike


def _opens_pair(
    text: Text,
    candidate: Candidate,
    following: Candidate | None,
    begin: int,
    bounds: tuple[int, int],
    cues: Cues,
) -> tuple[str, int | None]:
    """Read "between X and Y": two places make a segment, "border between" a border, else nothing."""
    words = text.tokens[candidate.last : following.first] if following else []
    is_pair = bool(words) and len(words) <= 4 and any(word in cues.joint for word in words)
    if not is_pair or "demonym" in {candidate.kind, following.kind if following else ""}:
        return "", None
    if begin > bounds[0] and text.tokens[begin - 1] in cues.line:
        return "border", None
    return "between", candidate.first


def _is_borderline(text: Text, candidate: Candidate, bounds: tuple[int, int], cues: Cues) -> bool:
    """Tell "the Algerian border", "la frontière algérienne" and "the Mali-Niger border"."""
    tokens = text.tokens
    behind = tokens[candidate.last : min(candidate.last + 2, bounds[1])]
    is_before = candidate.first > bounds[0] and tokens[candidate.first - 1] in cues.line
    if candidate.kind == "demonym" and is_before:
        return True
    if behind and behind[0] in cues.line:
        return len(behind) < 2 or behind[1] not in {"town", "village", "guards", "guard", "police"}
    joined = text.raw[text.ends[candidate.last - 1] : text.ends[candidate.last - 1] + 1] in {
        "-",
        "–",
    }
    return joined and len(behind) == 2 and behind[1] in cues.line


def _country_behind(text: Text, candidate: Candidate, following: Candidate | None) -> str | None:
    """Return the country in "Gao, Mali" or "Gao in northern Mali"."""
    if not following or following.kind not in {"country", "region"}:
        return None
    words = text.tokens[candidate.last : following.first]
    gap = text.raw[text.ends[candidate.last - 1] : text.starts[following.first]]
    is_close = gap.strip() in {",", "("} or (
        words and words[0] in {"in", "en", "au"} and len(words) < 4
    )
    return following.entries[0].country if is_close else None


def _is_person(text: Text, candidate: Candidate, names: Gazetteer, cues: Cues) -> bool:
    """Tell whether a name is part of a person's: a capital word beside it and no cue before it."""
    if candidate.kind == "demonym" or candidate.last - candidate.first > 1:
        return False
    if candidate.kind == "country" and candidate.name not in names.common:
        return False
    number = text.sentence_of(candidate.first)
    first, last = text.sentences[number]
    at, raw = candidate.first, text.raw
    is_part = (
        at + 1 < last
        and raw[text.ends[at] : text.starts[at + 1]] == " "
        and _is_bare_capital(text, at + 1, names, cues)
    ) or (
        at - 1 > first
        and raw[text.ends[at - 1] : text.starts[at]] == " "
        and _is_bare_capital(text, at - 1, names, cues)
    )
    if not is_part or (number == 0 and _is_titled(text, first, last)):
        return False
    return not cue_before(text, at, first, cues)[0]


def _is_bare_capital(text: Text, at: int, names: Gazetteer, cues: Cues) -> bool:
    token = text.tokens[at]
    is_word = token in CALENDAR or token in cues.region or token in cues.district
    return text.raw[text.starts[at]].isupper() and not is_word and token not in names.adjectives


def _is_titled(text: Text, first: int, last: int) -> bool:
    """Tell a headline in capitals, where they tell nothing."""
    capitals = sum(text.raw[start].isupper() for start in text.starts[first:last])
    return capitals * 3 > (last - first) * 2


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
