"""
What happens, by which words?

Finds the words of a sentence that name an event, drops those that cannot, and keeps
one of those that tell the same.

Not here: which words can (``agents/what/company.py``), events that several words name
together (``agents/what/composed.py``, ``agents/what/ground.py``), crowds (``agents/what/crowds.py``),
whether it happened (``agents/what/realis.py``), where (``agents/where/event_places.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon import Trigger
from agents.said.own_words import claims_a_deed, denies_part
from agents.said.speech import Attribution, speaking_in
from agents.text.matching import Hit
from agents.text.sentences import Page, Sentence, beginning_in
from agents.who.actors import ENEMIES, FoundActor

from .aims import by_aim
from .company import CERTAIN, CROWDS, Candidate, is_an_arrest, is_event
from .composed import VIOLENT, composed
from .crowds import LOOTING, after_crowd, is_cause_of_protest, of_crowd, worse
from .ground import ground
from .hints import may_be_composed
from .meaning import candidate_of
from .telling_apart import distinct
from .terse import terse
from .trades import trade_in
from .weighing import Spot

LESSER: Final = frozenset({"Peaceful protest", LOOTING})
ARRESTS: Final = "Arrests"
OF_PROTEST: Final = 2  # sentences behind the one that names a protest
HEAD: Final = 2  # sentences, headline and lead, that are looked at whatever their words
MOST: Final = 40  # events of one dispatch; more is a list, and the first tell it
# An army abroad drives into ditches there as well; it makes no foe of anybody.
NO_FOES: Final = frozenset({"external", "communal"})


def candidates_in(
    page: Page,
    actors: list[FoundActor],
    attributions: list[Attribution],
    spot: Spot | None = None,
) -> list[Candidate]:
    """
    Return the possible events of *page*, the first ``MOST``, in order of their words.

    Args:
        page: The text with its words and places.
        actors: Its parties.
        attributions: Who speaks.
        spot: Where all words together tell of one.
    """
    found: list[Candidate] = []
    is_accident = tells_an_accident(page, actors)
    for number in range(len(page.text.sentences)):
        if len(found) >= MOST:
            break
        first, last = page.text.sentences[number]
        triggers = page.marks.longest("trigger", first, last)
        is_told = spot is not None and first <= spot.hit.first < last
        if (
            not triggers
            and not may_be_composed(page, first, last)
            and number >= HEAD
            and not is_told
        ):
            continue
        sentence = page.sentence(number)
        acting, present = _parties(sentence, actors, attributions)
        here = [
            candidate_of(sentence, hit, acting, present)
            for hit in triggers
            if not any(_is_called(hit, one) for one in present)
        ]
        for one in here:
            one.trigger = by_aim(one)
        here = [
            one for one in here
            if is_event(one)
            and not is_an_arrest(one)
            and (one.trigger.family == "protest" or not is_cause_of_protest(sentence, one.hit))
        ]  # fmt: skip
        here += _made(sentence, acting, ground(sentence, acting))
        if is_accident:
            here = [one for one in here if not _is_accidental(one)]
        here.sort(key=lambda one: one.hit.first)
        if not is_accident and (not here or _is_aside(here)):
            event = composed(sentence, acting) or terse(sentence, acting)
            here = _made(sentence, acting, event) or here
        if not is_accident and _is_aftermath(sentence, here, acting):
            event = composed(sentence, acting)
            here = _made(sentence, acting, event) or here
        for one in here:
            one.trigger = by_aim(one)
        if spot is not None and is_told:
            here = _weighed(sentence, here, acting, spot)
        found += _without_ends(found, distinct(here), sentence, acting)
    return found[:MOST]


def _weighed(
    sentence: Sentence, here: list[Candidate], acting: list[FoundActor], spot: Spot
) -> list[Candidate]:
    """Let the fights of *here* have happened; where there is none, let the words tell of one."""
    if spot.trigger.family not in VIOLENT:
        return here or [Candidate(sentence, spot.hit, spot.trigger, acting, rules=[spot.rule])]
    fights = [one for one in here if one.trigger.family in VIOLENT]
    if not fights:
        fights = [Candidate(sentence, spot.hit, spot.trigger, acting)]
        here = sorted([*here, *fights], key=lambda one: one.hit.first)
    for one in fights:
        one.weighed = spot.ruling
        one.rules.append(spot.rule)
    return here


def tells_an_accident(page: Page, actors: list[FoundActor]) -> bool:
    """Tell whether the headline or the first sentence speaks of an accident, and nobody of foes."""
    head = page.text.sentences[:2]
    is_said = any(
        hit.payload == "accident" for one in head for hit in page.marks.within("talk", *one)
    )
    return is_said and not any(one.is_deed or one.actor.type in ENEMIES - NO_FOES for one in actors)


def _is_called(hit: Hit, party: FoundActor) -> bool:
    """Tell whether the words are part of a party's name: "riot police", "People's War"."""
    is_inside = party.first <= hit.first and hit.last <= party.last
    return is_inside and not party.is_deed and hit.last - hit.first < party.last - party.first


