"""
Which settlements does a text name that no gazetteer lists, and in what do they lie?

Wars are fought over hamlets. Such a name is kept as it is written. It has no point of
its own: it stands at what the text says contains it, and no more exactly than that.
Its country is that of places where other things are told, never a dateline's, a
nationality's or a mere mention's.

Not here: where such a name begins and ends (``settlements.py``), names that the
gazetteer knows (``places.py``), and what is told there (``event_places.py``).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from agents.gazetteer.cues import Cues, cue_before
from agents.gazetteer.names import Gazetteer
from agents.gazetteer.roles import NEAR_KM, ROLES
from agents.text.folding import Text
from schemas.event import Place

from .found import Found
from .settlements import Named, Settlements

SHORTEST: Final = 3  # letters of a name
SPOT: Final = 2  # precision up to which a place is a town, or near one
REGION: Final = 4
COUNTRY: Final = 6
SCORE: Final = 0.5  # of a name that no gazetteer vouches for
KEPT: Final = frozenset({"near", "toward", "from"})
"""Cues that are a role by themselves."""


def with_unlisted(
    text: Text, found: list[Found], cues: Cues, names: Gazetteer, head: range, *, shouted: bool
) -> list[Found]:
    """Return *found* with the settlements that the gazetteer lacks, in order."""
    if cues.called.isdisjoint(text.tokens) and not found:
        return found
    settlements = Settlements(text, cues, names, found, shouted=shouted)
    new = [
        named for named in (*settlements.called(), *settlements.contained(), *settlements.beside())
        if _is_new(named, settlements, names)
    ]  # fmt: skip
    anchors = [_anchor(named, settlements) for named in new]
    # Said once, it holds for the whole text: "in X, Y department" and later "the town of X".
    bound: dict[str, Place] = {}
    for named, anchor in zip(new, anchors, strict=True):
        name = settlements.name(named)
        if anchor is not None and (name not in bound or anchor.precision < bound[name].precision):
            bound[name] = anchor
    taken = set(head)
    added: list[Found] = []
    for named in new:
        tokens = range(named.first, named.last)
        anchor = bound.get(settlements.name(named))
        if anchor is not None and taken.isdisjoint(tokens):
            taken.update(tokens)
            added.append(_placed(named, settlements, anchor))
    if not added:
        return found
    kept = [
        one for one in found
        if one.first in head or taken.isdisjoint(range(one.first, one.last))
    ]  # fmt: skip
    return sorted((*kept, *added), key=lambda one: one.first)


def _is_new(named: Named, settlements: Settlements, names: Gazetteer) -> bool:
    """Tell whether the gazetteer does not know the name: as a whole, or by a part of it."""
    text, cues = settlements.text, settlements.cues
    words = text.tokens[named.first : named.last]
    known_as = names.named(settlements.name(named))
    if known_as and known_as[0].kind not in {"place", "district"}:
        return False
    if not settlements.extents.is_shouted and text.words(named.first, named.last).isupper():
        return False  # "the IDP camp"
    if text.ends[named.last - 1] - text.starts[named.first] < SHORTEST:
        return False
    if all(word in names.never("en") for word in words):
        return False
    span = range(named.first, named.last)
    inside = [settlements.covered[at] for at in span if at in settlements.covered]
    if any(
        one.place.precision >= REGION or one.first < named.first or one.last > named.last
        for one in inside
    ):
        return False
    rest = [text.tokens[at] for at in span if at not in settlements.covered]
    plain = cues.kinds | cues.words["skip"] | cues.words["civic"]
    return bool(rest) and not (inside and plain.issuperset(rest))


def _placed(named: Named, settlements: Settlements, anchor: Place) -> Found:
    """Return the place of a name that stands at *anchor*."""
    text = settlements.text
    start, _ = text.sentences[text.sentence_of(named.first)]
    cue, _ = cue_before(text, named.opens, start, settlements.cues)
    place = replace(
        anchor,
        name=text.words(named.first, named.last),
        role=ROLES.get(cue, "mention") if cue in KEPT else "mention",
        place_id=None,
        canonical=None,
        score=SCORE,
        runner_up=None,
        bearing=None,
        group=None,
        span=text.span(named.first, named.last),
    )
    return Found(place, named.first, named.last, cue)


def _anchor(named: Named, settlements: Settlements) -> Place | None:
    """Return where a name stands: in what contains it, else in the country that is told of."""
    around = settlements.containers.get(named.last) or settlements.containers.get(named.closes)
    if around is not None:
        return _within(around.place)
    before = settlements.told_before(named.first)
    if before is not None:
        return _within(before.place) if named.is_quarter else _beside(before.place)
    return _in_country(settlements.scene) if settlements.scene is not None else None


def _within(place: Place) -> Place:
    """Return *place* as that of something inside it: a town is good to what is near it."""
    if place.precision > SPOT:
        return replace(place, radius_km=None)
    return replace(place, precision=SPOT, radius_km=max(NEAR_KM, place.radius_km or 0.0))


def _beside(place: Place) -> Place:
    """Return the region or country of *place*: a village named after a town lies about there."""
    if place.precision > SPOT or place.adm1 is None:
        return place if place.precision > SPOT else _in_country(place)
    return replace(
        place, lat=None, lon=None, radius_km=None, precision=REGION, method="none", adm2=None
    )


def _in_country(place: Place) -> Place:
    return replace(
        place, iso3166_2=None, adm1=None, adm2=None, lat=None, lon=None, radius_km=None,
        precision=COUNTRY, method="none",
    )  # fmt: skip
