"""
Do the kinds of words in a brief sentence, taken together, leave little doubt of fighting?

A list of phrases knows what its author thought of. Where no rule finds an event, a headline
that brings together an armed party, what it holds or strikes, a weapon or the dead, and a
place may still tell of one: each kind of word adds its weight (``class_score.toml``), and what
passes the bar is an event. No word counts by itself, so a verb that nobody listed does no harm.

Not here: rules that name what happened (``agents/what/triggers.py``), which are asked first, and
whether it happened (``agents/what/realis.py``): where the head holds any word that doubts it, or
that talks of another trade, nothing is scored.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from agents.lexicon import Trigger
from agents.said.no_people import counts_no_people
from agents.text.matching import Hit
from agents.text.numbers import numbers_in
from agents.text.sentences import Page, Sentence
from agents.where.places import Found
from agents.who.actors import FoundActor

from .composed import ATTACK, CLASH, FOES, HURT, IMPLIED, VIOLENT
from .weapons import FIRST, OF_WEAPON

FILE: Final = Path(__file__).with_name("class_score.toml")
HEAD: Final = 2  # sentences: headline and lead
BRIEF: Final = 16  # tokens of a headline; in a longer sentence kinds meet by chance
DOUBTS: Final = (
    "talk", "cue.negated", "cue.threatened", "cue.planned", "cue.hypothetical", "cue.historical",
    "cue.tried", "cue.ending", "cue.struggle", "cue.exercise", "cue.attempted", "cue.background",
    "cue.reaction", "speech.denied", "act.demand", "act.riot", "act.disperse", "act.leave",
    "act.free",
)  # fmt: skip
KINDS: Final = {
    "act.force": "force", "act.shoot": "shoot", "act.attack": "attack", "act.strike": "strike",
    "act.take": "take", "act.conquer": "conquer", "act.repel": "repel", "force.blow": "blow",
    "place.post": "post", "place.ground": "ground", "place.target": "target",
}  # fmt: skip
# The words that stand for the event, the first kind that is there.
NAMED_BY: Final = (
    "force", "shoot", "attack", "strike", "conquer", "take", "repel", "hurt", "weapon",
)  # fmt: skip
HELD: Final = frozenset({"army", "post", "police"})  # who is attacked there bears arms
ABDUCTION: Final = Trigger("one_sided", "Abduction/forced disappearance", IMPLIED)
FIGHT: Final = Trigger("fight", CLASH, IMPLIED)
STRUCK: Final = Trigger("remote", "Shelling/artillery/missile attack", IMPLIED)


class Weights(NamedTuple):
    """
    What ``class_score.toml`` says.

    Attributes:
        bias: The sum begins here.
        bar: What it must pass.
        single: Kind -> weight.
        pairs: Two kinds in one sentence, and what both weigh beyond each.
    """

    bias: float
    bar: float
    single: dict[str, float]
    pairs: tuple[tuple[str, str, float], ...]


def may_score(page: Page) -> bool:
    """Tell whether the head of *page* brings an armed party or a weapon together with anything."""
    marks, last = page.marks, _head_of(page)
    if any(hit.payload in OF_WEAPON for hit in marks.within("weapon", 0, last)):
        return True
    has_foe = bool(marks.within("name", 0, last)) or any(
        hit.payload in FOES or hit.payload == "state" for hit in marks.within("party", 0, last)
    )
    return has_foe and any(
        marks.within(name, 0, last)
        for name in ("place.post", "place.target", "place.ground", "people", "act.force")
    )


def by_kinds(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Return the event that the kinds of words in *sentence* tell of: where, what, by which rule."""
    if sentence.number >= HEAD or sentence.last - sentence.first > BRIEF:
        return None
    marks, end = sentence.page.marks, max(sentence.last, _head_of(sentence.page))
    if any(marks.within(name, 0, end) for name in DOUBTS) or not _spots(sentence):
        return None
    found = kinds_of(sentence, parties)
    weighed = weights()
    parts = {kind: weighed.single[kind] for kind in found if kind in weighed.single}
    parts |= {
        f"{one}+{other}": weight
        for one, other, weight in weighed.pairs
        if one in found and other in found
    }
    if weighed.bias + sum(parts.values()) <= weighed.bar:
        return None
    trigger = _kind_of(sentence, found)
    at = next((found[kind] for kind in NAMED_BY if kind in found), min(found.values(), key=_first))
    rule = f"events.class_score({','.join(sorted(parts))})@1"
    return Hit(at.first, at.last, trigger), trigger, rule


