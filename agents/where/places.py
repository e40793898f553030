"""
Where? Which places does a text name, and what does it say about each?

A place is a name with a role: the dateline is where the reporter is, "toward"
is a direction, an adjective is where somebody comes from; none of them says
where something happened. What does is "in", which stays a cue here: only
``agents/what/events.py`` knows whether anything happened in that clause.

Not here: names (``gazetteer/names.py``), homonyms (``gazetteer/homonyms.py``),
cue words (``gazetteer/cues.py``), what becomes of them (``gazetteer/roles.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from agents.gazetteer.binding import bind
from agents.gazetteer.candidates import Candidate, candidates_in
from agents.gazetteer.capitals import with_capitals
from agents.gazetteer.cues import Cues, area_kind, cue_before, cue_over, cues_of
from agents.gazetteer.entries import Entry
from agents.gazetteer.evidence import LANDMARK, Evidence, evidence_of
from agents.gazetteer.homonyms import METROPOLIS, Choice, Within, choose, is_credible
from agents.gazetteer.names import Gazetteer, gazetteer
from agents.gazetteer.offsets import offset_before
from agents.gazetteer.people import is_fragment, is_government, without_people
from agents.gazetteer.roles import Sense, place_of
from agents.gazetteer.surroundings import (
    COUNTRIES,
    continues,
    is_across,
    is_attribute,
    is_borderline,
    opens_pair,
)
from agents.gazetteer.towns import is_cyrillic
from agents.text.folding import Text

from .found import Found
from .unlisted import with_unlisted

__all__ = ["Found", "places_in"]

# Characters that tell whether a text is written in capitals, and how many of those to one small.
SAMPLE: Final = 300
SHOUTED: Final = 8
OPENING: Final = frozenset('«„“"')
CLOSING: Final = frozenset('»”“"')
SHORT: Final = 60  # characters of the sample that mostly settle it


def places_in(
    text: Text,
    language: str,
    *,
    dateline: range | None = None,
    told: Mapping[str, float] | None = None,
) -> list[Found]:
    """
    Return the places that *text* names, in order.

    Args:
        text: Folded canonical text.
        language: Its language; cue words of English serve where we have none.
        dateline: The tokens of the dateline.
        told: Countries that something else speaks of (the actors, say), with weights.
    """
    names = gazetteer()
    cues = cues_of(language)
    head = dateline or range(0)
    candidates = without_people(text, candidates_in(text, language, names), names, cues)
    candidates = with_capitals(text, candidates, names, cues)
    across = {
        candidate.first
        for candidate in candidates
        if candidate.kind in COUNTRIES
        and is_across(text, candidate, text.sentences[text.sentence_of(candidate.first)], cues)
    }
    evidence = evidence_of(candidates, head, across, told)
    candidates = [candidate for candidate in candidates if candidate.kind != "none"]
    reader = Reader(text, cues, names, evidence, bind(text, candidates, names, cues), head)
    found: list[Found] = []
    before: Sense | None = None
    for number, candidate in enumerate(candidates):
        following = candidates[number + 1] if number + 1 < len(candidates) else None
        sense = reader.sense(number, candidate, before, following)
        if sense:
            place = place_of(text, sense, names, head)
            found.append(Found(place, candidate.first, candidate.last, sense.cue))
            before = sense
    return with_unlisted(text, found, cues, names, head, shouted=reader.is_shouted)


def _start(text: Text, candidate: Candidate) -> int:
    return text.sentences[text.sentence_of(candidate.first)][0]


class Reader:
    """
    Makes sense of the names of one text.

    Attributes:
        chosen: Choices made: a text means the same place each time it says its name.
        within: What stands right behind each name and contains it.
        bound: What a text once said contains the place of that name: "Riverdale, New Jersey".
    """

    def __init__(
        self,
        text: Text,
        cues: Cues,
        names: Gazetteer,
        evidence: Evidence,
        within: tuple[list[Within], dict[str, Within]],
        head: range,
    ) -> None:
        self.text = text
        self.cues = cues
        self.names = names
        self.evidence = evidence
        self.head = head
        self.chosen: dict[tuple[str, str, Within], Choice | None] = {}
        self.within, self.bound = within

    @cached_property
    def is_shouted(self) -> bool:
        """Tell whether the text is written in capitals."""
        sample = self.text.raw[:SAMPLE]
        if sum(map(str.islower, sample[:SHORT])) * (SHOUTED + 1) >= SAMPLE:
            return False  # so many already that no capitals behind them can outweigh them
        return sum(map(str.islower, sample)) * SHOUTED < sum(map(str.isupper, sample))

    def sense(
        self,
        number: int,
        candidate: Candidate,
        before: Sense | None,
        following: Candidate | None,
    ) -> Sense | None:
        """Return what the *number*-th name means and how it stands, ``None`` when it is no place this time."""
        text, cues = self.text, self.cues
        bounds = text.sentences[text.sentence_of(candidate.first)]
        start = max(bounds[0], before.candidate.last if before else 0)
        area = area_kind(text, candidate.first, candidate.last, bounds, cues)
        only = self.within[number]
        choice = self._choose(candidate, area, only or self.bound.get(candidate.name, only))
        if not choice:
            return None
        cue, group = self._cue(candidate, before, following, bounds, start)
        offset = offset_before(text, candidate.first, start, cues)
        if offset and candidate.kind in COUNTRIES and offset.km is None:
            offset, cue = None, cue or "in"  # "the north of Mali" is in Mali
        if offset:
            cue = "near"
        if candidate.kind in COUNTRIES and is_borderline(text, candidate, bounds, cues):
            cue = "border"
        if choice.entry.kind == "place" and self._is_fragment(candidate, choice.entry):
            return None
        if choice.entry.kind == "place" and self._is_quoted(candidate):
            return None
        is_headed = candidate.first in self.head or self._is_headed(candidate)
        said = cue or area or ("in" if only or is_headed else "")
        common = self._is_common(candidate)
        if not is_credible(candidate.name, choice, self.evidence, common=common, cue=said):
            return None
        if is_attribute(text, candidate, following, bounds) and cue != "border":
            # "bei einem US-Luftangriff": the "in" belongs to the strike.
            return Sense(candidate, choice, "", area, None, None, is_government=True)
        speaks = not cue and is_government(text, candidate, cues)
        return Sense(candidate, choice, cue, area, offset, group, speaks)

    def _is_fragment(self, candidate: Candidate, entry: Entry) -> bool:
        """Tell whether the name is a part of another, and its country is not spoken of."""
        said = self.evidence.without(candidate.name).countries.get(entry.country, 0)
        is_known = said > 0 or entry.population >= METROPOLIS or entry.is_noted
        return not is_known and is_fragment(self.text, candidate, self.names, self.cues)

    def _is_headed(self, candidate: Candidate) -> bool:
        """Tell "Сызрань: дрон попал в завод": Russian and Ukrainian headlines begin with the place."""
        text = self.text
        is_first = candidate.first == _start(text, candidate)
        behind = text.raw[text.ends[candidate.last - 1] : text.ends[candidate.last - 1] + 1]
        return is_first and behind == ":" and is_cyrillic(candidate.name)

    def _is_quoted(self, candidate: Candidate) -> bool:
        """Tell the ship "Витебск" and the club "Манчестер Юнайтед": in quotes of its own it is no town."""
        text = self.text
        start, end = text.starts[candidate.first], text.ends[candidate.last - 1]
        if not is_cyrillic(candidate.name) or text.raw[start - 1 : start] not in OPENING:
            return False
        if start == 0 or text.raw[end : end + 1] in CLOSING:
            return start > 0
        # Of a name of two words the second is written large as well: not so «Харьков под ударом».
        following = candidate.last
        if following >= len(text.tokens) or not text.raw[text.starts[following]].isupper():
            return False
        stop = text.ends[following]
        return (
            text.raw[end : text.starts[following]] == " " and text.raw[stop : stop + 1] in CLOSING
        )

    def _is_common(self, candidate: Candidate) -> bool:
        """Tell whether the name is also a common word: any is, where all is in capitals."""
        is_short = len(candidate.name) < 3 and candidate.kind == "place"
        if candidate.name in self.names.common or is_short:
            return True
        is_small = all(
            entry.kind == "place" and entry.population < LANDMARK and not entry.is_noted
            for entry in candidate.entries
        )
        return is_small and self.is_shouted

    def _choose(self, candidate: Candidate, area: str, only: Within) -> Choice | None:
        asked = candidate.name, area, only
        if asked not in self.chosen:
            self.chosen[asked] = choose(candidate, self.evidence, area=area, only=only)
        return self.chosen[asked]

    def _describes(self, adjective: Candidate, candidate: Candidate) -> bool:
        """Tell whether an adjective of a country only parts the name from its cue."""
        between = self.text.tokens[adjective.last : candidate.first]
        is_one = adjective.kind == "demonym" and adjective.first >= _start(self.text, candidate)
        return is_one and self.cues.words["skip"].issuperset(between)

    def _cue(
        self,
        candidate: Candidate,
        before: Sense | None,
        following: Candidate | None,
        bounds: tuple[int, int],
        start: int,
    ) -> tuple[str, int | None]:
        """Return the cue, its own or that of the list it goes on, and the group of a pair."""
        first = candidate.first
        cue, begin = cue_before(self.text, first, start, self.cues)
        if candidate.is_inside:
            return "in", None
        if not cue and before and self._describes(before.candidate, candidate):
            # "in the Malian town of X", "la ciudad birmana de X"
            cue, begin = cue_before(self.text, before.candidate.first, bounds[0], self.cues)
            start, first = bounds[0], before.candidate.first
        if before and continues(self.text, before.candidate, candidate, self.cues):
            is_pair = before.cue == "between"
            return ("between", before.group) if is_pair else (cue or before.cue, None)
        if cue == "between":
            return opens_pair(self.text, candidate, following, begin, bounds, self.cues)
        # "Speaking in Ankara", "flown to Doha", "según Madrid": what happened did so elsewhere.
        near_by = self.text.tokens[max(begin - 2, bounds[0]) : begin]
        if cue in {"in", ""} and not self.cues.words["elsewhere"].isdisjoint(near_by):
            cue = "from"
        if cue == "from" and self._is_genitive(begin, bounds[0]):
            cue = ""  # "in der Kirche von Nyange"
        if not cue and candidate.kind not in COUNTRIES:
            cue = cue_over(self.text, first, start, self.cues)
        return cue, None

    def _is_genitive(self, at: int, start: int) -> bool:
        """Tell "Hafen von Odessa" from "kam von Odessa": behind a noun "von" means "of"."""
        text = self.text
        is_of = text.tokens[at] in self.cues.words["of"] and at > start
        return is_of and text.raw[text.starts[at - 1]].isupper()
