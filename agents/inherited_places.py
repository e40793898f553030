"""
Where was it, when its own words do not say?

A candidate without a place takes that of the event told nearest to it, else a
place "in" which the nearest sentence tells something, else the home of the
residents who tell it; the dateline's place only where the body itself says "the
city"; and at last the only place that its sentence names. Not here: places of its
own (``agents/event_places.py``).
"""

from __future__ import annotations

from msgspec.structs import replace

from schemas.event import Place
from schemas.reading import Dateline

from .company import Candidate
from .nesting import COUNTRY, NEVER, finest, free, locating
from .sentences import Page
from .speech import Attribution


def fill(
    page: Page,
    candidates: list[Candidate],
    attributions: list[Attribution],
    dateline: Dateline | None,
) -> None:
    """Give each of *candidates* that has no place, or only a country, the best there is."""
    _inherit(page, candidates, attributions)
    for one in candidates:
        if not locating(one.places):
            _by_locals(one, attributions)
        if not locating(one.places):
            _by_dateline(page, one, dateline)
        if not locating(one.places):
            _by_lone_place(one)


def _inherit(page: Page, candidates: list[Candidate], attributions: list[Attribution]) -> None:
    """Give a candidate without a place, or with only a country, that of its neighbours."""
    own = [(one, locating(one.places)) for one in candidates]
    for i, (one, mine) in enumerate(own):
        if mine and min(place.precision for place in mine) < COUNTRY:
            continue
        told = [places for _, places in (*reversed(own[:i]), *own[i + 1 :]) if places]
        fitting = next((p for p in told if _refines(mine, p)), None)
        if fitting is None:
            fitting = _elsewhere(page, one, attributions)
            if not _refines(mine, fitting):
                continue
        one.places = finest([*one.places, *(p for p in fitting if p not in one.places)])
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
        told = free(page.sentence(number), attributions)
        found = [replace(one.place, role="main") for one in told if one.cue == "in"]
        if found:
            return locating(finest(found))
    return []


def _by_locals(one: Candidate, attributions: list[Attribution]) -> None:
    """Take the place of those who tell it, where they live there: "residents of X reported"."""
    sentence = one.sentence
    marks = sentence.page.marks
    for said in attributions:
        is_here = said.sentence == sentence.number
        if not is_here or not marks.within("speech.locals", said.first, said.last):
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


def _by_lone_place(one: Candidate) -> None:
    """
    Take the only place that the sentence names, where it is finer than a country.

    Not one that opens the sentence: it may be where the reporter sat ("PARIS - …").
    """
    fine = [place for place in one.places if place.precision < COUNTRY]
    if len({place.place_id for place in fine}) != 1 or fine[0].role != "mention":
        return
    text = one.sentence.page.text
    if fine[0].span[0] == text.starts[one.sentence.first]:
        return
    one.places = finest(
        [replace(place, role="main") if place in fine else place for place in one.places]
    )
    one.rules.append("places.lone@1")
