"""
Where was it, when its own words do not say?

A candidate without a place takes that of the event told nearest to it, else a
place "in" which the nearest sentence tells something, else the home of the
residents who tell it; the dateline's place only where the body itself says "the
city"; and at last the only place that its sentence names. Not here: places of its
own (``agents/where/event_places.py``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from msgspec.structs import replace

from agents.gazetteer.names import gazetteer
from agents.said.speech import Attribution
from agents.text.matching import Hit
from agents.text.sentences import Page, Sentence
from agents.what.company import Candidate
from schemas.event import Place
from schemas.reading import Dateline

from .nesting import COUNTRY, NEVER, finest, free, is_unlisted, locating

ABOVE: Final = -1  # number of what stands above the first sentence: the dateline
FOLLOWING: Final = 3  # sentences after an event in which it may still be told where it "occurred"

Scenes = dict[int, list[Place]]
"""The places "in" which each sentence tells something, the finest as ``main``."""


def fill(
    page: Page,
    candidates: list[Candidate],
    attributions: list[Attribution],
    dateline: Dateline | None,
) -> None:
    """Give each of *candidates* that has no place, or only a country, the best there is."""
    scenes = _scenes(page, attributions)
    _told_after(page, candidates, scenes)
    _in_this_city(page, candidates, scenes, dateline)
    _inherit(candidates, scenes)
    for one in candidates:
        if not locating(one.places):
            _by_locals(one, attributions)
        if not locating(one.places):
            _by_dateline(page, one, dateline)
        if not locating(one.places):
            _by_lone_place(one)


def _scenes(page: Page, attributions: list[Attribution]) -> Scenes:
    """Find the scenes of *page*, in order; each sentence is looked at once."""
    spoken: dict[int, list[Attribution]] = defaultdict(list)
    for said in attributions:
        spoken[said.sentence].append(said)
    scenes: Scenes = {}
    numbers = {page.text.sentence_of(one.first) for one in page.places}
    for number in sorted(numbers - {ABOVE}):
        told = free(page.sentence(number), spoken[number])
        found = [replace(one.place, role="main") for one in told if one.cue == "in"]
        if found:
            scenes[number] = locating(finest(found))
    return scenes


def _told_after(page: Page, candidates: list[Candidate], scenes: Scenes) -> None:
    """Read "The incident occurred in X" as the place of the event told just before it."""
    told = {one.sentence.number for one in candidates}
    for number, places in scenes.items():
        sentence = page.sentence(number)
        occurs = page.grammar.occurs
        if number in told or occurs.isdisjoint(page.text.tokens[sentence.first : sentence.last]):
            continue
        before = [one for one in candidates if 0 < number - one.sentence.number <= FOLLOWING]
        nearest = max((one.sentence.number for one in before), default=None)
        for one in before:
            mine = locating(one.places)
            if one.sentence.number == nearest and _is_finer(mine, places):
                one.places = finest([*one.places, *places])
                one.rules.append("places.told_after@1")


def _in_this_city(
    page: Page, candidates: list[Candidate], scenes: Scenes, dateline: Dateline | None
) -> None:
    """Take the dateline's place where the body says "the capital" before it names any place."""
    for one in candidates:
        if locating(one.places) or any(number < one.sentence.number for number in scenes):
            return
        _by_dateline(page, one, dateline)


def _inherit(candidates: list[Candidate], scenes: Scenes) -> None:
    """Give a candidate without a place, or with only a country, that of its neighbours."""
    own = [(one, locating(one.places)) for one in candidates]
    for i, (one, mine) in enumerate(own):
        if any(_is_spot(place) and place.role != "border" for place in mine):
            continue
        told = [places for _, places in (*reversed(own[:i]), *own[i + 1 :]) if places]
        fitting = next((p for p in told if _refines(mine, p)), None)
        if fitting is None:
            fitting = _elsewhere(one, scenes)
            if not _refines(mine, fitting):
                continue
        one.places = finest([*one.places, *(p for p in fitting if p not in one.places)])
        one.rules.append("places.inherited@1")


def _is_spot(place: Place) -> bool:
    """Tell whether a place says more than a country: a village does, whoever knows it."""
    return place.precision < COUNTRY or is_unlisted(place)


def _refines(mine: list[Place], other: list[Place]) -> bool:
    """
    Tell whether *other* may stand for *mine*: nothing known yet, or finer in the same country.

    Of "near the Niger border" a finer place may lie on either side.
    """
    if not other:
        return False
    if not mine:
        return True
    finest = min(other, key=lambda place: place.precision)
    if all(place.role == "border" for place in mine):
        known = gazetteer()
        either = {c for place in mine if place.country for c in known.beside(place.country)}
        return finest.role != "border" and finest.precision < COUNTRY and finest.country in either
    return finest.precision < COUNTRY and finest.country == mine[0].country


def _is_finer(mine: list[Place], other: list[Place]) -> bool:
    """Tell whether *other* says more precisely where: a second town is another event's."""
    if not mine:
        return True
    precision = min(place.precision for place in mine)
    return _refines(mine, other) and min(place.precision for place in other) < precision


def _elsewhere(one: Candidate, scenes: Scenes) -> list[Place]:
    """
    Return the places "in" which something is told in the nearest other sentence.

    Where that is a mere country, the nearest finer ones in it.
    """
    here = one.sentence.number
    nearest = sorted((n for n in scenes if n != here), key=lambda n: (abs(n - here), n))
    if not nearest:
        return []
    found = scenes[nearest[0]]
    if _is_fine(found):
        return found
    finer = (scenes[n] for n in nearest if _is_fine(scenes[n]))
    return next((places for places in finer if places[0].country == found[0].country), found)


def _is_fine(places: list[Place]) -> bool:
    return any(map(_is_spot, places))


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
    if dateline is None or dateline.place_id is None or not _says_here(one.sentence):
        return
    for found in page.places:
        if found.place.role == "dateline" and found.place.place_id == dateline.place_id:
            one.places.append(replace(found.place, role="main"))
            one.rules.append("places.dateline_by_body@1")
            return


def _says_here(sentence: Sentence) -> bool:
    """Tell whether the body says "the city" and means it: "the city of Goma" names its own."""
    return any(not _is_named(sentence, hit) for hit in sentence.longest("anaphora.here"))


def _is_named(sentence: Sentence, here: Hit) -> bool:
    """Tell whether a name stands right behind *here*: "der Stadt Goma", "la ville de Gao"."""
    text, grammar = sentence.page.text, sentence.page.grammar
    at = here.last
    while at < sentence.last and text.tokens[at] in grammar.of | grammar.article:
        at += 1
    if at >= sentence.last or not sentence.same_clause(here.first, at):
        return False
    # A town that no gazetteer knows is another town all the same: "the town of Qorvat".
    joint = text.tokens[here.last : at]
    if not grammar.of.isdisjoint(joint) and text.raw[text.starts[at]].isupper():
        return True
    return any(p.first == at and p.place.role not in NEVER for p in sentence.places())


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