def _head_of(page: Page) -> int:
    """Return the token behind the head of *page*."""
    return page.text.sentences[:HEAD][-1][1] if page.text.sentences else 0


def kinds_of(sentence: Sentence, parties: list[FoundActor]) -> dict[str, Hit]:
    """Return the kinds of words that *sentence* holds, each with the first words of it."""
    found: dict[str, Hit] = {}
    for kind, hit in _kinds(sentence, parties):
        found.setdefault(kind, hit)
    if "foe" in found and "post" in found:
        found.setdefault("target", found["post"])  # what soldiers hold is struck as well
    return found


def _kinds(sentence: Sentence, parties: list[FoundActor]) -> Iterator[tuple[str, Hit]]:
    homes = {place.place.country for place in _spots(sentence)}
    for one in parties:
        kind = _party(one)
        if kind == "army" and not one.is_deed and one.actor.country in (None, *homes):
            continue  # at home an army builds, buries and blows up old bridges
        yield kind, Hit(one.first, one.last, None)
    for hit in sentence.longest("weapon"):
        yield ("weapon" if hit.payload in OF_WEAPON else f"weapon_{hit.payload}"), hit
    yield from _words(sentence)
    for hit in sentence.of("trigger"):
        is_abduction = hit.payload.sub_event == ABDUCTION.sub_event
        yield ("abduction" if is_abduction else f"word_{hit.payload.family}"), hit
    for place in _spots(sentence):
        yield "place", Hit(place.first, place.last, None)
    for number in numbers_in(sentence):
        if not counts_no_people(sentence, number):
            yield "count", Hit(number.first, number.last, None)


def _words(sentence: Sentence) -> Iterator[tuple[str, Hit]]:
    for name, kind in KINDS.items():
        for hit in sentence.longest(name):
            yield kind, hit
    for hit in sentence.longest("toll"):
        yield ("hurt" if hit.payload in HURT else hit.payload), hit
    for hit in sentence.longest("people"):
        yield ("soldiers" if hit.payload in ("soldier", "fighter") else "people"), hit


def _spots(sentence: Sentence) -> list[Found]:
    """Return the places of *sentence* that are not whose somebody is: "Brazilian"."""
    return [one for one in sentence.places() if one.place.role != "origin_of_actor"]


def _party(one: FoundActor) -> str:
    kind = one.actor.type
    if kind in FOES:
        return "foe"
    if kind in ("state", "external"):
        return "police" if one.is_police else "army"
    return kind


def _kind_of(sentence: Sentence, found: dict[str, Hit]) -> Trigger:
    """Return which kind of event it is: by the weapon, else by who faces whom."""
    used = {hit.payload for hit in sentence.longest("weapon")}
    weapon = next((kind for kind in FIRST if kind in used), None)
    if weapon is not None:
        return Trigger("remote", OF_WEAPON[weapon], IMPLIED)
    if "abduction" in found:
        return ABDUCTION
    named = next((hit for hit in sentence.of("trigger") if hit.payload.family in VIOLENT), None)
    if named is not None:
        return Trigger(named.payload.family, named.payload.sub_event, IMPLIED)
    if "foe" in found:
        return FIGHT if HELD & found.keys() else ATTACK
    return STRUCK if "force" in found and "hurt" not in found else ATTACK


def _first(hit: Hit) -> int:
    return hit.first


@cache
def weights() -> Weights:
    """Return what the file says."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    listed: dict[str, float] = table["weight"]
    single: dict[str, float] = {}
    pairs: list[tuple[str, str, float]] = []
    for name, weight in listed.items():
        one, _, other = name.partition("+")
        if other:
            pairs.append((one, other, weight))
        else:
            single[name] = weight
    return Weights(table["bias"], table["bar"], single, tuple(pairs))
