"""
When was each event?

The time nearest to the words that name it, in its own clause before another's; a
time that says when somebody spoke comes last. An event whose sentence names no
time of its own has that of the event it goes on about: a headline that of the story
below it, a later sentence that of the event told before. Not here: what the words
of a time mean (``agents/when/times.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from typing import Final, NamedTuple

from agents.text.sentences import Page, Sentence
from agents.what.company import Candidate
from schemas.event import EventTime, Realis
from schemas.record import Precision

from .times import FoundTime

# What is passed on must be as sharp as a day, and news: an old day is another story's.
SHARP: Final[frozenset[Precision]] = frozenset({"minute", "part_of_day", "day", "range"})
PASSED_ON: Final = timedelta(days=60)
HAPPENED: Final[frozenset[Realis]] = frozenset({"actual", "attempted", "unclear"})

# "Its sixth attack this year", "days before the vote": set against the time, not on it.
COUNTED_IN: Final[frozenset[Precision]] = frozenset({"month", "quarter", "year"})
SET_AGAINST: Final = frozenset({"until", "before", "after"})

BESIDE_SPEECH: Final = 2  # tokens between "said" and the day on which it was
REACH: Final = 16  # times before an event, and behind it, that may be its own
INTRODUCES: Final = 12  # tokens before the "that" which opens what was said


class Timing(NamedTuple):
    """
    When an event was.

    Attributes:
        own: What its own sentence says, or for a headline the story below.
        told: The same, or what it has from another sentence.
        rules: How it was found, when not by its own words.
    """

    own: EventTime
    told: EventTime
    rules: tuple[str, ...] = ()

    def of(self, realis: Realis) -> EventTime:
        """Return the time of an event of that *realis*: only what happened has another's day."""
        return self.told if realis in HAPPENED else self.own

    def rules_of(self, realis: Realis) -> tuple[str, ...]:
        """Return the rules that gave it."""
        return self.rules if self.of(realis) is not self.own else ()


class Own(NamedTuple):
    """
    What an event's own sentence says of its time.

    Attributes:
        found: The time, ``None`` when there is none.
        is_beside: It only says when somebody told of it, or what came before or after.
    """

    found: FoundTime | None
    is_beside: bool = False


def timings_of(page: Page, candidates: list[Candidate], today: date) -> list[Timing]:
    """
    Return when each of *candidates* was.

    Args:
        page: The text with its times.
        candidates: The events, in order.
        today: The day of the dispatch.
    """
    own = [_own(one) for one in candidates]
    return [_timing(page, candidates, own, number, today) for number in range(len(candidates))]


def _own(candidate: Candidate) -> Own:
    """Return the time nearest to the trigger, one of its own clause before others."""
    sentence, hit = candidate.sentence, candidate.hit
    times = sentence.times()
    if not times:
        return Own(None)

    def distance(time: FoundTime) -> tuple[bool, bool, bool, int]:
        apart = max(time.first - hit.last, hit.first - time.last, 0)
        return (
            _is_set_against(time),
            _is_of_speech(sentence, time, hit.first),
            not sentence.same_clause(time.first, hit.first),
            apart,
        )

    best = min(times, key=distance)
    is_beside = _is_set_against(best) or _is_of_speech(sentence, best, hit.first)
    return Own(best, is_beside)


def _is_set_against(found: FoundTime) -> bool:
    time = found.time
    is_count = time.precision in COUNTED_IN and time.relation == "on" and found.tense == "now"
    return is_count or time.relation in SET_AGAINST


def _is_of_speech(sentence: Sentence, time: FoundTime, event: int) -> bool:
    """Tell whether the time is of the telling: "said on Tuesday", "reported today that"."""
    verbs = sentence.of("speech.said")
    if not verbs:
        return False
    if any(
        0 <= time.first - verb.last <= BESIDE_SPEECH or verb.first == time.last for verb in verbs
    ):
        return True
    tokens, opens = sentence.page.text.tokens, sentence.page.grammar.that
    return any(
        tokens[at] in opens and any(at - INTRODUCES <= verb.first < at for verb in verbs)
        for at in range(time.last, event)
    )


def _timing(
    page: Page, candidates: list[Candidate], own: list[Own], number: int, today: date
) -> Timing:
    mine, sentence = own[number], candidates[number].sentence
    time = mine.found.time if mine.found else EventTime()
    if mine.found and not mine.is_beside:
        return Timing(time, time)
    told = [
        (other.found.time, one.sentence.number)
        for other, one in zip(own, candidates, strict=True)
        if other.found and not other.is_beside
    ]
    if not mine.found and sentence.number == 0 and _is_headline(page):
        below = next((when for when, at in told if at > 0), None)
        if below:
            return Timing(below, below, ("times.of_story@1",))
    before = next((when for when, at in reversed(told) if at < sentence.number), None)
    if before and not _may_pass(before, today):
        return Timing(time, time)
    passed = before or _elsewhere(page, sentence, today, is_strict=True)
    if not passed and not mine.found:
        passed = _elsewhere(page, sentence, today, is_strict=False)
    return Timing(time, passed, ("times.inherited@1",)) if passed else Timing(time, time)


def _is_headline(page: Page) -> bool:
    """Tell whether the first sentence stands by itself above the rest."""
    text = page.text
    last = text.sentences[0][1]
    return last < len(text.starts) and "\n\n" in text.raw[text.ends[last - 1] : text.starts[last]]


def _elsewhere(page: Page, sentence: Sentence, today: date, *, is_strict: bool) -> EventTime | None:
    """
    Return the time that the text tells nearest to *sentence*: before it, else behind it.

    *is_strict* leaves out when somebody spoke.
    """
    above = bisect_left(page.times, sentence.first, key=_place)
    below = bisect_left(page.times, sentence.last, key=_place)
    near = page.times[max(0, above - REACH) : above], page.times[below : below + REACH]
    for times in (reversed(near[0]), near[1]):
        told: list[EventTime] = []
        number = -1
        for found in times:
            here = page.text.sentence_of(found.first)
            if told and here != number:
                break
            is_news = found.tense != "future" and _may_pass(found.time, today)
            other = page.sentence(here)
            if is_news and not (is_strict and _is_of_speech(other, found, other.last)):
                told.append(found.time)
                number = here
        if told:  # of several the first day: "raised on Saturday the toll of Friday's attack"
            return min(told, key=lambda time: time.start or time.end or today)
    return None


def _place(time: FoundTime) -> int:
    return time.first


def _may_pass(time: EventTime, today: date) -> bool:
    """Tell whether another event may have the same time."""
    day = time.end or time.start
    return day is not None and time.precision in SHARP and today - PASSED_ON <= day <= today
