"""
When was each event?

The time nearest to the words that name it, in its own clause before another's; a
time that only says when somebody spoke comes last. An event whose sentence names
no time has that of the event it goes on about: a headline that of the story below
it, a later sentence that of the one before in its paragraph. Not here: what the
words of a time mean (``agents/times.py``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from schemas.event import EventTime, Realis
from schemas.record import Precision

from .sentences import Page, Sentence
from .times import FoundTime
from .triggers import Candidate

# What is passed on must be as sharp as a day, and news: an old day is another story's.
SHARP: Final[frozenset[Precision]] = frozenset({"minute", "part_of_day", "day", "range"})
PASSED_ON: Final = timedelta(days=60)

HAPPENED: Final[frozenset[Realis]] = frozenset({"actual", "attempted", "unclear"})

AGAINST: Final = frozenset({"until", "before", "after"})
BESIDE_SPEECH: Final = 2  # tokens between "said" and the day on which it was


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


def timings_of(page: Page, candidates: list[Candidate], today: date) -> list[Timing]:
    """
    Return when each of *candidates* was.

    Args:
        page: The text with its times.
        candidates: The events, in order.
        today: The day of the dispatch.
    """
    own = [_time_of(one) for one in candidates]
    return [
        Timing(mine.time, mine.time) if mine else _inherited(page, candidates, own, number, today)
        for number, mine in enumerate(own)
    ]


def _time_of(candidate: Candidate) -> FoundTime | None:
    """Return the time nearest to the trigger, one of its own clause before others."""
    sentence, hit = candidate.sentence, candidate.hit
    times = sentence.times()
    if len(times) < 2:
        return times[0] if times else None

    def distance(time: FoundTime) -> tuple[bool, bool, bool, int]:
        apart = max(time.first - hit.last, hit.first - time.last, 0)
        return (
            _is_beside_it(time),
            _is_of_speech(sentence, time),
            not sentence.same_clause(time.first, hit.first),
            apart,
        )

    return min(times, key=distance)


def _is_beside_it(found: FoundTime) -> bool:
    """Tell whether the words set the event against a time: "its sixth attack this year", "before Monday"."""
    is_running = found.time.precision not in SHARP and found.tense == "now"
    return (is_running and found.time.relation == "on") or found.time.relation in AGAINST


def _is_of_speech(sentence: Sentence, time: FoundTime) -> bool:
    """Tell whether the time stands beside a verb of speech: "said on Tuesday", "today reported"."""
    return any(
        0 <= time.first - verb.last <= BESIDE_SPEECH or 0 <= verb.first - time.last <= 0
        for verb in sentence.of("speech.said")
    )


def _inherited(
    page: Page,
    candidates: list[Candidate],
    own: list[FoundTime | None],
    number: int,
    today: date,
) -> Timing:
    """Return the time of candidate *number*, whose own sentence names none."""
    one = candidates[number]
    told = [
        (mine.time, other.sentence.number)
        for mine, other in zip(own, candidates, strict=True)
        if mine
    ]
    if one.sentence.number == 0:
        below = next((time for time, at in told if at > 0), None)
        return (
            Timing(below, below, ("times.of_story@1",))
            if below
            else Timing(EventTime(), EventTime())
        )
    nothing = EventTime()
    before = next((time for time, at in reversed(told) if at < one.sentence.number), None)
    if before:
        passes = _may_pass(before, today)
        return (
            Timing(nothing, before, ("times.inherited@1",)) if passes else Timing(nothing, nothing)
        )
    for back in range(one.sentence.number - 1, -1, -1):
        for found in reversed(page.sentence(back).times()):
            if _may_pass(found.time, today) and found.tense != "future":
                return Timing(nothing, found.time, ("times.inherited@1",))
    for ahead in range(one.sentence.number + 1, len(page.text.sentences)):
        for found in page.sentence(ahead).times():
            if _may_pass(found.time, today) and found.tense != "future":
                return Timing(nothing, found.time, ("times.inherited@1",))
    return Timing(nothing, nothing)


def _may_pass(time: EventTime, today: date) -> bool:
    """Tell whether another event may have the same time."""
    day = time.end or time.start
    return day is not None and time.precision in SHARP and today - PASSED_ON <= day <= today
