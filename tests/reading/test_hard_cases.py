"""What looks like an outbreak and is none, and the other way round; a row for each case."""

from __future__ import annotations

import pytest

from .builders import mains, realis, said

NOTHING_HAPPENED = [
    ("historical", "en", "Ten years after fighters stormed Gao, families gathered to remember the dead."),
    ("historical", "fr", "Dix ans après l'attaque de Gao par des combattants, les familles se sont recueillies."),
    ("hypothetical", "en", "If troops crossed the river at Goma, war would follow, a diplomat said."),
    ("planned", "en", "Army to launch offensive against rebels near Goma next week, a general said."),
    ("planned", "fr", "L'armée va lancer une offensive contre les rebelles près de Goma la semaine prochaine."),
    ("threatened", "en", "Rebels vowed on Tuesday to attack the town of Goma unless the army leaves."),
    ("threatened", "fr", "Les rebelles menacent d'attaquer la ville de Goma si l'armée ne part pas."),
    ("negated", "en", "No clashes between the army and rebels were reported overnight in Goma."),
    ("negated", "fr", "Aucun affrontement entre l'armée et les rebelles n'a été signalé à Goma."),
    ("exercise", "en", "No casualties as army drill ends in Goma; artillery fire was part of the exercise."),
    ("exercise", "en", "Three soldiers died in a live-fire drill near Goma on Tuesday, the army said."),
    ("exercise", "fr", "L'armée a mené mardi près de Goma un exercice avec tirs d'artillerie et frappes aériennes."),
    ("metaphor", "en", "Rivals clash in the Goma derby on Saturday as the league title race tightens."),
    ("metaphor", "en", "A price war breaks out between airlines flying to Goma, analysts said."),
    ("metaphor", "en", "The budget battle in parliament ended on Tuesday after a long debate in Kinshasa."),
    ("metaphor", "fr", "La bataille du budget oppose les députés au parlement à Kinshasa."),
    ("attempted", "en", "Police foiled a suicide bombing in Goma on Tuesday, officials said."),
    ("attempted", "fr", "La police a déjoué un attentat suicide mardi à Goma."),
]  # fmt: skip

HAPPENED = [
    ("en", "Fighting in Goma: residents", {"Goma"}),
    ("fr", "Combats à Goma entre l'armée et les rebelles: habitants", {"Goma"}),
    ("en", "Match abandoned as militia opens fire near the stadium in Goma on Tuesday.", {"Goma"}),
    ("en", "Gunmen kill 12 villagers in an overnight raid on Djibo in Burkina Faso.", {"Djibo"}),
    ("en", "There were no casualties in the clash between soldiers and rebels in Goma.", {"Goma"}),
    ("en", "Clashes erupted in Goma on Tuesday despite a truce, residents said.", {"Goma"}),
    ("en", "Shells fell on Goma overnight, killing three civilians, medics said.", {"Goma"}),
    ("fr", "Des obus sont tombés mardi sur Goma, tuant trois civils, selon une source hospitalière.", {"Goma"}),
    ("en", "Heavy gunfire could be heard in Goma on Wednesday as soldiers fought rebels.", {"Goma"}),
    ("en", "An attack in Djibo, in northern Burkina Faso, killed 12 people on Tuesday.", {"Djibo"}),
    ("en", "Residents of Nyala in Sudan reported heavy shelling on Tuesday.", {"Nyala"}),
    ("en", "Soldiers shot dead 12 protesters in Goma on Tuesday, a doctor said.", {"Goma"}),
    ("fr", "Un drone a frappé mardi un marché de Nyala, au Soudan, tuant dix civils.", {"Nyala"}),
    ("fr", "Des hommes armés auraient tué douze villageois mardi à Djibo, au Burkina Faso.", {"Djibo"}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "language", "text"), NOTHING_HAPPENED)
def test_nothing_happened(why: str, language: str, text: str) -> None:
    """
    Each is held back, and for its own reason.
    """
    reading = said(text, language=language)

    assert not reading.fighting
    assert why in realis(reading)


@pytest.mark.parametrize(("language", "text", "where"), HAPPENED)
def test_it_happened(language: str, text: str, where: set[str]) -> None:
    """
    Each is an outbreak at the place the words name.
    """
    reading = said(text, language=language)

    assert reading.fighting
    assert mains(reading) == where


def test_a_dateline_never_locates() -> None:
    """
    The reporter sits in Nairobi; the fight is elsewhere.
    """
    reading = said(
        "NAIROBI, March 4 (Wire) - Fighting broke out in Goma, in eastern Congo, on Tuesday "
        "between the army and M23 rebels, residents said."
    )

    assert reading.countries == ("CD",)


def test_the_body_may_point_at_the_dateline_itself() -> None:
    """
    "The city", where no other is named, is the dateline's.
    """
    reading = said("GOMA, March 4 (Wire) - Shells fell on the city overnight, killing three.")

    assert reading.countries == ("CD",)
    assert any("places.dateline_by_body@1" in m.rules for m in reading.mentions)


