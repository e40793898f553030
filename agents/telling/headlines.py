"""
What does the alarm say?

One English line made from the fields, never the wire's own words: what, where,
who against whom, how many and who says so. Not here: other languages (a later
matter of ``agents/telling/headlines.py`` alone), and how an alert is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from agents.where.homes import is_specific, main_place
from agents.who.party_names import country_name, party_name
from schemas.alert import AlertKind
from schemas.claim import Claim
from schemas.event import Actor, Family, Place
from schemas.incident import Incident

from .claim_words import figure_of, speaker_of

OF_SUB_EVENT: Final = {
    "Air/drone strike": "Air or drone strike",
    "Shelling/artillery/missile attack": "Shelling",
    "Suicide bomb": "Suicide bombing",
    "Remote explosive/landmine/IED": "Explosion",
    "Grenade": "Grenade attack",
    "Chemical weapon": "Chemical attack",
    "Abduction/forced disappearance": "Abduction",
}
OF_FAMILY: Final[dict[Family, str]] = {
    "fight": "Fighting", "one_sided": "Attack on civilians", "remote": "Strike",
    "riot": "Riot", "protest": "Protest", "strategic": "Military move", "ceasefire": "Truce",
}  # fmt: skip
PREFIXES: Final[dict[AlertKind, str]] = {
    "ESCALATION": "Worse: ", "SPREAD": "Spreading: ", "UPDATE": "Update: ",
    "CEASEFIRE": "Truce: ", "CANCEL": "Withdrawn: ",
}  # fmt: skip
MOST_NAMES: Final = 3  # of one side: a headline is read at a glance


def headline(incident: Incident, kind: AlertKind) -> str:
    """Write the line for an alert of *kind* about *incident*."""
    prefix = PREFIXES.get(kind, "")
    sub_event = incident.types.acled.sub_event if incident.types.acled else ""
    what = OF_SUB_EVENT.get(sub_event, OF_FAMILY[incident.family])
    where = _where(main_place(incident.places))
    who = _who(incident)
    return (
        f"{prefix}{what}{f' {where}' if where else ''}{f': {who}' if who else ''}{_toll(incident)}"
    )


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    name = place.canonical or place.name
    word = (
        "near" if place.role == "near" else "on the border of" if place.role == "border" else "in"
    )
    if place.role == "main" and is_specific(place):
        word = "at"
    region = f", {place.adm1}" if place.adm1 and place.adm1 != name else ""
    country = country_name(place.country) if place.country else ""
    return f"{word} {name}{region}{f' ({country})' if country and country != name else ''}"


def _who(incident: Incident) -> str:
    sides = [
        _names(actor for actor in incident.actors if actor.side == side) for side in ("A", "B")
    ]
    if all(sides):
        return " against ".join(sides)
    return _named(sides[0] or sides[1])


def _named(side: str) -> str:
    return f"{side} involved" if side else ""


def _names(actors: Iterable[Actor]) -> str:
    names = list(dict.fromkeys(party_name(actor) for actor in actors))
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], "others"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _toll(incident: Incident) -> str:
    toll = incident.toll_summary
    figure = figure_of(toll.min, toll.max)
    if not figure:
        return ""
    basis = next((claim for claim in incident.claims if claim.claim_id in toll.basis), None)
    speaker = None if basis is None else _speaker(incident, basis)
    return f"; {figure} killed{f', says {speaker}' if speaker else ''}"


def _speaker(incident: Incident, basis: Claim) -> str | None:
    """Return who gives the toll; a role is told only when it was surely written in English."""
    is_english = all(line.language == "en" for line in incident.evidence)
    is_named = basis.by is not None and basis.by.name is not None
    return speaker_of(basis) if is_english or is_named else None
