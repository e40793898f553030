"""
What is the event called in five code systems?

ACLED, PLOVER, CAMEO, UCDP and IPTC Media Topics for each ACLED sub-event type
that our words can name. Where a system cannot hold an event the code is
``None``. Not here: which sub-event it is (``agents/what/events.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from schemas.event import Acled, Actor, ActorType, Plover, Types


class Codes(NamedTuple):
    """One row: ACLED event, PLOVER event and modes, CAMEO, IPTC."""

    event: str
    plover: str | None
    modes: tuple[str, ...]
    cameo: str | None
    iptc: str | None


CONFLICT: Final = "medtop:20000056"
UNREST: Final = "medtop:20000065"
# ACLED sub-event (codebook's words) -> PLOVER 2.0 draft, CAMEO, IPTC Media Topics
# of 2019; the codes beside each other are ours (docs/glossary.md, *code systems*).
TABLE: Final[dict[str, Codes]] = {
    "Armed clash": Codes("Battles", "ASSAULT", ("firearms",), "190", CONFLICT),
    "Government regains territory": Codes("Battles", "ASSAULT", (), "190", CONFLICT),
    "Non-state actor overtakes territory": Codes("Battles", "ASSAULT", (), "190", CONFLICT),
    "Shelling/artillery/missile attack": Codes(
        "Explosions/Remote violence", "ASSAULT", ("heavy-weapons",), "194", CONFLICT
    ),
    "Air/drone strike": Codes(
        "Explosions/Remote violence", "ASSAULT", ("aerial",), "195", CONFLICT
    ),
    "Suicide bomb": Codes(
        "Explosions/Remote violence", "ASSAULT", ("suicide-attack",), "1831", "medtop:20000055"
    ),
    "Remote explosive/landmine/IED": Codes(
        "Explosions/Remote violence", "ASSAULT", ("explosives",), "183", "medtop:20000055"
    ),
    "Grenade": Codes(
        "Explosions/Remote violence", "ASSAULT", ("explosives",), "190", "medtop:20000055"
    ),
    "Attack": Codes("Violence against civilians", "ASSAULT", ("targeted",), "180", CONFLICT),
    "Abduction/forced disappearance": Codes(
        "Violence against civilians", "ASSAULT", ("abduct",), "181", "medtop:20000100"
    ),
    "Violent demonstration": Codes("Riots", "PROTEST", ("riot",), "145", "medtop:20000069"),
    "Non-violent transfer of territory": Codes(
        "Strategic developments", "RETREAT", ("withdraw",), None, CONFLICT
    ),
    "Disrupted weapons use": Codes(
        "Strategic developments", None, (), "173", "medtop:20000053"
    ),
    "Chemical weapon": Codes(
        "Explosions/Remote violence", "ASSAULT", ("unconventional",), "204", CONFLICT
    ),
    "Sexual violence": Codes(
        "Violence against civilians", "ASSAULT", ("sexual",), "1821", CONFLICT
    ),
    "Peaceful protest": Codes("Protests", "PROTEST", ("demo",), "141", "medtop:20000066"),
    "Protest with intervention": Codes("Protests", "PROTEST", ("demo",), "141", "medtop:20000066"),
    "Excessive force against protesters": Codes(
        "Protests", "ASSAULT", ("crowd-control",), "175", "medtop:20000066"
    ),
    "Mob violence": Codes("Riots", "PROTEST", ("riot",), "145", "medtop:20000069"),
    "Arrests": Codes("Strategic developments", "COERCE", ("arrest",), "173", UNREST),
    "Change to group/activity": Codes(
        "Strategic developments", "MOBILIZE", ("troops",), "154", "medtop:20000598"
    ),
    "Headquarters or base established": Codes(
        "Strategic developments", "MOBILIZE", ("troops",), "155", "medtop:20000598"
    ),
    "Looting/property destruction": Codes(
        "Strategic developments", "ASSAULT", ("destroy",), "145", UNREST
    ),
    "Other": Codes("Strategic developments", None, (), None, CONFLICT),
    "Agreement": Codes("Strategic developments", "AGREE", (), "0871", "medtop:20000073"),
}  # fmt: skip
ORGANISED: Final = frozenset({"state", "rebel", "militia", "communal", "external"})


def types_of(sub_event: str, actors: tuple[Actor, ...]) -> Types:
    """
    Return the codes for an ACLED *sub_event*, given who took part on which side.

    UCDP's type of violence: 1 when a government is one side, 2 between organised
    groups, 3 by an organised group against civilians; ``None`` when we cannot tell.
    """
    row = TABLE[sub_event]
    return Types(
        acled=Acled(event=row.event, sub_event=sub_event),
        plover=Plover(event=row.plover, modes=row.modes) if row.plover else None,
        cameo=row.cameo,
        ucdp=_ucdp(row.event, _types_on("A", actors), _types_on("B", actors)),
        iptc=row.iptc,
    )


def _types_on(side: str, actors: tuple[Actor, ...]) -> frozenset[ActorType]:
    return frozenset(actor.type for actor in actors if actor.side == side)


def _ucdp(event: str, a: frozenset[ActorType], b: frozenset[ActorType]) -> int | None:
    organised_a, organised_b = a & ORGANISED, b & ORGANISED
    if event == "Violence against civilians":
        return 3 if organised_a or organised_b else None
    if event not in ("Battles", "Explosions/Remote violence") or not (organised_a and organised_b):
        return None
    return 1 if "state" in a | b else 2
