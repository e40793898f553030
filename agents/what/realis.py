"""
Did it happen?

One answer for each mention, with the words that decided it. Reported speech is
a claim and no doubt: "clashes, residents say" happened. The questions are asked in
order, the first that finds its words decides, and a mention none of them finds words
for is actual.

Not here: the questions (``unreal.py``, ``bygone.py``, ``coming.py``), and how an old or a
doubtful event is dealt with (``agents/following.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final, NamedTuple

from agents.text.matching import Hit
from schemas.event import Realis
from schemas.record import Span

from .bygone import background, ending, historical, tried
from .cases import Case
from .coming import hypothetical, planned, threatened
from .company import LONG_WAR
from .unreal import attempted, exercise, metaphor, negated, private

# Older than this is history; within it late news of a known event is still told
# (docs/glossary.md, follow-up: MUC-4 allowed two months).
OLD: Final = timedelta(days=60)


class Ruling(NamedTuple):
    """The answer, the words that decided it, the rule, and whether it is only context."""

    realis: Realis
    spans: tuple[Span, ...] = ()
    rule: str = "realis.default@1"
    is_background: bool = False


def realis_of(case: Case) -> Ruling:
    """Tell whether the event of *case* happened."""
    for realis, rule, ask in _QUESTIONS:
        cue = ask(case)
        if cue is not None:
            span = case.sentence.page.text.span(cue.first, cue.last)
            return Ruling(realis, (span,), rule)
    if case.is_old:
        when = case.time.span
        return Ruling("historical", (when,) if when else (), "realis.old@1", is_background=True)
    if case.meaning.strength == LONG_WAR and not case.sentence.of("toll"):
        return Ruling("unclear", rule="realis.long_war@1")
    quarrel = private(case)
    if quarrel is not None:
        span = case.sentence.page.text.span(quarrel.first, quarrel.last)
        return Ruling("actual", (span,), "realis.private@1", is_background=True)
    return Ruling("actual")


_QUESTIONS: Final[tuple[tuple[Realis, str, Callable[[Case], Hit | None]], ...]] = (
    ("metaphor", "realis.metaphor@1", metaphor),
    ("exercise", "realis.exercise@1", exercise),
    ("attempted", "realis.attempted@1", attempted),
    ("negated", "realis.negated@1", negated),
    ("historical", "realis.historical@1", historical),
    ("historical", "realis.tried@1", tried),
    ("historical", "realis.ending@1", ending),
    ("threatened", "realis.threatened@1", threatened),
    ("planned", "realis.planned@1", planned),
    ("hypothetical", "realis.hypothetical@1", hypothetical),
    ("historical", "realis.background@1", background),
)
