"""
What speaks for or against fighting in the head of a text?

Headline and first sentences, as a set of small facts: each word cut to its stem, each
two words that stand together, each class of words that the lexicon knows, each kind of
party, and what the rules have made of the text so far. What each weighs is learned
(``agents/what/weighing.py``); here no fact is better than another.

Not here: the weights, and any judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from agents.lexicon import Trigger
from agents.text.sentences import Page
from agents.who.actors import FoundActor
from schemas.event import Mention
from schemas.reading import Register

ENOUGH: Final = 45  # tokens behind which no further sentence belongs to the head
FULL: Final = 70  # tokens; a further sentence that ends behind them is left out as a whole
LONGEST: Final = 80  # tokens of a head, where the first sentence is as long
WORDS: Final = 60  # of them read word by word
STEM: Final = 6  # letters kept of a word: "bombardment" and "bombarded" are one
ARABIC_STEM: Final = 5
ARABIC: Final = ("\u0600", "\u06ff")
ARTICLE: Final = "ال"
WITH_ARTICLE: Final = ("وال", "فال", "بال", "كال", "لل", ARTICLE)
PARTICLES: Final = frozenset("وفبل")  # and, so, by, for: written onto the next word
SHORTEST: Final = 3  # letters of an Arabic word that may lose an article
SHORT: Final = 5  # below, a first letter is more often the word's own than a particle
REMEMBERED: Final = 1 << 15  # words whose stem is kept: news says the same ones again
NUMBER: Final = "#"
NOTHING: Final = ""  # of a single letter: an article or a genitive before or behind its apostrophe
TOLD: Final = "!told"  # the rules call it fighting
UNREAD: Final = "!unread"  # weighs nothing: tells a first look from a second
NOTHING_YET: Final = (UNREAD, "!none", "!untold", "!news")


def head_of(page: Page) -> int:
    """Return the token behind the head: sentences up to 45 tokens, never more than 80."""
    last = 0
    for _, end in page.text.sentences:
        if last and end > FULL:
            break
        last = end
        if last >= ENOUGH:
            break
    return min(last, LONGEST)


def words_of(page: Page) -> list[str]:
    """
    Return the stems of the head, in order.

    A number is a sign, in digits or words; what is cut off before an apostrophe is nothing.
    """
    last = min(page.answer(head_of), WORDS)
    counted = {
        token
        for hit in page.marks.within("number", 0, last)
        for token in range(hit.first, hit.last)
    }
    tokens = page.text.tokens[:last]
    return [NUMBER if at in counted else stem(word) for at, word in enumerate(tokens)]


def evidence_of(
    page: Page,
    parties: Sequence[FoundActor],
    mentions: Sequence[Mention],
    *,
    register: Register,
    is_told: bool,
    within: tuple[int, int] | None = None,
) -> frozenset[str]:
    """
    Return the facts of the head of *page*.

    ``bomb`` is a word, ``bomb fell`` are two, ``@toll=killed`` a class, ``%rebel`` a
    party, and what begins with ``!`` is what the rules say.

    Args:
        page: The text with its words.
        parties: All that were found.
        mentions: What the rules found, with their realis.
        register: Is it news?
        is_told: The rules call it fighting.
        within: First token and the one behind the last, of the only sentence to look at.
    """
    first, last = within or (0, page.answer(head_of))
    words = page.answer(_of_head) if within is None else _of_words(page, first, last)
    return words.union(
        _of_parties(parties, first, last),
        _of_rules(mentions),
        (f"!{register}", TOLD if is_told else "!untold"),
    )


def first_sight(page: Page) -> frozenset[str]:
    """Return the facts of the head of *page* before anybody sought places, parties or events."""
    return page.answer(_of_head).union(NOTHING_YET)


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Cut a folded word to what its forms share; crude, and the same in fitting and reading."""
    if word.isdecimal():
        return NUMBER
    if len(word) == 1:
        return NOTHING
    if not ARABIC[0] <= word[0] <= ARABIC[1]:
        return word[:STEM]
    for prefix in WITH_ARTICLE:
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST:
            return word[len(prefix) :][:ARABIC_STEM]
    if word[0] in PARTICLES and len(word) >= SHORT:
        word = word[1:]
    return word[:ARABIC_STEM]


def _of_head(page: Page) -> frozenset[str]:
    return _of_words(page, 0, page.answer(head_of))


def _of_words(page: Page, first: int, last: int) -> frozenset[str]:
    words = [word for word in page.answer(words_of)[first:last] if word]
    facts = {*words, *map(" ".join, pairwise(words))}
    for name, value in page.marks.kinds_in(first, last):
        kind = value.family if isinstance(value, Trigger) else value
        facts.add(f"@{name}")
        if isinstance(kind, str):
            facts.add(f"@{name}={kind}")
    return frozenset(facts)


def _of_parties(parties: Sequence[FoundActor], first: int, last: int) -> Iterator[str]:
    for one in parties:
        if not first <= one.first < last:
            continue
        yield f"%{one.actor.type}"
        if one.is_police:
            yield "%police"
        if one.is_named:
            yield "%named"


def _of_rules(mentions: Sequence[Mention]) -> Iterator[str]:
    yield "!some" if mentions else "!none"
    for one in mentions[:1]:
        yield f"!first {one.types.acled.sub_event if one.types.acled else one.family}"
    for one in mentions:
        if one.types.acled:
            yield f"!{one.types.acled.sub_event}"
        aside = " aside" if one.background else ""
        yield f"!{one.family} {one.realis}{aside}"
        yield f"!{one.family} {one.realis}{aside} {one.rules[0]}"
        yield f"!{one.rules[-1]}"
