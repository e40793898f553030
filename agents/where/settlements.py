"""
Which words of a text are called a settlement, or stand where only one can stand?

"The village of X", "X upazila", "in X, Y department". Only where a name begins and
ends is told here; whether the gazetteer knows it, and where it lies, is
``unlisted.py``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from agents.gazetteer.cues import Cues, cue_before
from agents.gazetteer.names import Gazetteer
from agents.text.folding import Text
from schemas.event import Place

from .extents import PARTICLES, Extents
from .found import Found

LISTED: Final = 6  # names of one list: "the villages of A, B and C"
BETWEEN: Final = 9  # words between a name and what contains it: ", a village in the northern"
COMMAS: Final = frozenset({",", "،"})
SET_OFF: Final = frozenset({",", "(", "،"})
CLOSING: Final = frozenset(",.;:)—–")
NO_CONTAINER: Final = frozenset(
    {"dateline", "origin_of_actor", "border", "between", "from", "toward"}
)
"""Roles of places that contain nothing: a border has two sides."""
TELLING: Final = frozenset({"in", "near", "between"})
"""Cues of places where something is told."""
COUNTRY: Final = 6
MOST: Final = 0.75  # share of those places that lie in the country that a text is about


class Named(NamedTuple):
    """
    A name that stands like a settlement's, at tokens ``[first, last)``.

    Attributes:
        opens, closes: Of the list that it stands in, or its own.
        is_quarter: It is called a part of a town.
    """

    first: int
    last: int
    opens: int
    closes: int
    is_quarter: bool = False


class Settlements:
    """
    The settlements that one text names, known or not.

    Attributes:
        covered: Token -> the known place that it belongs to.
        containers: Token -> the place that contains what ends before it.
    """

    def __init__(
        self, text: Text, cues: Cues, names: Gazetteer, found: list[Found], *, shouted: bool
    ) -> None:
        self.text, self.cues, self.found = text, cues, found
        self.extents = Extents(text, cues, names, found, shouted=shouted)
        self.folk = {one.first for one in found if one.place.role == "origin_of_actor"}
        self.covered = {at: one for one in found for at in range(one.first, one.last)}

    def name(self, named: Named) -> str:
        """Return a name, folded."""
        return " ".join(self.text.tokens[named.first : named.last])

    @cached_property
    def containers(self) -> dict[int, Found]:
        """Tell what contains the name that ends before a token: "X, a village in northern Y"."""
        ends: dict[int, Found] = {}
        for number, one in enumerate(self.found):
            if one.place.role in NO_CONTAINER or not one.place.country:
                continue
            start, _ = self.text.sentences[self.text.sentence_of(one.first)]
            last = self._end_before(one.first, one)
            if last is None:
                continue
            whole = self._finer(number, one)
            ends.setdefault(last, whole)
            # "X village (Y, Z)": Z contains X too, and nothing happens "in" Y.
            first = self.extents.back(last, start)
            if first < last and not cue_before(self.text, first, start, self.cues)[0]:
                inner = self._end_before(first, one)
                if inner is not None:
                    ends.setdefault(inner, whole)
        return ends

    @cached_property
    def _telling(self) -> list[Found]:
        """Return the places where something is told, or that are finer than a country."""
        return [
            one for one in self.found
            if one.place.country and one.place.role not in NO_CONTAINER
            and (one.cue in TELLING or one.place.precision < COUNTRY)
        ]  # fmt: skip

    def told_before(self, first: int) -> Found | None:
        """Return the last place that the sentence of token *first* tells of before it."""
        start, _ = self.text.sentences[self.text.sentence_of(first)]
        at = bisect_left(self._telling, first, key=lambda one: one.first)
        return self._telling[at - 1] if at and self._telling[at - 1].first >= start else None

    @cached_property
    def scene(self) -> Place | None:
        """A place in the country that nearly all is told in, ``None`` when it is told of several."""
        told = [one.place for one in self._telling if one.cue in TELLING]
        countries = Counter(place.country for place in told)
        country, count = countries.most_common(1)[0] if countries else (None, 0)
        if count < MOST * len(told):
            return None
        return next((place for place in told if place.country == country), None)

    def _finer(self, number: int, one: Found) -> Found:
        """Return what a container only leads up to: "in Mali's Mopti region"."""
        if number + 1 == len(self.found):
            return one
        other = self.found[number + 1]
        between = self.text.tokens[one.last : other.first]
        is_part = other.place.country == one.place.country
        is_near = len(between) <= 1 and other.place.precision < one.place.precision
        is_led = not between or self.extents.stops(between[0])
        return other if is_part and is_near and is_led else one

    def called(self) -> Iterator[Named]:
        """Give names that are called settlements: "the village of X", "X upazila"."""
        text, cues = self.text, self.cues
        tokens = text.tokens
        for at in [at for at, word in enumerate(tokens) if word in cues.called]:
            start, stop = text.sentences[text.sentence_of(at)]
            for kind in ("site", "quarter"):
                is_quarter = kind == "quarter"
                phrases = cues.phrases[kind]
                is_one = (tokens[at],) in phrases
                if is_one or tuple(tokens[max(at - 1, start) : at + 1]) in phrases:
                    yield from self._listed(at + 1, stop, is_quarter=is_quarter)
                if tokens[at] in cues.words[kind + "_behind"]:
                    first = self.extents.back(at, start)
                    if first < at:
                        yield Named(first, at, first, at, is_quarter)

    def contained(self) -> Iterator[Named]:
        """Give names behind an "in" that what contains them follows: "in X, Y department"."""
        if self.cues.has_capital_nouns:
            return
        for last in sorted(self.containers):
            start, _ = self.text.sentences[self.text.sentence_of(last - 1)]
            first = self.extents.back(last, start)
            if first < last and cue_before(self.text, first, start, self.cues)[0]:
                yield Named(first, last, first, last)

    def beside(self) -> Iterator[Named]:
        """Give names that something is "near": no other noun stands behind that word alone."""
        text, cues = self.text, self.cues
        if self.extents.is_shouted or cues.has_capital_nouns:
            return
        for at in [at for at, word in enumerate(text.tokens) if word in cues.beside]:
            start, stop = text.sentences[text.sentence_of(at)]
            # Most such words have no name behind them, which is sooner told than the cue.
            last = self.extents.on(at + 1, stop) if at + 1 < stop else at
            if last <= at + 1 or self.extents.is_caseless(at + 1):
                continue
            if cue_before(text, at + 1, start, cues) == ("near", at):
                yield Named(at + 1, last, at + 1, last)

    def _end_before(self, first: int, one: Found) -> int | None:
        """Return the token behind a name that *one* contains, by the words before token *first*."""
        text, cues = self.text, self.cues
        start, _ = text.sentences[text.sentence_of(first)]
        at, is_linked, is_set_off = first, False, False
        while at > start and first - at <= BETWEEN:
            is_set_off = text.raw[text.ends[at - 1] : text.starts[at]].strip() in SET_OFF
            word = text.tokens[at - 1]
            if is_set_off or not (word in cues.glued or word.isdigit() or at - 1 in self.folk):
                break
            is_linked |= word in cues.words["behind"] or word in cues.compass or word in cues.units
            at -= 1
        begins = at
        while at > start and text.tokens[at - 1] in cues.kinds:
            at -= 1
        # "The X area of Y district", and not "the police of Y".
        between = text.tokens[at:first]
        is_linked |= not (cues.kinds.isdisjoint(between) or cues.link.isdisjoint(between))
        if at == start or not (is_set_off or (is_linked and begins < first)):
            return None
        if self.extents.is_shouted and (not is_set_off or (begins < first and self._is_word(at))):
            return None
        is_told = cue_before(text, at - 1, start, cues)[1] > start
        return at if begins < first or is_told or self._is_closed(one) else None

    def _is_closed(self, one: Found) -> bool:
        """Tell "In X, Y, …" from "In X, Y voted": there the name behind the comma acts."""
        text = self.text
        _, stop = text.sentences[text.sentence_of(one.first)]
        if one.last >= stop or text.tokens[one.last] in self.cues.kinds:
            return True
        return not CLOSING.isdisjoint(text.raw[text.ends[one.last - 1] : text.starts[one.last]])

    def _is_word(self, at: int) -> bool:
        """Tell whether a lone word in capitals stands before token *at*: "IN COMBAT, IN THE"."""
        start, _ = self.text.sentences[self.text.sentence_of(at - 1)]
        return self.extents.back(at, start) == at - 1

    def _listed(self, at: int, stop: int, *, is_quarter: bool) -> list[Named]:
        """Return the name from token *at* on, and those that go on its list."""
        names: list[tuple[int, int]] = []
        joint = self.cues.words["joint"]
        while len(names) < LISTED:
            while at < stop and self.text.tokens[at] in PARTICLES and self.extents.is_small(at):
                at += 1
            last = self.extents.on(at, stop)
            if last == at:
                break
            names.append((at, last))
            if last == stop or last in self.containers:
                break
            gap = self.text.raw[self.text.ends[last - 1] : self.text.starts[last]]
            is_joined = self.text.tokens[last] in joint
            if not is_joined and gap.strip() not in COMMAS:
                break
            at = last + is_joined
        return [Named(first, last, names[0][0], names[-1][1], is_quarter) for first, last in names]
