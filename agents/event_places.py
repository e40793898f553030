"""
Where did it happen?

Gives each candidate event its places and their roles. A place belongs to the
words before it; the finest one locates the event and those that contain it only
describe. A candidate without a place of its own takes that of the event told
before it. The reporter's dateline, a speaker's home, a nationality and a
direction never locate.

Not here: finding and resolving names (``agents/places.py``).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from schemas.event import LOCATING, Place
from schemas.reading import Dateline

from .places import Found
from .sentences import Page, Sentence
from .speech import Attribution
from .triggers import Candidate

COUNTRY: Final = 6  # precision of a place that is only a country
REGION: Final = 4
BESIDE: Final = 3  # tokens between a trigger and a bare name: "Goma clashes", "fighting rages Goma"
ON: Final = frozenset(
    {"of", "on", "for", "against", "the", "de", "du", "sur", "contre", "la", "le"}
)
TOWN_OF: Final = frozenset(
    {
        (noun, "of")
        for noun in (
            "town",
            "city",
            "village",
            "district",
            "area",
            "capital",
            "market",
            "outskirts",
            "suburb",
            "port",
            "streets",
            "centre",
            "center",
            "province",
            "region",
            "state",
            "villages",
            "parts",
            "coast",
        )
    }
    | {
        (noun, "de")
        for noun in (
            "ville",
            "localite",
            "village",
            "zone",
            "cite",
            "marche",
            "camp",
            "base",
            "hopital",
            "region",
            "aeroport",
            "province",
            "quartier",
            "port",
        )
    }
)
LOCALS: Final = frozenset({
    "residents", "resident", "villagers", "witnesses", "witness", "hospital", "habitants",
    "habitant", "temoins", "temoin", "villageois", "riverains", "hopital",
})  # fmt: skip
NEVER: Final = frozenset({"dateline", "origin_of_actor"})


def locate(
    page: Page,
    candidates: list[Candidate],
    attributions: list[Attribution],
    dateline: Dateline | None,
) -> None:
    """Fill ``places`` of each of *candidates*."""
    for number in sorted({one.sentence.number for one in candidates}):
        told = [one for one in candidates if one.sentence.number == number]
        _share(told, _free(told[0].sentence, attributions))
    _inherit(page, candidates, attributions)
    for one in candidates:
        if not _locating(one.places):
            _by_locals(one, attributions)
        if not _locating(one.places):
            _by_dateline(page, one, dateline)


def _free(sentence: Sentence, attributions: list[Attribution]) -> list[Found]:
    """Return the places of a sentence that may belong to an event: no speaker's home."""
    spoken = [one for one in attributions if one.sentence == sentence.number]
    return [
        place for place in sentence.places()
        if place.place.role not in NEVER
        and not any(s.first <= place.first < s.last for s in spoken)
    ]  # fmt: skip


def _share(told: list[Candidate], places: list[Found]) -> None:
    """Give each place of one sentence to the trigger before it, or to the first one."""
    for one in told:
        mine = [place for place in places if _owner(told, place) is one]
        roles = [_with_role(one, place) for place in mine]
        one.places = _finest(_without_preamble(one, mine, roles))


def _without_preamble(one: Candidate, found: list[Found], roles: list[Place]) -> list[Place]:
    """
    Leave out what a clause before the trigger's names, when the trigger has a place of its own.

    "Lawmakers were to meet in A when fighting broke out in B" is about B.
    """
    before = [
        f.first < one.hit.first and not one.sentence.same_clause(f.first, one.hit.first)
        for f in found
    ]
    has_own = any(
        place.role == "main" and not early for place, early in zip(roles, before, strict=True)
    )
    return [
        replace(place, role="mention") if has_own and early and place.role == "main" else place
        for place, early in zip(roles, before, strict=True)
    ]


def _owner(told: list[Candidate], place: Found) -> Candidate:
    before = [one for one in told if one.hit.first <= place.first]
    return before[-1] if before else told[0]


def _with_role(candidate: Candidate, found: Found) -> Place:
    """Make a place "in" which, or right beside which, the event is told, its main place."""
    place = found.place
    if place.role != "mention":
        return place
    if found.cue == "in" or _is_beside(candidate, found) or _is_called_a_town(candidate, found):
        return replace(place, role="main")
    return place


def _is_beside(candidate: Candidate, found: Found) -> bool:
    """Tell whether a bare name is the trigger's object or stands at its side."""
    tokens = candidate.sentence.page.text.tokens
    hit = candidate.hit
    after = range(hit.last, found.first)
    if found.first >= hit.last and all(tokens[t] in ON for t in after):
        return True
    if found.place.precision >= COUNTRY:
        return found.last < len(tokens) and _opens(candidate, found)
    is_owner = found.last < len(tokens) and tokens[found.last] == "s"
    gap = found.first - hit.last if found.first >= hit.last else hit.first - found.last
    return not is_owner and 0 <= gap <= BESIDE


