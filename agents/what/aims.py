"""
Who did it, and to whom?

One word, "attacked", names a battle when soldiers are attacked, violence against civilians
when villagers are, and a riot when a crowd does it (ACLED's coding rules 1 and 7,
``docs/glossary.md``). So the parties on both sides of the word are asked: in most
languages who acts stands before it, or behind a "by".

Not here: which words name an event (``agents/what/triggers.py``), and sides for the record
(``agents/who/siding.py``).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from agents.lexicon import Trigger
from agents.text.matching import Hit
from agents.text.sentences import Sentence
from agents.who.actors import ENEMIES, FoundActor

from .company import CERTAIN, Candidate
from .composed import ATTACK, CLASH, IMPLIED
from .crowds import STOPPED, of_unarmed, wants
from .trades import trade_in

Kind = Literal["state", "enemy", "crowd", "civilian"]
ONE_WAY: Final = frozenset({CLASH, ATTACK.sub_event})
REACH: Final = 14  # tokens between the word and those it is done to
AGENT: Final = 7  # between the word and its "by", and between that and who did it
SUBJECT: Final = 9  # between who acts and the word
BESIDE: Final = 3  # the same for people who bear no arms: further off they are its victims
OF_PEOPLE: Final[dict[str, Kind]] = {"soldier": "state", "fighter": "enemy"}


class Named(NamedTuple):
    """Somebody in a sentence, or what is theirs: tokens ``[first, last)`` and who they are."""

    first: int
    last: int
    kind: Kind


def by_aim(candidate: Candidate) -> Trigger:
    """Return what the event of *candidate* is, given who did it to whom."""
    trigger, sentence, hit = candidate.trigger, candidate.sentence, candidate.hit
    grammar = sentence.page.grammar
    is_free = grammar.is_verb_last or grammar.is_verb_first  # where order does not tell
    if is_free or trigger.sub_event not in ONE_WAY or trade_in(sentence, hit) is not None:
        return trigger
    is_attack = bool(sentence.page.marks.within("act.attack", hit.first, hit.last))
    is_one_way = trigger.sub_event == ATTACK.sub_event or is_attack
    doer, target = _aim(candidate)
    if not is_one_way:
        is_unarmed = not candidate.has_armed and "enemy" not in (doer, target)
        is_crowds = is_unarmed and trigger.strength < CERTAIN and doer in ("crowd", "civilian")
        return of_unarmed(sentence) if is_crowds else trigger
    if doer == "enemy":
        is_fight = target in ("state", "enemy") or (target is None and _has_two_sides(candidate))
        return Trigger("fight", CLASH, trigger.strength) if is_fight else _attack(trigger)
    if doer == "state" and target is not None:
        is_fight = target in ("enemy", "state")
        return Trigger("fight", CLASH, trigger.strength) if is_fight else _attack(trigger)
    # "800 people slaughtered": the words of killing have the dead before them as well.
    marks = sentence.page.marks
    is_killing = any(marks.within(name, hit.first, hit.last) for name in ("toll", "act.shoot"))
    is_on_protest = bool(marks.within("act.demand", hit.last, hit.last + BESIDE + 1))
    if doer in ("crowd", "civilian") and (is_on_protest or (target == "crowd" and wants(sentence))):
        return Trigger("protest", STOPPED, IMPLIED)
    if doer in ("crowd", "civilian") and target != "enemy" and not is_killing:
        # "Troops kill two men during a raid": they stand before the word, and did not do it.
        is_army = any(_kind_of(one) == "state" and not one.is_police for one in candidate.parties)
        is_done_to = doer == "civilian" and target is None and is_army
        return _attack(trigger) if is_done_to else of_unarmed(sentence)
    return trigger


def _has_two_sides(candidate: Candidate) -> bool:
    kinds = {_kind_of(one) for one in candidate.parties}
    return {"state", "enemy"} <= kinds


def _attack(trigger: Trigger) -> Trigger:
    return Trigger("one_sided", ATTACK.sub_event, trigger.strength)


def _aim(candidate: Candidate) -> tuple[Kind | None, Kind | None]:
    """Return who did it and to whom; ``None`` for those whom the sentence does not name."""
    sentence, hit = candidate.sentence, candidate.hit
    named = _named(candidate)
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    by = next(
        (
            at for at in range(hit.first, min(hit.last + AGENT, sentence.last))
            if tokens[at] in grammar.given_by
        ),
        None,
    )  # fmt: skip
    ahead = [
        one for one in named
        if one.first < hit.last
        and hit.first - one.last <= (SUBJECT if one.kind in ("state", "enemy") else BESIDE)
        and not (one.kind == "civilian" and _only_tells_or_dies(sentence, one, hit))
    ]  # fmt: skip
    behind = [one for one in named if hit.last <= one.first < hit.last + REACH]
    if by is not None:
        agents = [one for one in named if by < one.first <= by + AGENT]
        aimed_at = [one for one in behind if one not in agents] or ahead[-1:]
        return _first(agents), _first(aimed_at)
    if any(tokens[at] in grammar.passive for at in range(max(hit.first - 2, 0), hit.first)):
        return None, _first(ahead[-1:])
    return _first(ahead[-1:]), _first(behind)


def _only_tells_or_dies(sentence: Sentence, one: Named, hit: Hit) -> bool:
    """Tell whether people before the word are witnesses or dead: "residents say fighting goes on"."""
    marks = sentence.page.marks
    is_dead = bool(marks.within("toll", sentence.first, hit.first))
    return is_dead or bool(marks.within("speech.said", one.last, hit.first))


def _first(named: list[Named]) -> Kind | None:
    return named[0].kind if named else None


def _named(candidate: Candidate) -> list[Named]:
    """List who, and whose posts, stand in the sentence of *candidate*, in order."""
    sentence = candidate.sentence
    found = [Named(one.first, one.last, _kind_of(one)) for one in candidate.parties]
    taken = {at for one in found for at in range(one.first, one.last)}
    for name in ("people", "place.post"):
        for hit in sentence.longest(name):
            if taken.isdisjoint(range(hit.first, hit.last)):
                kind = "state" if name == "place.post" else OF_PEOPLE.get(hit.payload, "civilian")
                found.append(Named(hit.first, hit.last, kind))
    return sorted(found)


def _kind_of(one: FoundActor) -> Kind:
    kind = one.actor.type
    if kind in ("state", "external"):
        return "state"
    if kind in ENEMIES:
        return "enemy"
    return "crowd" if kind == "protester" else "civilian"
