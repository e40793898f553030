"""Who acts, who is acted upon, who claims it: in every language, whatever the voice."""

from __future__ import annotations

import pytest

from schemas.event import Mention

from .builders import said

ATTACKED_BY_THEM = [
    ("en", "Rebels attacked soldiers near Goma on Tuesday."),
    ("en", "An army convoy was ambushed by rebels near Goma on Tuesday."),
    ("en", "Twelve soldiers were killed in an attack by rebels near Goma."),
    ("fr", "Les rebelles ont attaqué l'armée mardi à Goma."),
    ("fr", "L'armée a été attaquée par des rebelles mardi à Goma."),
    ("fr", "Une attaque des rebelles contre l'armée a fait 12 morts à Goma."),
    ("es", "Los rebeldes mataron a cinco soldados en Goma el martes."),
    ("es", "Cinco soldados murieron en una emboscada de los rebeldes en Goma."),
    ("pt", "Rebeldes mataram cinco soldados em Goma na terça-feira."),
    ("pt", "Cinco soldados foram mortos por rebeldes em Goma na terça-feira."),
    ("de", "Am Dienstag griffen Rebellen einen Posten der Armee bei Goma an."),
    ("de", "Die Armee wurde am Dienstag bei Goma von Rebellen angegriffen."),
    ("de", "Bei einem Angriff der Rebellen auf die Armee bei Goma starben zwölf Soldaten."),
    ("ar", "هاجم مسلحون قاعدة للجيش قرب غوما يوم الثلاثاء."),
    ("ar", "قتل 12 جنديا في هجوم شنه مسلحون قرب غوما."),
    ("ru", "Боевики атаковали базу армии под Гомой во вторник."),
    ("ru", "Двенадцать солдат убиты боевиками под Гомой во вторник."),
    ("uk", "Бойовики атакували базу армії поблизу Гоми у вівторок."),
    ("uk", "Дванадцять солдатів убиті бойовиками поблизу Гоми у вівторок."),
]
MUTUAL = [
    ("en", "Clashes between the army and rebels erupted in Goma on Tuesday."),
    ("fr", "Des combats ont éclaté mardi à Goma entre l'armée et les rebelles."),
    ("es", "El ejército y los rebeldes se enfrentaron el martes en Goma."),
    ("pt", "Confrontos entre o exército e os rebeldes eclodiram na terça-feira em Goma."),
    ("de", "Zwischen der Armee und Rebellen brachen am Dienstag in Goma Gefechte aus."),
    ("ar", "اندلعت اشتباكات بين الجيش ومسلحين في غوما يوم الثلاثاء."),
    ("ru", "Во вторник в Гоме произошли столкновения между армией и боевиками."),
    ("uk", "У вівторок у Гомі сталися зіткнення між армією та бойовиками."),
]
RESPONSIBLE = [
    ("en", "Al-Shabaab claimed responsibility for the suicide bombing in Mogadishu on Tuesday."),
    ("fr", "Al-Shabaab a revendiqué l'attentat suicide de mardi à Mogadiscio."),
    ("es", "Al Shabab reivindicó el atentado suicida del martes en Mogadiscio."),
    ("pt", "O Al-Shabab reivindicou o atentado suicida de terça-feira em Mogadíscio."),
    ("de", "Al-Schabab bekannte sich zu dem Selbstmordanschlag vom Dienstag in Mogadischu."),
    ("ar", "تبنت حركة الشباب التفجير الانتحاري في مقديشو يوم الثلاثاء."),
    (
        "ru",
        "«Аш-Шабаб» взяла на себя ответственность за нападение в Могадишо, где погибли 12 человек.",
    ),
    ("uk", "«Аш-Шабаб» взяла на себе відповідальність за напад у Могадишо, де загинули 12 людей."),
]
TWO_SPEAKERS = [
    ("en", "Rebels say they captured Goma; the army denies it."),
    (
        "en",
        "M23 rebels said on Tuesday they had captured the town of Goma. The army denied the claim.",
    ),
    ("fr", "Les rebelles du M23 disent avoir pris Goma, l'armée dément."),
    ("es", "Los rebeldes dicen haber tomado Goma; el ejército lo niega."),
    ("pt", "Os rebeldes dizem que tomaram Goma; o exército nega."),
    ("de", "Die Rebellen erklärten, sie hätten Goma eingenommen; die Armee bestritt das."),
    ("ar", "قال متمردو حركة 23 مارس إنهم سيطروا على غوما ونفى الجيش ذلك."),
    ("ru", "Повстанцы заявили, что захватили Гому, армия это отрицает."),
    ("uk", "Повстанці заявили, що захопили Гому, армія це заперечує."),
]
NO_PART_IN_IT = [
    ("en", "The army denied involvement in the attack on a village near Djibo that killed 12 people."),
    ("fr", "L'armée a nié toute implication dans l'attaque qui a tué 12 civils à Djibo."),
    ("es", "El ejército negó cualquier implicación en el ataque que mató a 12 civiles en Arauca."),
    ("pt", "O exército negou qualquer envolvimento no ataque que matou 12 civis em Macomia, em Moçambique."),
    ("de", "Die Armee bestritt eine Beteiligung an dem Angriff bei Goma mit zwölf Toten."),
    ("ar", "نفى الجيش أي ضلوع في الهجوم الذي قتل 12 مدنيا في غوما."),
    ("ru", "Армия отрицает причастность к нападению в Гоме, где погибли 12 человек."),
    ("uk", "Армія заперечує причетність до нападу в Гомі, де загинули 12 людей."),
]  # fmt: skip