def _is_called_a_town(candidate: Candidate, found: Found) -> bool:
    """Read "in the Malian town of X", where an adjective parts the "in" from the name."""
    tokens = candidate.sentence.page.text.tokens
    return found.first >= 2 and (tokens[found.first - 2], tokens[found.first - 1]) in TOWN_OF


def _opens(candidate: Candidate, found: Found) -> bool:
    """Tell whether a country opens a headline: "Mali: …"."""
    text = candidate.sentence.page.text
    return found.first == candidate.sentence.first and text.raw[text.ends[found.last - 1] :][
        :2
    ].strip().startswith(":")


def _finest(places: list[Place]) -> list[Place]:
    """Leave the role ``main`` to the finest places; those that contain one only describe it."""
    mains = [place for place in places if place.role in LOCATING]
    return [
        replace(place, role="mention")
        if place.role == "main" and any(_contains(place, other) for other in mains)
        else place
        for place in places
    ]


def _contains(outer: Place, inner: Place) -> bool:
    if inner.role == "border" or outer.country != inner.country:
        return False
    if outer.precision == inner.precision == 1 and _is_seat(outer):
        return outer.span > inner.span and outer.adm1 == inner.adm1
    if outer.precision <= inner.precision:
        return False
    if outer.precision >= COUNTRY:
        return True
    return outer.precision == REGION and outer.iso3166_2 in (None, inner.iso3166_2)


def _is_seat(place: Place) -> bool:
    """Tell whether a town bears its region's name: "a crossroads in Kidal" is the region."""
    return place.adm1 is not None and place.adm1 == (place.canonical or place.name)


def _locating(places: list[Place]) -> list[Place]:
    return [place for place in places if place.role in LOCATING]


def _inherit(page: Page, candidates: list[Candidate], attributions: list[Attribution]) -> None:
    """Give a candidate without a place, or with only a country, that of its neighbours."""
    own = [(one, _locating(one.places)) for one in candidates]
    for i, (one, mine) in enumerate(own):
        if mine and min(place.precision for place in mine) < COUNTRY:
            continue
        told = [places for _, places in (*reversed(own[:i]), *own[i + 1 :]) if places]
        fitting = next((p for p in told if _refines(mine, p)), None)
        if fitting is None:
            fitting = _elsewhere(page, one, attributions)
            if not _refines(mine, fitting):
                continue
        one.places = _finest([*one.places, *(p for p in fitting if p not in one.places)])
        one.rules.append("places.inherited@1")


def _refines(mine: list[Place], other: list[Place]) -> bool:
    """Tell whether *other* may stand for *mine*: nothing known yet, or finer in the same country."""
    if not other:
        return False
    if not mine:
        return True
    finest = min(other, key=lambda place: place.precision)
    return finest.precision < COUNTRY and finest.country == mine[0].country


def _elsewhere(page: Page, one: Candidate, attributions: list[Attribution]) -> list[Place]:
    """Return the places "in" which something is told in the nearest other sentence."""
    numbers = range(len(page.text.sentences))
    for number in sorted(numbers, key=lambda n: (abs(n - one.sentence.number), n)):
        if number == one.sentence.number:
            continue
        free = _free(page.sentence(number), attributions)
        found = [replace(f.place, role="main") for f in free if f.cue == "in"]
        if found:
            return _locating(_finest(found))
    return []


def _by_locals(one: Candidate, attributions: list[Attribution]) -> None:
    """Take the place of those who tell it, where they live there: "residents of X reported"."""
    sentence = one.sentence
    tokens = sentence.page.text.tokens
    for said in attributions:
        words = tokens[said.first : said.last]
        if said.sentence != sentence.number or LOCALS.isdisjoint(words):
            continue
        for found in sentence.places():
            inside = said.first <= found.first < said.last
            if inside and found.place.role not in NEVER:
                one.places.append(replace(found.place, role="main"))
                one.rules.append("places.by_locals@1")
                return


def _by_dateline(page: Page, one: Candidate, dateline: Dateline | None) -> None:
    """Take the dateline's place only where the body itself says "the city", and names no other."""
    if dateline is None or dateline.place_id is None or not one.sentence.of("anaphora.here"):
        return
    for found in page.places:
        if found.place.role == "dateline" and found.place.place_id == dateline.place_id:
            one.places.append(replace(found.place, role="main"))
            one.rules.append("places.dateline_by_body@1")
            return
