"""
Who took part?

Named groups by their alias sets, forces by whose they are ("Malian army", "armée
malienne"), countries by what they do ("Israel strikes"), and kinds of parties without
a name ("gunmen"). A nationality says whose soldiers they are and never where an event
was; what one side calls the other is kept as a label and never becomes a type.

Not here: names (``agents/who/named_parties.py``), whose forces (``agents/who/whose_forces.py``),
countries by what they do (``agents/who/deeds.py``), sides (``agents/who/siding.py``), and which party a mention is about (``agents/what/events.py``).
"""

from __future__ import annotations

from bisect import bisect_left

from agents.lexicon.groups import SECTORS, Name
from agents.text.matching import Hit
from agents.text.sentences import Page
from schemas.event import Actor, ActorType

from .deeds import acting_in
from .kinds import kinds_in
from .named_parties import joined, named_in
from .oppositions import with_relations
from .parties import ARMED, ENEMIES, FoundActor
from .siding import sided
from .whose_forces import Acting, others_of, owner_of

__all__ = ["ARMED", "ENEMIES", "FoundActor", "actors_in", "sided"]

SECTOR_OF_POLICE = "COP"


def actors_in(page: Page) -> list[FoundActor]:
    """Return the parties of *page* in order, not overlapping; names win over kinds."""
    names = named_in(page)
    taken = {at for hit in names for at in range(hit.first, hit.last)}

    def beside(hit: Hit) -> list[Hit]:
        start = bisect_left(names, hit.first, key=lambda name: name.first)
        return names[max(start - 1, 0) : start + 1]

    hits = [
        hit
        for hit in kinds_in(page)
        if taken.isdisjoint(range(hit.first, hit.last))
        # "the paramilitary Rapid Support Forces" are one party, and so are "M23 rebels".
        and (hit.payload == "civilian" or not any(joined(page, hit, name) for name in beside(hit)))
    ]
    kinds = [one for hit in hits for one in _of_kind(page, hit)]
    taken |= {at for one in kinds for at in range(one.first, one.last)}
    deeds = [
        _army(page, one, is_deed=True)
        for one in acting_in(page)
        if taken.isdisjoint(range(one.first, one.last))
    ]
    found = [*(_named(page, hit) for hit in names), *kinds, *deeds]
    return with_relations(page, sorted(found, key=lambda one: one.first))


def _named(page: Page, hit: Hit) -> FoundActor:
    name: Name = hit.payload
    text = page.text
    written = text.words(hit.first, hit.last)
    actor = Actor(
        name=written,
        actor_id=name.actor_id,
        type=name.type,
        sector=name.sector,
        country=name.country,
        labels_used=(written.lower(),) if name.is_label else (),
        span=text.span(hit.first, hit.last),
    )
    is_police = name.sector == SECTOR_OF_POLICE
    return FoundActor(
        actor, hit.first, hit.last, name.beside, is_police, is_named=True, rules=name.rules
    )


def _of_kind(page: Page, hit: Hit) -> list[FoundActor]:
    """Make a party of a kind; forces get the country that stands beside them, or several."""
    text = page.text
    is_police = hit.payload == "police"
    kind: ActorType = "state" if is_police else hit.payload
    first, last, country = hit.first, hit.last, None
    if kind == "state":
        first, last, country = owner_of(page, hit)
    labels = page.marks.within("party.labels", hit.first, hit.last)
    is_armed = kind in ARMED
    force = "police" if is_police else "army"
    actor = Actor(
        name=text.words(first, last),
        actor_id=f"{country}:{force}" if country else None,
        side="unknown" if is_armed else "civilian",
        role="both" if is_armed else "victim",
        type=kind,
        sector=SECTOR_OF_POLICE if is_police else SECTORS[kind],
        country=country,
        labels_used=tuple(text.words(one.first, one.last).lower() for one in labels),
        span=text.span(first, last),
    )
    found = FoundActor(actor, first, last, is_police=is_police, is_named=country is not None)
    if country is None:
        return [found]
    others = [_army(page, one) for one in others_of(page, hit, country)]
    return [found, *(other for other in others if other.first < first or other.first >= last)]


def _army(page: Page, one: Acting, *, is_deed: bool = False) -> FoundActor:
    """Make a country's army a party, by an adjective or by what the country does."""
    actor = Actor(
        name=page.text.words(one.first, one.last),
        actor_id=f"{one.country}:army",
        type="state",
        sector=SECTORS["state"],
        country=one.country,
        span=page.text.span(one.first, one.last),
    )
    return FoundActor(actor, one.first, one.last, is_named=True, is_deed=is_deed)
