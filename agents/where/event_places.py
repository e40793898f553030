"""
Where did it happen?

Gives each candidate event its places and their roles. A place belongs to the
words before it; the finest one locates the event and those that contain it only
describe. A candidate without a place of its own takes that of the event told
before it. The reporter's dateline, a speaker's home, a nationality and a
direction never locate.

Not here: finding and resolving names (``agents/where/places.py``).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from msgspec.structs import replace

from agents.gazetteer.cues import cues_of
from agents.said.speech import Attribution
from agents.text.sentences import Page, Sentence
from agents.what.company import Candidate
from schemas.event import Place
from schemas.reading import Dateline

from .inherited_places import fill
from .nesting import COUNTRY, finest, free
from .places import Found

PART: Final = 7  # tokens from "in" to a name: "en una aldea del estado nigeriano de X"
DESCRIBED: Final = 2  # tokens of "birmana de" between the noun and the name
BESIDE: Final = 3  # tokens between a trigger and a bare name: "Goma clashes", "fighting rages Goma"


def locate(
    page: Page,
    candidates: list[Candidate],
    attributions: list[Attribution],
    dateline: Dateline | None,
) -> None:
    """Fill ``places`` of each of *candidates*."""
    for number in sorted({one.sentence.number for one in candidates}):
        told = [one for one in candidates if one.sentence.number == number]
        _share(told, free(told[0].sentence, attributions, told))
    fill(page, candidates, attributions, dateline)


def _share(told: list[Candidate], places: list[Found]) -> None:
    """Give each place of one sentence to the trigger before it, or to the first one."""
    for one in told:
        mine = [place for place in places if _owner(told, place) is one]
        roles = _promoted(one, mine, [_with_role(one, place) for place in mine])
        one.places = finest(_without_preamble(one, mine, roles))


def _without_preamble(one: Candidate, found: list[Found], roles: list[Place]) -> list[Place]:
    """
    Leave out what is named before the trigger, when the trigger has a place of its own behind it.

    "Lawmakers were to meet in A when fighting broke out in B" is about B, and so is "rebels
    who hide in A attacked B" where the two lie in different countries.
    """
    behind = {
        place.country
        for f, place in zip(found, roles, strict=True)
        if place.role == "main" and f.first >= one.hit.last
        and one.sentence.same_clause(f.first, one.hit.first)
    }  # fmt: skip
    before = [
        f.first < one.hit.first
        and (
            not one.sentence.same_clause(f.first, one.hit.first)
            or (bool(behind) and place.country not in behind)
        )
        for f, place in zip(found, roles, strict=True)
    ]
    has_own = any(
        place.role == "main" and not early for place, early in zip(roles, before, strict=True)
    )
    return [
        replace(place, role="mention") if has_own and early and place.role == "main" else place
        for place, early in zip(roles, before, strict=True)
    ]


def _promoted(one: Candidate, found: list[Found], roles: list[Place]) -> list[Place]:
    """
    Let a finer name beside a main place be main: "in Somalia's Puntland", "the X zone of Y's Z".

    The words "in" and "at" stand before the whole of such a chain of names.
    """
    mains = [place for place in roles if place.role == "main"]
    return [
        replace(place, role="main")
        if place.role == "mention" and not f.cue and any(_is_part(place, main) for main in mains)
        and one.sentence.same_clause(f.first, one.hit.first)
        else place
        for f, place in zip(found, roles, strict=True)
    ]  # fmt: skip


def _is_part(place: Place, whole: Place) -> bool:
    return place.country == whole.country and place.precision < whole.precision


def _owner(told: list[Candidate], place: Found) -> Candidate:
    before = [one for one in told if one.hit.first <= place.first]
    return before[-1] if before else told[0]


def _with_role(candidate: Candidate, found: Found) -> Place:
    """Make a place "in" which, or right beside which, the event is told, its main place."""
    place = found.place
    if place.role != "mention" or _is_corrected(candidate, found):
        return place
    if (
        found.cue == "in"
        or _is_beside(candidate, found)
        or _is_called_a_town(candidate, found)
        or _is_in_a_part(candidate, found)
    ):
        return replace(place, role="main")
    return place


def _is_corrected(candidate: Candidate, found: Found) -> bool:
    """Tell whether a "not" stands right before "in X": "was at Tassara, not at Ayorou"."""
    negated = candidate.sentence.of("cue.negated")
    return found.cue == "in" and any(cue.last == found.first - 1 for cue in negated)


def _is_in_a_part(candidate: Candidate, found: Found) -> bool:
    """Read "in residential quarters of X": an "in" before the words that part it from the name."""
    sentence = candidate.sentence
    tokens, of = sentence.page.text.tokens, sentence.page.grammar.of
    if found.first <= sentence.first or tokens[found.first - 1] not in of:
        return False
    inside = _inside(sentence.page.language)
    start = max(sentence.first, found.first - PART)
    at = next(
        (
            t
            for t in range(found.first - 2, start - 1, -1)
            if tokens[t] in inside and sentence.same_clause(t, found.first)
        ),
        None,
    )
    # "a la Policía de Kenia", "a un soldado de Chad": that is who, not where.
    return at is not None and not _is_of_people(sentence, at, found.first)


def _is_of_people(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether tokens ``[first, last)`` name people; "a military base" is a place."""
    marks = sentence.page.marks
    return bool(marks.within("person", first, last)) or any(
        not marks.within("place.ground", one.first, one.last)
        for one in marks.within("party", first, last)
    )


@cache
def _inside(language: str) -> frozenset[str]:
    """Return the single words of *language* that mean "in"."""
    cues = cues_of(language).before
    return frozenset(words[0] for words, kind in cues.items() if kind == "in" and len(words) == 1)


def _is_beside(candidate: Candidate, found: Found) -> bool:
    """Tell whether a bare name is the trigger's object or stands at its side."""
    tokens, beside = candidate.sentence.page.text.tokens, candidate.sentence.page.grammar.beside
    hit = candidate.hit
    after = range(hit.last, found.first)
    if found.first >= hit.last and all(tokens[t] in beside for t in after):
        return True
    if found.last < len(tokens) and _opens(candidate, found):
        return True
    if found.place.precision >= COUNTRY:
        return False
    is_owner = found.last < len(tokens) and tokens[found.last] == "s"
    gap = found.first - hit.last if found.first >= hit.last else hit.first - found.last
    return not is_owner and 0 <= gap <= BESIDE


def _is_called_a_town(candidate: Candidate, found: Found) -> bool:
    """Read "in the Malian town of X", "la ciudad birmana de X": an adjective stands between."""
    page, first = candidate.sentence.page, found.first
    called = page.marks.within("place.called", max(first - 2, 0), first)
    if any(hit.last == first for hit in called):
        return True
    is_of = first >= DESCRIBED and page.text.tokens[first - 1] in page.grammar.of
    ground = page.marks.within("place.ground", max(first - 2 * DESCRIBED, 0), first)
    return is_of and any(hit.last == first - DESCRIBED for hit in ground)


def _opens(candidate: Candidate, found: Found) -> bool:
    """Tell whether a place opens a headline: "Mali: …"."""
    text = candidate.sentence.page.text
    return found.first == candidate.sentence.first and text.raw[text.ends[found.last - 1] :][
        :2
    ].strip().startswith(":")
