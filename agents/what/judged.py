"""
What do rules and words together make of a text?

The rules are asked first. Then everything at the head is weighed: what clearly speaks
against fighting makes a fight unclear; what clearly speaks for it makes one happen that
no rule found; and the first event gets the sub-event that its head speaks for.

Not here: the rules (``agents/what/events.py``), and the weighing
(``agents/what/weighing.py``, ``agents/what/sub_events.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from agents.linking.incidents import VIOLENT
from agents.said.speech import Attribution
from agents.text.sentences import Page
from agents.who.actors import FoundActor
from schemas.event import Mention
from schemas.reading import Reading, Register

from .events import mentions_in
from .evidence import evidence_of, first_sight, head_of
from .sub_events import named, named_spot, renamed
from .triggers import tells_an_accident
from .weighing import AGAINST, FOR, Weigher, doubted, spot_of

CLEAR: Final = 150  # hundredths of log odds, where neither a place nor a party is named
# "No clashes", "will attack", "had it attacked": no sum of words makes it happen.
UNREAL: Final = frozenset({
    "negated", "planned", "threatened", "hypothetical", "exercise", "attempted",
})  # fmt: skip
# Programmes and chronologies tell of fighting that is not theirs to report.
NEWS: Final[Register] = "news"


class Judged(NamedTuple):
    """
    What was found.

    Attributes:
        mentions: The events, in order.
        numbers: The sentence of each.
        parties: With their sides.
        recent: Those of the events that are fighting to be told.
    """

    mentions: list[Mention]
    numbers: list[int]
    parties: list[FoundActor]
    recent: list[Mention]


def may_speak(page: Page, weigher: Weigher) -> bool:
    """Tell whether the words alone name an event, before places and parties are sought."""
    facts = first_sight(page)
    weight = weigher(page.language, facts)
    return weight >= FOR or named(page, facts, weight) is not None


def judge(
    page: Page,
    actors: list[FoundActor],
    attributions: list[Attribution],
    unread: Reading,
    is_fighting: Callable[[Mention], bool],
    weigher: Weigher,
) -> Judged:
    """
    Find the events of *page*.

    Args:
        page: The text with its words, places and times.
        actors: Its parties.
        attributions: Who speaks.
        unread: The reading so far: dateline, register, when it was published.
        is_fighting: May this event be told, as far as age and kind go?
        weigher: What the evidence of a head comes to.
    """
    find = partial(
        mentions_in,
        page,
        actors,
        attributions,
        dateline=unread.dateline,
        published=unread.dispatch.published_at,
    )
    mentions, numbers, parties = find()
    is_news = unread.register == NEWS

    def recent() -> list[Mention]:
        return [one for one in mentions if is_news and is_fighting(one)]

    is_told = bool(recent())
    facts = evidence_of(page, parties, mentions, register=unread.register, is_told=is_told)
    weight = weigher(page.language, facts)
    if is_told and weight <= AGAINST:
        # What stands behind the head was not weighed, and a sentence may speak for itself.
        unclear = [
            one.idx
            for one, number in zip(mentions, numbers, strict=True)
            if _is_in_head(page, number)
            and weigher(page.language, _alone(page, one, number, parties)) < FOR
        ]
        mentions = doubted(page, mentions, unclear)
        return Judged(mentions, numbers, parties, recent())
    spot = None
    bar = FOR if page.places or actors else CLEAR
    may_overrule = is_news and not is_told and weight >= bar
    if may_overrule and not any(map(_is_unreal, mentions)) and not tells_an_accident(page, actors):
        spot = spot_of(page, facts)
    elif not mentions:
        spot = named_spot(page, facts, weight)
    if spot is not None:
        mentions, numbers, parties = find(spot=spot)
    if mentions:
        mentions[0] = renamed(
            mentions[0], page.language, facts, weight, is_told=mentions[0] in recent()
        )
    return Judged(mentions, numbers, parties, recent())


def _is_unreal(one: Mention) -> bool:
    """Tell whether a rule says by a word of its own that a fight did not happen."""
    return one.family in VIOLENT and one.realis in UNREAL


def _is_in_head(page: Page, number: int) -> bool:
    return page.text.sentences[number][0] < page.answer(head_of)


def _alone(page: Page, one: Mention, number: int, parties: list[FoundActor]) -> frozenset[str]:
    """Return the facts of the sentence of *one*, and of no other."""
    within = page.text.sentences[number]
    return evidence_of(page, parties, [one], register=NEWS, is_told=True, within=within)
