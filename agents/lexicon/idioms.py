"""
Which words of a text stand in a set phrase, and do not mean what they say?

"Death penalty", "nine lives", "think tank": within an ``[idiom]`` of the word file nobody
dies, fights or bears arms, so our words in it are not found at all.

Not here: figures of speech that the rest of the sentence tells (``agents/what/unreal.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit

IDIOM: Final = "idiom.set"
MEANT: Final = ("toll", "trigger", "weapon", "people", "person", "party")
"""Classes that an idiom takes the meaning from, beside every ``act``."""


def without_idioms(hits: list[Hit]) -> list[Hit]:
    """Return *hits*, whose payload is ``(class, value)``, without those inside an idiom."""
    idioms = [hit for hit in hits if hit.payload[0] == IDIOM]
    if not idioms:
        return hits
    spent = {token for hit in idioms for token in range(hit.first, hit.last)}
    return [hit for hit in hits if not (_is_meant(hit) and _lies_in(hit, spent))]


def _is_meant(hit: Hit) -> bool:
    name: str = hit.payload[0]
    return name in MEANT or name.startswith("act.")


def _lies_in(hit: Hit, spent: set[int]) -> bool:
    return all(token in spent for token in range(hit.first, hit.last))
