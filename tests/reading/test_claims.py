"""Who says how many: numbers, hedges, speakers, compounds."""

from __future__ import annotations

from datetime import date

import pytest

from .builders import said

# language, sentence -> kind, min, max, hedges
ROWS = [
    ("en", "Soldiers killed 17 rebels in Goma on Tuesday.", "killed", 17, 17, set()),
    ("en", "Seventeen people were killed in clashes in Goma.", "killed", 17, 17, set()),
    ("en", "At least 17 people were killed in clashes in Goma.", "killed", 17, None, {"at_least"}),
    ("en", "More than 30 people were killed in clashes in Goma.", "killed", 31, None, {"more_than"}),
    ("en", "Siege of Goma hotel over, eight dead", "killed", 8, 8, set()),
    ("en", "Up to 50 people were killed in clashes in Goma.", "killed", None, 50, {"at_most"}),
    ("en", "About 40 people were killed in clashes in Goma.", "killed", 36, 44, {"about"}),
    ("en", "Nearly 40 people were killed in clashes in Goma.", "killed", 36, 39, {"nearly"}),
    ("en", "Dozens of people were killed in clashes in Goma.", "killed", 12, 99, {"vague_word"}),
    ("en", "The clashes in Goma killed 1,200 people.", "killed", 1200, 1200, set()),
    ("en", "Twenty-one people were wounded in clashes in Goma.", "wounded", 21, 21, set()),
    ("en", "The death toll from clashes in Goma rose to 31.", "killed", 31, 31, set()),
    ("en", "A soldier was killed in an ambush near Goma.", "killed", 1, 1, set()),
    ("en", "Nobody was killed in the ambush near Goma.", "killed", 0, 0, set()),
    ("en", "Rebels suffered heavy losses in clashes in Goma.", "losses", None, None, {"vague_word"}),
    ("fr", "Dix-sept personnes ont été tuées dans des combats à Goma.", "killed", 17, 17, set()),
    ("fr", "Les combats à Goma ont fait au moins 17 morts.", "killed", 17, None, {"at_least"}),
    ("fr", "Plus de 30 civils ont été tués dans des combats à Goma.", "killed", 31, None, {"more_than"}),
    ("fr", "Des dizaines de civils ont été tués à Goma par les rebelles.", "killed", 10, 99, {"vague_word"}),
    ("fr", "Les combats ont fait 1 200 morts à Goma.", "killed", 1200, 1200, set()),
    ("fr", "Vingt et un soldats ont été blessés dans une embuscade à Goma.", "wounded", 21, 21, set()),
    ("fr", "Une dizaine de soldats ont été tués dans une embuscade à Goma.", "killed", 8, 14, {"vague_word"}),
    ("fr", "L'armée a subi de lourdes pertes dans des combats à Goma.", "losses", None, None, {"vague_word"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "kind", "low", "high", "hedges"), ROWS)
def test_a_toll_is_read_with_its_bounds(language, text, kind, low, high, hedges) -> None:
    """
    Words and digits, hedges applied, vague words kept.
    """
    (claim,) = said(text, language=language).claims

    assert (claim.kind, claim.min, claim.max, set(claim.hedge)) == (kind, low, high, hedges)


def test_two_counts_in_one_sentence_keep_their_numbers() -> None:
    """
    Each counting word has its own number.
    """
    claims = said("Clashes in Goma left 17 people dead and 30 wounded, a doctor said.").claims

    assert [(c.kind, c.min) for c in claims] == [("killed", 17), ("wounded", 30)]


def test_a_verb_takes_the_number_after_it() -> None:
    """
    "Killed 17 and wounded 30", whatever stands before.
    """
    claims = said("Rebels killed 17 soldiers and wounded 30 others in Goma.").claims

    assert [(c.kind, c.min) for c in claims] == [("killed", 17), ("wounded", 30)]


def test_a_compound_is_one_claim() -> None:
    """
    Never 15 dead.
    """
    (claim,) = said("At least 15 fighters were killed and captured in Goma, a witness said.").claims

    assert (claim.kind, claim.min) == ("killed_and_captured", 15)


@pytest.mark.parametrize(
    ("text", "speaker", "status"),
    [
        ("Clashes in Goma killed 17 people, a local politician told the agency.", "local politician", "claimed"),
        ("According to residents, 17 people were killed in clashes in Goma.", "residents", "claimed"),
        ("17 killed in Goma clashes: hospital", "hospital", "claimed"),
        ("“We buried 17 dead after the clashes in Goma,” said Amani Bahati, a village chief.", "Amani Bahati", "claimed"),
        ("The army said 20 rebels were killed in clashes in Goma.", "army", "claimed"),
        ("The Congolese army admitted that 20 of its soldiers were killed in Goma.", "army", "admitted"),
    ],
)  # fmt: skip
def test_a_toll_has_its_speaker(text, speaker, status) -> None:
    """
    Who says so stands beside the number; the agency itself is nobody.
    """
    (claim,) = said(text).claims

    assert claim.by is not None
    assert speaker in f"{claim.by.name} {claim.by.role}"
    assert claim.status == status


def test_without_a_speaker_the_agency_asserts_it() -> None:
    """
    Absent means the agency.
    """
    (claim,) = said("Shelling killed 17 people in Goma on Tuesday.").claims

    assert claim.by is None
    assert claim.status == "asserted"


def test_a_count_of_days_or_kilometres_is_no_toll() -> None:
    """
    Numbers of things are not people.
    """
    claims = said("After 3 days of fighting 40 km south of Goma, 17 people were dead.").claims

    assert [(c.kind, c.min) for c in claims] == [("killed", 17)]


def test_french_conditional_is_a_claim() -> None:
    """
    "Auraient tué" is somebody's word, not a doubt about the event.
    """
    (claim,) = said("Des rebelles auraient tué 12 soldats mardi à Goma.", language="fr").claims

    assert (claim.min, claim.status) == (12, "claimed")


def test_no_word_on_casualties_is_no_claim_of_none() -> None:
    """
    Silence about the dead does not say that nobody died.
    """
    assert said("Rebels attacked Goma. There was no word on casualties.").claims == ()


def test_words_in_quotation_marks_are_counted_too() -> None:
    """
    What one side calls the other is kept as a word, and counts its side.
    """
    (claim,) = said('The army said it had killed 20 "terrorists" in clashes in Goma.').claims

    assert (claim.min, claim.of.category, claim.of.words) == (20, "fighter", "terrorists")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A 32-year-old man was killed when rebels attacked Goma on Tuesday.", "en"),
        ("Un homme de 32 ans a été tué mardi dans des combats à Goma.", "fr"),
    ],
)
def test_an_age_counts_nobody(text: str, language: str) -> None:
    """
    The years of a victim are not victims.
    """
    assert all((claim.min or 0) < 32 for claim in said(text, language=language).claims)


