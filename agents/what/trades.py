"""
Which other trade does a sentence talk of?

Words of sport, markets, politics or illness turn "clash" and "battle" into figures of
speech. Words of family quarrels make a killing nobody's war. Words of politics and markets also stand in plain reports of bloodshed ("four
killed on election day", "a drone hit a market"), so beside the counted dead or a weapon
they say nothing.

Not here: what becomes of the event (``agents/what/realis.py``), and what the whole dispatch
is about (``agents/what/context.py``).
"""

from __future__ import annotations

from typing import Final

from agents.said.tolls import tolls_in
from agents.text.matching import Hit
from agents.text.sentences import Sentence

MILD: Final = frozenset({"politics", "market"})
PRIVATE: Final = "private"  # quarrels in the family, over money or love
LEAD: Final = 2  # sentences that say what the dispatch is about
SURE: Final = 3  # strength of words that name a bombing by themselves
MANY: Final = 4  # dead or hurt: more than a private quarrel leaves


def trade_in(sentence: Sentence, trigger: Hit, kinds: frozenset[str] | None = None) -> Hit | None:
    """
    Return the first word of another trade in *sentence*.

    Args:
        sentence: Where to look.
        trigger: The words of the event; a word of a trade inside them says nothing.
        kinds: The trades that count; all when ``None``.
    """
    return next(
        (
            hit
            for hit in talk_in(sentence)
            if (kinds is None or hit.payload in kinds)
            and not (trigger.first <= hit.first and hit.last <= trigger.last)
        ),
        None,
    )


def talk_in(sentence: Sentence) -> list[Hit]:
    """Return the words of other trades in *sentence* that say something, not overlapping."""
    return sentence.answer(_talk)


def _talk(sentence: Sentence) -> list[Hit]:
    talk = [hit for hit in sentence.longest("talk") if hit.payload != PRIVATE]
    if any(_is_bombing(hit) for hit in sentence.of("trigger")):
        struck = {at for one in sentence.of("place.target") for at in range(one.first, one.last)}
        talk = [hit for hit in talk if hit.first not in struck]  # "suicide blasts hit a market"
    # Shares are "slaughtered", too, but nobody counts them.
    is_mild = any(hit.payload in MILD for hit in talk)
    if is_mild and (sentence.of("weapon") or tolls_in(sentence)):
        return [hit for hit in talk if hit.payload not in MILD]
    return talk


def _is_bombing(hit: Hit) -> bool:
    return bool(hit.payload.family == "remote" and hit.payload.strength == SURE)


def quarrel_in(sentence: Sentence) -> Hit | None:
    """Return the words of a private quarrel in *sentence* or at the head, where few are hurt."""
    marks, text = sentence.page.marks, sentence.page.text
    if any((toll.bounds.min or 0) >= MANY for toll in tolls_in(sentence)):
        return None
    end = text.sentences[:LEAD][-1][1]
    here = (*marks.within("talk", sentence.first, sentence.last), *marks.within("talk", 0, end))
    return next((hit for hit in here if hit.payload == PRIVATE), None)
