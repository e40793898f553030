"""
Where does a text name a kind of party: "gunmen", "the army", "villagers"?

Two kinds side by side are one party ("cartel gunmen", "separatist insurgents"), and
"forces" are armed ones when a country owns them ("Kyiv's forces"). Not
here: which words are kinds (the ``[party]`` table of each language), and whose forces
they are (``agents/who/whose_forces.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.sentences import Page

from .whose_forces import owner_of

# Of "cartel gunmen" the cartel says more.
VAGUE: Final = "unidentified"
MERGED: Final = frozenset({"rebel", "militia", "communal", "criminal", VAGUE})


def kinds_in(page: Page) -> list[Hit]:
    """Return the kinds of party in *page*, in order and not overlapping, each with its type."""
    found: list[Hit] = []
    kinds = page.marks.longest("party", 0, len(page.text.tokens))
    forces = [
        Hit(hit.first, hit.last, "state")
        for hit in page.marks.of("force.men")
        if owner_of(page, hit)[2] is not None
    ]
    if forces:
        taken = {at for hit in kinds for at in range(hit.first, hit.last)}
        kinds += [hit for hit in forces if taken.isdisjoint(range(hit.first, hit.last))]
        kinds.sort(key=lambda hit: hit.first)
    for hit in kinds:
        if found and _is_one(page, found[-1], hit):
            before = found.pop()
            kind = hit.payload if before.payload == VAGUE else before.payload
            found.append(Hit(before.first, hit.last, kind))
        else:
            found.append(hit)
    return found


def _is_one(page: Page, one: Hit, other: Hit) -> bool:
    if one.last != other.first or not {one.payload, other.payload} <= MERGED:
        return False
    text = page.text
    return text.raw[text.ends[one.last - 1] : text.starts[other.first]] in (" ", "\n", "-")