def _is_aside(here: list[Candidate]) -> bool:
    """
    Tell whether only a gathering or a theft is named, where an armed party acts.

    "Shot as they left a vigil", "set fire to a district and shot those who fled".
    """
    return all(one.trigger.sub_event in LESSER and one.has_enemy for one in here)


def _is_aftermath(sentence: Sentence, here: list[Candidate], acting: list[FoundActor]) -> bool:
    """Tell whether arrests only follow what the state did: "killed nine rebels and arrested one"."""
    if not here or not acting or acting[0].actor.type != "state":
        return False
    killed = sentence.any("toll", lambda hit: hit.payload == "killed")
    return (
        killed is not None
        and all(one.trigger.sub_event == ARRESTS for one in here)
        and acting[0].last <= killed.first < here[0].hit.first
        and any(one.actor.type in ENEMIES and one.first >= killed.last for one in acting)
    )


def _is_accidental(one: Candidate) -> bool:
    """Tell whether a blast or deaths may be those of the accident: no army, no sure word."""
    is_sure = one.trigger.strength >= CERTAIN or one.has_armed
    trade = trade_in(one.sentence, one.hit)
    is_figure = trade is not None and trade.payload != "accident"
    return one.trigger.family in VIOLENT and not is_sure and not is_figure


def _without_ends(
    found: list[Candidate], here: list[Candidate], sentence: Sentence, parties: list[FoundActor]
) -> list[Candidate]:
    """Call a protest by what the sentences behind it tell of its end; return what else they tell."""
    last = next((one for one in reversed(found) if one.trigger.family in CROWDS), None)
    if last is None or sentence.number - last.sentence.number > OF_PROTEST:
        return here
    if not any(one.trigger.family in VIOLENT for one in here):
        last.trigger = after_crowd(sentence, last.trigger, parties)
    if sentence.places():
        return here
    for one in here:
        if one.trigger.family in CROWDS:
            last.trigger = worse(last.trigger, one.trigger.sub_event)
    return [one for one in here if one.trigger.family not in CROWDS]


def _made(
    sentence: Sentence, parties: list[FoundActor], found: tuple[Hit, Trigger, str] | None
) -> list[Candidate]:
    """Make a candidate of what several words name together."""
    if found is None:
        return []
    hit, trigger, rule = found
    trigger = of_crowd(sentence, trigger, parties)
    candidate = Candidate(sentence, hit, trigger, parties, rules=[rule])
    return [candidate] if is_event(candidate) else []


def _parties(
    sentence: Sentence, actors: list[FoundActor], attributions: list[Attribution]
) -> tuple[list[FoundActor], list[FoundActor]]:
    """Return the parties of a sentence that do more than speak there, and all of them."""
    inside = list(beginning_in(actors, sentence.first, sentence.last))
    speaking = speaking_in(sentence, attributions)
    only = [one for one in speaking if not claims_a_deed(sentence, one)]
    present = [one for one in inside if not denies_part(sentence, one)]
    acting = [
        one for one in present if not any(s.first <= one.first < s.last for s in only)
    ]  # fmt: skip
    return acting, present
