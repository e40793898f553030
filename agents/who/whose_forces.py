"""
Whose forces are meant?

"Malian army", "ejército colombiano", "армия Израиля", "Kyiv's forces" say whose they are.

Not here: armies with names of their own (``agents/who/named_parties.py``), and countries
that are parties by what they do (``agents/who/deeds.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final, NamedTuple

from agents.lexicon.groups import capitals
from agents.text.matching import Hit
from agents.text.sentences import Page
from agents.where.places import Found

from .named_parties import is_joint, is_seamless

COUNTRY: Final = 6  # UCDP where_prec
NEAR: Final = 5  # tokens between a force, or a deed, and the words that say whose it is


class Acting(NamedTuple):
    """A country that is a party: the tokens that say so, and its code."""

    first: int
    last: int
    country: str


def owner_of(page: Page, force: Hit) -> tuple[int, int, str | None]:
    """Return *force* widened by the words that say whose it is, and the country, if any does."""
    start = bisect_left(page.places, force.first - NEAR, key=lambda one: one.first)
    stop = bisect_left(page.places, force.last + NEAR, key=lambda one: one.first)
    for one in page.places[start:stop]:
        if one.place.country is None:
            continue
        if one.last <= force.first and _leads(page, one, force):
            return one.first, force.last, one.place.country
        if one.first >= force.last and _follows(page, one, force):
            return force.first, one.last, one.place.country
    return force.first, force.last, None


def others_of(page: Page, force: Hit, owner: str) -> list[Acting]:
    """
    Return the further countries whose forces one word names: "Thai and Cambodian soldiers".

    Args:
        page: The text.
        force: The word.
        owner: The country that :func:`owner_of` found.
    """
    reach = range(force.first - 3, force.last + NEAR)
    near = [one for one in page.places if one.first in reach]
    own = next((one for one in near if one.place.country == owner), None)
    found = []
    for one in near:
        if own is None or one.place.country in (owner, None):
            continue
        if one.place.precision != COUNTRY or one.place.role != own.place.role:
            continue
        before, after = (one, own) if one.first < own.first else (own, one)
        gap = page.text.raw[page.text.ends[before.last - 1] : page.text.starts[after.first]]
        if len(gap.split()) <= 1 and after.first - before.last <= 1:
            found.append(Acting(one.first, one.last, one.place.country))
    return found


def _leads(page: Page, one: Found, force: Hit) -> bool:
    """Tell whether a place right before a force owns it: "Malian army", "Mali's army"."""
    is_beside = one.last == force.first and is_seamless(page, one.last, force.first)
    if one.place.role == "origin_of_actor":
        return is_beside
    if is_beside:
        return one.place.precision == COUNTRY and page.grammar.is_owner_first
    is_owner = one.last + 1 == force.first and page.text.tokens[one.last] == "s"
    return is_state(one) and is_owner


def _follows(page: Page, one: Found, force: Hit) -> bool:
    """Tell whether a place right behind a force owns it: "armée malienne", "army of Mali"."""
    between = page.text.tokens[force.last : one.first]
    if not is_seamless(page, force.last, one.first):
        return False
    if one.place.role == "origin_of_actor":
        return not between and not page.grammar.is_adjective_first
    if not is_state(one) or len(between) > 2:
        return False
    is_bare = not between and page.grammar.is_owner_bare
    return is_bare or (bool(between) and all(is_joint(page, word) for word in between))


def is_state(one: Found) -> bool:
    """Tell whether a place's name can stand for the state: a country, or its capital."""
    place = one.place
    return place.precision == COUNTRY or capitals().get(place.country or "") == place.canonical
