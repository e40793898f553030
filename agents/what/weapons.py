"""
With which weapon is it done?

The weapon in the clause of a deed says which kind of event it is; one that opens a headline
does so for the dead behind a colon.

Not here: what a weapon and a deed name together (``agents/what/composed.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.sentences import Sentence

CHEMICAL: Final = "Chemical weapon"
NEAR: Final = 7  # tokens between a weapon and what is done with it
ASIDE: Final = 10  # with an aside between: "a mine, laid by an unknown group, exploded"
COMMAS: Final = 2  # of an aside
BRIEF: Final = 12  # tokens of a headline
LAID: Final = frozenset({"bomb", "mine", "grenade", "suicide"})
# What is fired or laid and works at range, by ACLED's coding rules (docs/glossary.md).
OF_WEAPON: Final[dict[str, str]] = {
    "aerial": "Air/drone strike",
    "artillery": "Shelling/artillery/missile attack",
    "bomb": "Remote explosive/landmine/IED",
    "mine": "Remote explosive/landmine/IED",
    "grenade": "Grenade",
    "chemical": CHEMICAL,
    "suicide": "Suicide bomb",
}
# Of several weapons in one act the first here is what the event is called by: a drone that
# drops a bomb is an air strike, a vest of explosives a suicide bomb.
FIRST: Final = ("suicide", "chemical", "aerial", "artillery", "grenade", "mine", "bomb")


def weapon_near(sentence: Sentence, at: Hit) -> str | None:
    """Return the sub-event of the weapon that stands near *at* in its clause, if one does."""
    weapons = [one for one in sentence.longest("weapon") if one.payload in OF_WEAPON]
    kinds = {one.payload for one in weapons if _is_near(sentence, one, at)}
    if not kinds:
        kinds = {one.payload for one in weapons if _is_across_an_aside(sentence, one, at)}
    return next((OF_WEAPON[kind] for kind in FIRST if kind in kinds), None)


def _is_across_an_aside(sentence: Sentence, weapon: Hit, act: Hit) -> bool:
    """Tell whether what was laid does *act* behind words set off from both: "…, laid by rebels, …"."""
    apart = sentence.clause_of(act.first) - sentence.clause_of(weapon.first)
    return weapon.payload in LAID and apart == COMMAS and act.first - weapon.last <= ASIDE


def is_of_weapon(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether *hit* is part of a weapon's longer name: "assault rifles", "drones d'attaque"."""
    return any(
        one.first <= hit.first and hit.last <= one.last and one[:2] != hit[:2]
        for one in sentence.longest("weapon")
    )


def _is_near(sentence: Sentence, one: Hit, other: Hit) -> bool:
    gap = max(one.first - other.last, other.first - one.last)
    # The German verb closes the clause, however long that is.
    is_near = gap <= NEAR or sentence.page.grammar.is_verb_last
    return is_near and sentence.same_clause(one.first, other.first)


def in_two_words(sentence: Sentence, act: Hit, hurt: Hit | None) -> str | None:
    """Return the sub-event of a weapon that opens a headline parted in two: "grenade in bar: five dead"."""
    weapon = next(iter(sentence.longest("weapon")), None)
    is_brief = sentence.last - sentence.first <= BRIEF and not sentence.of("talk")
    if act is not hurt or weapon is None or weapon.payload not in OF_WEAPON or not is_brief:
        return None
    apart = sentence.clause_of(act.first) - sentence.clause_of(weapon.first)
    opens = weapon.first - sentence.first <= 1 and apart == 1
    return OF_WEAPON[weapon.payload] if opens else None
