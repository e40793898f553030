"""
What is a party of a fight, as found in a text?

The record that the finding (``agents/who/actors.py``) hands to the siding
(``agents/who/siding.py``) and to the questions after it. No judgement here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from schemas.event import Actor, ActorType

ARMED: Final[frozenset[ActorType]] = frozenset({
    "state", "rebel", "militia", "communal", "external", "unidentified", "criminal",
})  # fmt: skip
# Every party that is armed and not the state: its presence alone makes an event of weak words.
ENEMIES: Final[frozenset[ActorType]] = ARMED - {"state"}
# Words of faith and of blame are as often said of a third party as of the group just named.
LOADED: Final = ("jihad", "islamist", "extrem", "terror")


class FoundActor(NamedTuple):
    """
    A party in the text.

    Attributes:
        actor: Its side is ``unknown`` until ``agents/who/siding.py`` gave it one.
        first, last: Its tokens, nationality included.
        beside: Countries whose army it fights beside.
        is_police: Police alone make no fight.
        is_named: Known by name or as a country's army.
        rules: Countries that it governs.
        is_deed: Known by what it did ("a Russian strike"): nobody is counted by its words.
        against, along: Keys of those whom the text sets against it, and beside it.
    """

    actor: Actor
    first: int
    last: int
    beside: frozenset[str] = frozenset()
    is_police: bool = False
    is_named: bool = False
    rules: frozenset[str] = frozenset()
    is_deed: bool = False
    against: frozenset[str] = frozenset()
    along: frozenset[str] = frozenset()


def key_of(one: FoundActor) -> str:
    """Return what two mentions of one party share within a text."""
    return one.actor.actor_id or f"{one.actor.type} {one.actor.name.casefold()}"