def test_a_conflict_that_began_long_ago_is_background() -> None:
    """
    The fresh clash rings, the old war does not.
    """
    reading = said(
        "Clashes between soldiers and rebels broke out in Gao on Tuesday.\n\n"
        "Mali has been gripped by violence by jihadist groups since 2012."
    )

    assert [m.realis for m in reading.mentions] == ["actual", "historical"]


def test_a_plan_beside_an_event_does_not_cancel_it() -> None:
    """
    A cue governs its own clause.
    """
    reading = said(
        "Lawmakers were set to vote in Kinshasa when fighting broke out in Goma on Tuesday "
        "between the army and rebels."
    )

    assert reading.fighting
    assert mains(reading) == {"Goma"}


def test_an_agenda_is_no_news() -> None:
    """
    A programme lists the wars it plans to cover.
    """
    by_words = said("AGENDA: Fighting in Goma, our reporters on the front line.")
    by_genre = said("Fighting broke out in Goma on Tuesday.", genre=("afpgenre:Agenda",))

    assert by_words.register == by_genre.register == "agenda"


def test_a_toll_since_january_is_a_summary() -> None:
    """
    It counts many events.
    """
    reading = said(
        "At least 400 people have been killed in clashes in Ituri since January, the UN said."
    )

    assert not reading.fighting


def test_an_unsupported_language_gives_a_reading_without_events() -> None:
    """
    Any dispatch gives a reading.
    """
    reading = said(
        "A Goma sono scoppiati scontri tra esercito e ribelli, hanno detto martedì gli abitanti."
    )

    assert reading.mentions == ()
    assert reading.dispatch.language == "it"


@pytest.mark.parametrize(
    "text", ["", "\x00", "🔥" * 50, "A" * 200_000, "fighting " * 5000, "1 " * 5000, "“”:,;" * 999]
)
def test_any_text_gives_a_reading(text: str) -> None:
    """
    Empty, huge, all signs: never an exception.
    """
    reading = said(text or " ", headline="x")

    assert reading.reading_id


def test_an_adjective_before_a_name_is_no_second_party() -> None:
    """
    "The paramilitary Rapid Support Forces" are one party.
    """
    reading = said("The paramilitary Rapid Support Forces shelled El Fasher in Sudan on Tuesday.")

    assert [actor.actor_id for actor in reading.mentions[0].actors] == ["rsf"]


def test_a_headline_takes_the_time_of_its_story() -> None:
    """
    An old event does not become news by its headline.
    """
    reading = said(
        "Gunmen stormed a village near Bandiagara in Mali on January 12, killing 15 people.",
        headline="Gunmen storm village in Mali, 15 dead",
    )

    assert not reading.fighting


def test_the_note_of_a_correction_is_not_read() -> None:
    """
    It says what was wrong before.
    """
    reading = said(
        "(Corrects number of soldiers killed to nine from 11)\n\n"
        "GOMA, March 4 (Wire) - Nine soldiers were killed in clashes with rebels in Goma.",
        headline="CORRECTED-Nine soldiers killed in Goma",
    )

    assert {claim.min for claim in reading.claims} == {9}
    assert reading.dateline is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "A court in Goma on Tuesday sentenced a militia leader to jail for an attack on Sake.",
            "en",
        ),
        ("Peace talks with the rebels resumed in Goma on Tuesday to end the war.", "en"),
        ("Les rebelles négociaient mardi à Goma pour mettre fin aux combats.", "fr"),
    ],
)
def test_what_is_tried_or_to_end_is_no_outbreak(text: str, language: str) -> None:
    """
    A sentence for an old attack, or talks about a long war, tells no new fighting.
    """
    assert not said(text, language=language).fighting


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gunmen attacked the court in Goma on Tuesday where five rebels were on trial.", "en"),
        ("L'aviation a bombardé mardi un marché de Goma, faisant 18 morts.", "fr"),
        ("L'Union africaine a condamné l'attaque des rebelles mardi contre Goma.", "fr"),
        ("The army failed to stop an attack by rebels on Goma on Tuesday.", "en"),
        ("The rebels fired missiles at the army in Goma on Tuesday.", "en"),
    ],
)
def test_a_trial_nearby_or_a_plain_verb_is_still_fighting(text: str, language: str) -> None:
    """
    A trial takes nothing from what is told before it, and verbs count as nouns do.
    """
    assert said(text, language=language).fighting


@pytest.mark.parametrize(
    "text",
    [
        "Researchers in Leeds attacked the plan on Tuesday and called it an assault on science.",
        "Two drug dealers were killed in a shootout with police in Goma on Tuesday.",
        "The rebel members of parliament launched an attack on the prime minister in London.",
        "A heart attack killed the singer in Goma on Tuesday, his family said.",
        "A shark attack off Durban killed a swimmer on Tuesday, rescuers said.",
    ],
)
def test_war_words_of_ordinary_news_are_no_fight(text: str) -> None:
    """
    Criticism, crime and illness use the words of war.
    """
    assert not said(text).fighting
