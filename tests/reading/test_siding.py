"""Who fights on whose side: what the text says, what is known, whose land it is. A row is a claim."""

from __future__ import annotations

import pytest

from agents.linking.sides import dyads

from .parties import parties_of, sides_of

SIDES = [
    ("own forces lead", "en", "rebels attacked the army", "ML", {"ML:army": "A", "rebels": "B"}),
    ("an ally of the army stands with it", "fr", "les jihadistes ont attaqué les soldats et le groupe Wagner", "ML", {"ML:army": "A", "wagner": "A", "jihadistes": "B"}),
    ("a foreign army backs the rebels", "en", "M23 rebels backed by {~RW|Rwandan} troops fought the {~CD|Congolese} army", "CD", {"CD:army": "A", "m23": "B", "RW:army": "B"}),
    ("the same is known without words for it", "en", "{~RW|Rwandan} troops, the Wazalendo and M23", "CD", {"wazalendo": "A", "m23": "B", "RW:army": "B"}),
    ("between parts two allies", "en", "fighting between the army and Wazalendo fighters", "CD", {"CD:army": "A", "wazalendo": "B"}),
    ("two groups fight without the army", "en", "clashes between JNIM and the Islamic State in the Greater Sahara", "ML", {"jnim": "A", "isgs": "B"}),
    ("the army only looks on", "en", "fighting between herders and farmers; troops came", "NG", {"herders": "A", "farmers": "B", "NG:army": "unknown"}),
    ("soldiers without a nationality have its allies", "en", "{~US|American} troops and soldiers fought {~RU|Russian} troops", "SO", {"SO:army": "A", "US:army": "A", "RU:army": "B"}),
    ("auxiliaries of the army are its own", "en", "gunmen fought a militia of the army", "BF", {"BF:army": "A", "militia": "A", "gunmen": "B"}),
    ("a fight of three sides", "en", "the army clashed with JNIM. JNIM fought the Islamic State in the Greater Sahara", "ML", {"ML:army": "A", "jnim": "B", "isgs": "C"}),
    ("who governs leads", "en", "gunmen fought the Taliban", "AF", {"taliban": "A", "gunmen": "B"}),
    ("an army comes before who governs", "en", "the {~AF|Afghan} army fought the Taliban", "AF", {"AF:army": "A", "taliban": "B"}),
    ("who governs leads against a foreign army", "en", "{~IL|Israeli} troops fought Hamas", "PS", {"IL:army": "B", "hamas": "A"}),
    ("the first leads on foreign ground", "en", "{~US|American} troops fought {~RU|Russian} soldiers", "SY", {"US:army": "A", "RU:army": "B"}),
    ("groups of one camp", "en", "{~IL|Israeli} troops fought Hamas and Palestinian Islamic Jihad", "PS", {"IL:army": "B", "hamas": "A", "islamic-jihad": "A"}),
    ("the rebels are those named", "en", "M23 attacked. The rebels killed gunmen", "CD", {"m23": "A", "rebels": "A", "gunmen": "B"}),
    ("terrorists may be a third party", "en", "M23 attacked. The terrorists fled", "CD", {"m23": "A", "terrorists": "B"}),
    ("Russian", "ru", "бои между {~RU|российские} войска и ВСУ", "UA", {"UA:army": "A", "RU:army": "B"}),
    ("Spanish", "es", "combates entre el ejército {~CO|colombiano} y la guerrilla del ELN", "CO", {"CO:army": "A", "eln": "B"}),
    ("Arabic", "ar", "معارك بين الجيش {~SD|السوداني} وقوات الدعم السريع", "SD", {"SD:army": "A", "rsf": "B"}),
    ("German", "de", "Kämpfe zwischen der {~SD|sudanesischen} Armee und RSF-Miliz", "SD", {"SD:army": "A", "rsf": "B"}),
    ("volunteers raid their own country for its enemy", "en", "the Russian Volunteer Corps and {~UA|Ukrainian} troops fought {~RU|Russian} forces", "RU", {"RU:army": "A", "rdk": "B", "UA:army": "B"}),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "language", "text", "country", "sides"), SIDES)
def test_sides(claim: str, language: str, text: str, country: str, sides: dict[str, str]) -> None:
    """
    Letters follow from the land, the words and what is known, in this order of weight.
    """
    assert sides_of(language, text, country) == sides, claim


def test_allies_are_allies_only_beside_those_whose_land_it_is() -> None:
    """
    Wagner is the army's ally; JNIM, who leads for want of an army, is nobody's.
    """
    beside = {
        p.actor.actor_id: p.actor.role for p in parties_of("en", "the army and Wagner Group", "ML")
    }
    alone = {p.actor.actor_id: p.actor.role for p in parties_of("en", "JNIM fought gunmen", "ML")}

    assert beside["wagner"] == "ally"
    assert alone["jnim"] == "both"


def test_foreign_forces_are_external() -> None:
    """
    A state's soldiers are state forces at home and external abroad.
    """
    (found,) = parties_of("en", "{~RW|Rwandan} troops", "CD")

    assert found.actor.type == "external"


def test_a_mediator_fights_on_no_side() -> None:
    """
    Who brokered a truce is told apart from those who signed it.
    """
    found = parties_of("en", "the army and M23 signed a truce brokered by NATO", "CD")
    (nato,) = (one.actor for one in found if one.actor.actor_id == "nato")

    assert nato.role == "mediator"
    assert nato.side == "unknown"


def test_civilians_are_victims() -> None:
    """
    People without arms are on no side of the fight.
    """
    (found,) = parties_of("en", "villagers", "ML")

    assert (found.actor.side, found.actor.role) == ("civilian", "victim")


def test_each_pair_of_enemies_is_a_dyad() -> None:
    """
    A fight of three sides has three; allies make none.
    """
    text = "the army and Wagner Group clashed with JNIM. JNIM fought the Islamic State in the Greater Sahara"
    found = dyads(one.actor for one in parties_of("en", text, "ML"))

    assert found == {
        ("ML:army", "jnim"), ("jnim", "wagner"), ("isgs", "jnim"), ("ML:army", "isgs"),
        ("isgs", "wagner"),
    }  # fmt: skip
