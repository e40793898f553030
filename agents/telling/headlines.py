"""
What does the alarm say?

One line made from the fields, never the wire's own words: what, where, who against
whom, how many and who says so, in the language that the reader asked for. The words
are data (``agents/telling/wording``), the order of the parts is one for all. Not here:
reasons, which stay English, and how an alert is sent.
"""

from __future__ import annotations

from typing import Final

from agents.who.party_names import party_name, type_name
from schemas.alert import AlertKind
from schemas.claim import Claim
from schemas.event import Actor
from schemas.incident import Incident

from .claim_words import speaker_of
from .place_words import isolated, where
from .wording import Wording, figure, role_in, wording

Parties = dict[str, str | None]
"""Of one side: what each is called, and its id unless it is nameless."""
MOST_NAMES: Final = 3  # of one side: a headline is read at a glance


def headline(incident: Incident, kind: AlertKind, language: str = "en") -> str:
    """
    Write the line for an alert of *kind* about *incident*.

    Args:
        incident: As it stands.
        kind: Decides what stands before everything else.
        language: One of ``agents.telling.wording.LANGUAGES``.
    """
    words = wording(language)
    what = words.families[incident.family]
    if incident.types.acled is not None:
        what = words.sub_events.get(incident.types.acled.sub_event, what)
    line = words.line["whole"].format(
        prefix=_prefix(incident, kind, words),
        what=what,
        where=where(incident, words),
        who=_who(incident, words),
        toll=_toll(incident, words),
        doubt=_doubt(incident, kind, words),
    )
    line = words.shaped(line)
    return line[:1].upper() + line[1:]


def _prefix(incident: Incident, kind: AlertKind, words: Wording) -> str:
    told = "ended" if kind == "CEASEFIRE" and incident.status == "ended" else kind
    return words.line["prefix"].format(words.kinds[told]) if told in words.kinds else ""


def _who(incident: Incident, words: Wording) -> str:
    ours, theirs = (
        {_name(one, words): one.actor_id for one in incident.actors if one.side == side}
        for side in ("A", "B")
    )
    ours = _without_nameless(ours, theirs)
    sides = [_listed(list(names), words) for names in (ours, _without_nameless(theirs, ours))]
    line = words.line
    if all(sides) and sides[0] != sides[1]:
        return line["who"].format(line["against"].format(*sides))
    one = sides[0] or sides[1]
    return line["who"].format(line["alone"].format(one)) if one else ""


def _without_nameless(side: Parties, other: Parties) -> Parties:
    """Leave out "gunmen" that stand on both sides, where somebody else stands beside them."""
    kept = {name: one for name, one in side.items() if one is not None or name not in other}
    return kept or side


def _listed(names: list[str], words: Wording) -> str:
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], words.line["others"]]
    if len(names) < 2:
        return "".join(names)
    return words.line["last"].format(words.line["list"].join(names[:-1]), names[-1])


def _name(actor: Actor, words: Wording) -> str:
    """Name a party; one that has no name is called by what it is, whatever a wire wrote."""
    if actor.actor_id is None:
        return type_name(actor.type, words.language)
    return isolated(party_name(actor, words.language), words)


def _toll(incident: Incident, words: Wording) -> str:
    toll = incident.toll_summary
    killed = _killed(toll.min, toll.max, words)
    if not killed:
        return ""
    basis = next((claim for claim in incident.claims if claim.claim_id in toll.basis), None)
    as_written = all(line.language == "en" for line in incident.evidence)
    said = killed if basis is None else said_by(killed, basis, words, as_written=as_written)
    return words.line["part"].format(said)


def _killed(least: int | None, most: int | None, words: Wording) -> str:
    """Write an interval; empty when nothing bounds it."""
    forms = words.killed
    match least, most:
        case None, None:
            return ""
        case 0, 0:
            return words.counted(0)
        case ((None | 0), int()):
            return forms["at_most"].format(words.counted(most or 0))
        case int(), None:
            return forms["at_least"].format(words.counted(least)) if least else ""
        case _ if least == most:
            return words.counted(least or 0)
        case _:
            return forms["range"].format(figure(least or 0), figure(most or 0))


def said_by(told: str, claim: Claim, words: Wording, *, as_written: bool) -> str:
    """
    Add to what is *told* of a toll who says so; nobody is the agency itself.

    Args:
        told: The toll, in the language of *words*.
        claim: Whose speaker it is.
        words: Of the reader's language.
        as_written: In English the speaker is described as reports do, for they are English too.
    """
    by, says = claim.by, words.says
    if by is None:
        return told
    if by.name is not None:
        return says["quoted"].format(told, isolated(by.name, words))
    if words.language == "en" and as_written:  # no description of ours is as exact
        return says["quoted"].format(told, speaker_of(claim))
    if by.affiliation is not None:
        party = party_name(Actor(name="", actor_id=by.affiliation), words.language)
        if party:
            return says["party"].format(told, isolated(party, words))
    role = role_in(words.language, by.role or by.affiliation or "")
    return says["quoted" if role else "someone"].format(told, role)


def _doubt(incident: Incident, kind: AlertKind, words: Wording) -> str:
    """Add what a reader must know beside: a truce, or that nobody else says so."""
    told = words.certainty.get(incident.certainty, "")
    if kind != "CEASEFIRE":
        is_agreed = incident.truce is not None and incident.truce.state == "pending"
        told = words.status.get("pending" if is_agreed else incident.status) or told
    return words.line["part"].format(told) if told and kind != "CANCEL" else ""
