"""
What is the dispatch as a whole about?

The headline and the first sentence say it: a drill, a match, a trial, a memory. What
is told further down, without a day of its own, belongs to that. One sentence there
that reports an event plainly outweighs all such words.

Not here: what the words of a mention's own sentence say (``agents/what/realis.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final, NamedTuple

from agents.said.tolls import tolls_in
from agents.text.matching import Hit
from agents.text.sentences import Page, Sentence
from agents.who.actors import ARMED, ENEMIES, FoundActor

from .company import Candidate
from .trades import talk_in

LEAD: Final = 2  # sentences that say what the whole dispatch is about
TALK: Final = 2  # words of one trade that make it the subject
PAST: Final = ("cue.historical", "cue.tried")
FOES: Final = ENEMIES - {"communal"}  # herders look on at a drill, too
SCORE: Final = re.compile(r"(?<![\w-])\d{1,3}[-–:]\d{1,3}(?![\w-])")  # "7-0", "31:12"


class Context(NamedTuple):
    """
    What the head says, by the word that says it; ``None`` for what it does not say.

    Attributes:
        drill: An exercise, and no enemy appears in the dispatch.
        trade: Another trade, and nobody bears arms in the head.
        is_bloodless: Nobody is hurt, no weapon and no army named from end to end.
        past: Remembering, or a trial.
    """

    drill: Hit | None = None
    trade: Hit | None = None
    is_bloodless: bool = False
    past: Hit | None = None


def context_of(page: Page, candidates: list[Candidate], parties: list[FoundActor]) -> Context:
    """Return what *page* is about, given its possible events and its parties."""
    head = [page.sentence(number) for number in range(min(LEAD, len(page.text.sentences)))]
    if not head:
        return Context()
    is_plain = any(_reports_plainly(one) for one in candidates if one.sentence.number < LEAD)
    end = head[-1].last
    # "Rebels within the ruling party" bear no arms where nothing else speaks of any.
    violence = ("toll", "weapon", "act.shoot")
    is_bloodless = not any(page.marks.of(name) for name in violence) and not any(
        one.is_named or one.actor.type != "rebel"
        for one in parties
        if one.actor.type in ARMED and not one.is_police
    )
    is_armed = not is_bloodless and any(
        one.actor.type in ARMED and one.first < end for one in parties
    )
    has_enemy = any(one.actor.type in FOES for one in parties)
    return Context(
        drill=None if has_enemy else _first(head, "cue.exercise"),
        trade=None if is_armed else _trade(head),
        is_bloodless=is_bloodless,
        past=None if is_plain else _past(head),
    )


def _reports_plainly(one: Candidate) -> bool:
    """Tell whether a sentence of the head names an event and none of the words that look back."""
    return one.trigger.strength >= 2 and not any(one.sentence.of(name) for name in PAST)


def _past(head: list[Sentence]) -> Hit | None:
    return next((hit for name in PAST if (hit := _first(head, name)) is not None), None)


def _first(head: list[Sentence], name: str) -> Hit | None:
    return next((hit for one in head for hit in one.of(name)), None)


def _trade(head: list[Sentence]) -> Hit | None:
    """Return a word of the trade that the head speaks of at least ``TALK`` times."""
    found: dict[str, list[Hit]] = {}
    for sentence in head:
        for hit in talk_in(sentence):
            found.setdefault(hit.payload, []).append(hit)
    score = _score(head)
    if score is not None:
        found.setdefault("sport", []).append(score)
    subject = max(found, key=lambda kind: len(found[kind]), default="")
    hits = found.get(subject, [])
    return hits[0] if len(hits) >= TALK else None


def _score(head: list[Sentence]) -> Hit | None:
    """Find the result of a match, where nobody is hurt."""
    text = head[0].page.text
    start, end = text.starts[head[0].first], text.ends[head[-1].last - 1]
    found = SCORE.search(text.raw, start, end)
    if found is None or any(tolls_in(one) for one in head):
        return None
    token = bisect_left(text.starts, found.start())
    return Hit(token, token + 2, "sport")