def event(text: str, language: str) -> Mention:
    mentions = said(text, language=language).mentions
    return next(one for one in mentions if one.realis == "actual")


def roles(mention: Mention) -> dict[str, str]:
    """Return the role of the state's forces and of those against them."""
    return {
        "army" if actor.type == "state" else "others": actor.role
        for actor in mention.actors
        if actor.side in ("A", "B")
    }


@pytest.mark.parametrize(("language", "text"), ATTACKED_BY_THEM)
def test_who_attacks_is_the_initiator_and_who_is_attacked_the_recipient(
    language: str, text: str
) -> None:
    """
    Active, passive, as a noun, or by whom the toll counts: the rebels did it.
    """
    mention = event(text, language)

    assert roles(mention) == {"army": "recipient", "others": "initiator"}
    assert any(rule.startswith("roles.") for rule in mention.rules)


@pytest.mark.parametrize(("language", "text"), MUTUAL)
def test_in_clashes_both_are_both(language: str, text: str) -> None:
    """
    Nobody says who began.
    """
    assert roles(event(text, language)) == {"army": "both", "others": "both"}


@pytest.mark.parametrize(("language", "text"), RESPONSIBLE)
def test_who_claims_responsibility_is_the_claimant(language: str, text: str) -> None:
    """
    It is the group's word that it did it.
    """
    mention = event(text, language)

    assert [(one.actor_id, one.role) for one in mention.actors if one.actor_id] == [
        ("al-shabaab", "claimant")
    ]
    assert "roles.claimed@1" in mention.rules


def test_no_group_is_no_claimant() -> None:
    """
    "No group has claimed responsibility" names nobody.
    """
    text = "No armed group claimed responsibility for the bombing in Mogadishu on Tuesday."

    assert "roles.claimed@1" not in event(text, "en").rules


@pytest.mark.parametrize(("language", "text"), TWO_SPEAKERS)
def test_a_capture_that_one_side_tells_and_the_other_denies_is_told_and_contested(
    language: str, text: str
) -> None:
    """
    Who says "we did it" acts; the denial contests the ground and takes nothing away.
    """
    mention = event(text, language)

    assert mention.territory is not None
    assert mention.territory.change == "gained"
    assert mention.territory.contested
    assert roles(mention)["others"] == "claimant"
    assert "roles.own_word@1" in mention.rules


@pytest.mark.parametrize(("language", "text"), NO_PART_IN_IT)
def test_who_denies_its_part_is_no_party_and_the_attack_stands(language: str, text: str) -> None:
    """
    Involvement is denied, not the attack and not its dead.
    """
    reading = said(text, language=language)

    assert event(text, language).realis == "actual"
    assert not any(one.type == "state" for mention in reading.mentions for one in mention.actors)
    assert {claim.status for claim in reading.claims} == {"asserted"}


def test_who_uses_force_alone_is_the_initiator() -> None:
    """
    By what it did, by name, before or behind the verb.
    """
    active = event("Russian forces shelled Kherson on Tuesday, wounding five people.", "en")
    passive = event("Kherson was shelled by Russian forces on Tuesday, wounding five.", "en")

    assert roles(active) == roles(passive) == {"others": "initiator"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Israel kills 40 Palestinians in Gaza"),
        ("fr", "Israël tue 40 Palestiniens à Gaza"),
        ("es", "Israel mata a 40 palestinos en Gaza"),
        ("pt", "Israel mata 40 palestinos em Gaza"),
        ("de", "Israel tötet 40 Palästinenser in Gaza"),
    ],
)
def test_a_country_that_kills_abroad_is_a_party(language: str, text: str) -> None:
    """
    Its name stands for its forces where a foreign place or party follows.
    """
    (actor,) = [one for one in event(text, language).actors if one.type != "civilian"]

    assert (actor.actor_id, actor.role) == ("IL:army", "initiator")


def test_unnamed_gangs_of_haiti_are_organised_and_others_are_not() -> None:
    """
    They hold its towns; elsewhere a gang robs a bank.
    """
    home = said("Gangs attacked Kenscoff near Port-au-Prince on Tuesday, killing 20 people.")
    elsewhere = said("Gangs attacked a shop in Marseille on Tuesday, killing two people.")

    assert home.fighting
    assert not elsewhere.fighting


def test_a_name_in_quotation_marks_is_one_party_with_its_kind() -> None:
    """
    "15 бійців 'Вагнера'" are fifteen of Wagner's.
    """
    (claim,) = said("15 бійців 'Вагнера' загинули в боях у Кідалі в Малі.", language="uk").claims

    assert (claim.min, claim.of.actor_id) == (15, "wagner")


def test_a_crowd_acts_or_suffers() -> None:
    """
    Who clashes with police is no mere victim, whom they shoot is.
    """
    clash = event("Protesters clashed with police in Nairobi on Tuesday.", "en")
    shot = event("Police opened fire on protesters in Nairobi on Tuesday, killing three.", "en")

    assert [one.role for one in clash.actors if one.type == "protester"] == ["both"]
    assert [one.role for one in shot.actors if one.type == "protester"] == ["victim"]