CLASHED = "Troops clashed in Marawi on Thursday.\n\n"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (CLASHED + "In 2022, 50 people were killed in a bombing in Jolo.", 1),
        (CLASHED + "In 2022, 50 people died in Jolo.", None),
        (CLASHED + "Twelve died.", 0),
    ],
)
def test_a_toll_belongs_to_an_event_of_its_own_sentence(text, event) -> None:
    """
    An old toll without an event of its own is nobody's; a fresh one is the nearest event's.
    """
    (claim,) = said(text).claims

    assert claim.mention_idx == event


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that rebels had captured Gorom-Gorom.",
        "Rebels had captured the town of Gorom-Gorom, the army said.",
    ],
)
def test_who_captured_a_town_was_not_captured(text) -> None:
    """
    The plural before an active verb is its doer.
    """
    assert not said(text).claims


def test_that_before_a_plural_is_no_article() -> None:
    """
    "Said that soldiers had been captured" counts soldiers, not "that soldiers".
    """
    (claim,) = said("Residents said that soldiers had been captured in Goma.").claims

    assert (claim.kind, claim.min, claim.words) == ("captured", 2, "soldiers")


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("50 people were killed in 2019 in Goma.", date(2019, 12, 31), "year"),
        ("50 people were killed in clashes in Goma on 3 March 2019.", date(2019, 3, 3), "day"),
        ("The group, formed in 2019, killed 12 soldiers in Goma.", date(2026, 3, 4), "day"),
        ("50 people were killed in Goma on Tuesday.", date(2026, 3, 4), "day"),
    ],
)
def test_an_old_toll_held_on_its_old_day(text, day, precision) -> None:
    """
    The dateline's day is only for tolls whose sentence tells no old one.
    """
    (claim,) = said(text).claims

    assert claim.as_of is not None
    assert (claim.as_of.date, claim.as_of.precision) == (day, precision)


def test_tolls_with_places_of_their_own_keep_them() -> None:
    """
    One place for all is the event's, and stands there.
    """
    apart = said(
        "At least 12 people died in Goma and five were killed in Bukavu in clashes."
    ).claims
    together = said("At least 12 people died in Goma and five were wounded in clashes.").claims

    assert len({one.place_id for one in apart} - {None}) == 2
    assert {one.place_id for one in together} == {None}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Some 40 people are feared dead after clashes in Goma on Tuesday."),
        ("fr", "Douze personnes pourraient avoir été tuées mardi dans des combats à Goma."),
        ("es", "Doce personas podrían haber muerto el martes en combates en Goma."),
        ("pt", "Doze pessoas podem ter morrido na terça-feira em combates em Goma."),
        ("ar", "يخشى أن 12 شخصا قتلوا في اشتباكات في غوما يوم الثلاثاء."),
        ("ru", "Двенадцать человек могли погибнуть в столкновениях в Гоме во вторник."),
    ],
)
def test_what_is_only_feared_is_possible(language: str, text: str) -> None:
    """
    The figure stands, and nobody vouches for it.
    """
    assert {one.status for one in said(text, language=language).claims} == {"possible"}


def test_a_toll_of_this_year_counts_up_to_now() -> None:
    """
    "This year" ends today, whoever fights next.
    """
    (claim,) = said("At least 400 people have been killed in clashes in Ituri this year.").claims

    assert claim.window.cumulative
    assert (claim.window.since, claim.window.until) == (date(2026, 1, 1), date(2026, 3, 4))
