"""
When does a country's name stand for its arms?

"Israel strikes Gaza", "a Russian drone attack", "shelled by Ukraine", "Ukrainians repel"
and "Thailand and Cambodia trade fire" make a country a party without naming its army. A
country where something happened is none: "Mali attack kills 12".

Not here: forces and whose they are (``agents/who/whose_forces.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.sentences import Page, Sentence
from agents.where.places import Found

from .named_parties import is_joint, is_seamless
from .whose_forces import COUNTRY, NEAR, Acting, is_state

STEP: Final = 1  # words between an adjective and its blow: "Russian overnight attack"
REACH: Final = 8  # tokens between what a country does and to whom
LATE: Final = 25  # and the participle that closes its clause
TELLING: Final = ("speech.said", "speech.responsible")
RANGED: Final = frozenset({"aerial", "artillery"})  # weapons that only an army has, or flies
SURE: Final = 3  # strength of words that name a fight by themselves
HELD: Final = 4  # and the ground it strikes: "strikes a major oil refinery"
FAR: Final = 14  # and with what: "lançou na última noite e ao longo do dia 186 drones"


def acting_in(page: Page) -> list[Acting]:
    """Return the countries that are parties by what they do, in order."""
    deeds = [
        hit for name in ("attack", "struck", "launch", "blow")
        for hit in page.marks.of(f"force.{name}")
    ]  # fmt: skip
    sure = [hit for hit in page.marks.of("trigger") if hit.payload.strength == SURE]
    deeds += [*page.marks.of("act.repel"), *page.marks.of("act.conquer"), *sure]
    deeds += page.marks.of("act.take")
    deeds += [hit for hit in page.marks.of("weapon") if hit.payload in RANGED]
    near = {at for deed in deeds for at in range(deed.first - NEAR, deed.last + NEAR)}
    for deed in page.marks.of("force.done"):
        near.update(range(deed.first - LATE, deed.first))
    return [
        Acting(one.first, one.last, one.place.country)
        for one in page.places
        if one.first in near and one.place.country is not None and _acts(page, one)
    ]


def _acts(page: Page, one: Found) -> bool:
    sentence = page.sentence(page.text.sentence_of(one.first))
    if not sentence.first <= one.first < sentence.last:
        return False
    if one.place.role == "origin_of_actor":
        is_taker = is_state(one) and _takes_ground(sentence, one)
        return is_taker or _deals_blow(page, sentence, one) or _repels(sentence, one)
    if not is_state(one) or one.place.role not in ("mention", "from") or _of_trade(sentence):
        return False
    return (
        _attacks(page, sentence, one)
        or _has_attacked(page, sentence, one)
        or _is_agent(page, sentence, one)
        or _fights_another(sentence, one)
        or _takes_ground(sentence, one)
    )


def _of_trade(sentence: Sentence) -> bool:
    """Tell whether the talk is of another trade: of more than a refinery, which is struck as well."""
    ground = {at for one in sentence.of("place.ground") for at in range(one.first, one.last)}
    return sentence.any("talk", lambda hit: hit.first not in ground) is not None


def _deals_blow(page: Page, sentence: Sentence, one: Found) -> bool:
    """Find "Israeli strike", "frappe israélienne", "Pakistani jets", "mortier azéri"."""
    is_before = page.grammar.is_adjective_first
    sure = [
        hit for hit in sentence.of("trigger")
        if hit.payload.family == "remote" and hit.payload.strength == SURE
    ]  # fmt: skip
    for blow in (*sentence.of("force.blow"), *_ranged(sentence), *sure):
        gap = range(one.last, blow.first) if is_before else range(blow.last, one.first)
        in_order = one.last <= blow.first if is_before else blow.last <= one.first
        if in_order and len(gap) <= STEP and is_seamless(page, gap.start, gap.stop):  # fmt: skip
            return True
    return False


def _ranged(sentence: Sentence) -> list[Hit]:
    return [hit for hit in sentence.of("weapon") if hit.payload in RANGED]


def _repels(sentence: Sentence, one: Found) -> bool:
    """Find "Ukrainians repel …": a people with arms in its hands."""
    return any(verb.first == one.last for verb in sentence.of("act.repel"))


def _attacks(page: Page, sentence: Sentence, one: Found) -> bool:
    """Find "Israel strikes Gaza", "Russia launched missiles", "قصفت إسرائيل"."""
    tokens = page.text.tokens
    for name in ("force.attack", "force.struck", "force.launch"):
        for verb in sentence.of(name):
            is_before = 0 <= verb.first - one.last <= STEP
            is_behind = page.grammar.is_verb_first and verb.last == one.first
            if not (is_before or is_behind) or not sentence.same_clause(one.first, verb.first):
                continue
            end = max(verb.last, one.last)
            if end < sentence.last and tokens[end] in page.grammar.agent:
                continue  # "Ukraine attacked by Russia"
            if name == "force.launch":
                found = _blow_near(sentence, one, end)
            elif name == "force.struck" or is_behind:
                reach = REACH if strikes_ground(sentence, verb) else 2
                found = _target_after(sentence, one, end, reach=reach)
            else:
                found = _target_after(sentence, one, end, reach=REACH) or _blow_near(
                    sentence, one, end
                )
            if found:
                return True
    return False


def strikes_ground(sentence: Sentence, verb: Hit) -> bool:
    """Tell whether *verb* hits what soldiers hold or fight over: "strikes a refinery in"."""
    marks, last = sentence.page.marks, min(verb.last + HELD, sentence.last)
    found = (
        *marks.within("place.ground", verb.last, last),
        *marks.within("place.post", verb.last, last),
        *marks.within("place.target", verb.last, last),
    )
    return any(sentence.same_clause(verb.first, one.first) for one in found)


def _has_attacked(page: Page, sentence: Sentence, one: Found) -> bool:
    """Find "Russland hat … angegriffen", where the deed closes the clause."""
    if one.last >= sentence.last or page.text.tokens[one.last] not in page.grammar.has:
        return False
    return any(sentence.same_clause(one.first, done.first) for done in sentence.of("force.done"))


def _is_agent(page: Page, sentence: Sentence, one: Found) -> bool:
    """Find "shelled by Ukraine", "bombardé par Israël"."""
    tokens = page.text.tokens
    at = one.first - 1
    if at > sentence.first and is_joint(page, tokens[at]):
        at -= 1
    if at <= sentence.first or tokens[at] not in page.grammar.agent:
        return False
    deeds = (hit for name in ("attack", "struck", "blow") for hit in sentence.of(f"force.{name}"))
    return any(
        0 <= at - deed.last <= NEAR and sentence.same_clause(deed.first, at) for deed in deeds
    )


def _fights_another(sentence: Sentence, one: Found) -> bool:
    """Find "Thailand and Cambodia trade artillery fire": two countries, then a sure word for it."""
    pair = [
        other for other in sentence.places()
        if other.place.precision == COUNTRY and other.place.country != one.place.country
        and max(other.first - one.last, one.first - other.last) <= STEP
    ]  # fmt: skip
    if not pair or one.place.precision != COUNTRY:
        return False
    last = max(one.last, pair[0].last)
    return any(
        0 <= hit.first - last <= NEAR and hit.payload.strength == SURE
        and hit.payload.family in ("fight", "remote")
        for hit in sentence.of("trigger")
    )  # fmt: skip


def _takes_ground(sentence: Sentence, one: Found) -> bool:
    """
    Find "Moscow claims the capture of Siversk", "Russia takes three villages near Siversk".

    It is a town abroad, and the country says so or does it to what is called a village.
    """
    tellings = [hit for name in TELLING for hit in sentence.of(name)]
    is_told = any(0 <= hit.first - one.last <= STEP for hit in tellings)
    towns = [
        other.first for other in sentence.places()
        if other.place.country not in (None, one.place.country)
        and other.place.precision < COUNTRY
    ]  # fmt: skip
    return any(
        one.last <= act.first <= one.last + NEAR
        and sentence.same_clause(one.first, act.first)
        and (is_told or (act.first == one.last and _takes_spot(sentence, act)))
        and any(
            0 <= first - act.last <= (NEAR if _takes_spot(sentence, act) else STEP)
            for first in towns
        )
        for name in ("act.take", "act.conquer")
        for act in sentence.of(name)
    )


def _takes_spot(sentence: Sentence, act: Hit) -> bool:
    """Tell whether a word for ground stands right behind *act*: "captured a village in"."""
    return any(0 <= one.first - act.last <= STEP + 1 for one in sentence.of("place.ground"))


def _target_after(sentence: Sentence, one: Found, at: int, *, reach: int) -> bool:
    """Tell whether a place of another country or a named party stands soon after token *at*."""
    foreign = (
        place for place in sentence.places()
        if place.place.country not in (None, one.place.country) and place.cue in ("", "in")
    )  # fmt: skip
    begins = [place.first for place in foreign] + [hit.first for hit in sentence.of("name")]
    return any(0 <= first - at <= reach for first in begins)


def _blow_near(sentence: Sentence, one: Found, at: int) -> bool:
    """Tell whether a blow stands soon after token *at*, or right before: "raids that Israel flew"."""
    blows = (*sentence.of("force.blow"), *sentence.of("weapon"))
    return any(
        0 <= blow.first - at <= FAR or 0 <= one.first - blow.last <= STEP + 1 for blow in blows
    )
