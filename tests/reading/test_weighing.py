"""What no rule knows, all words of the head tell together, or leave open, or doubt."""

from __future__ import annotations

import pytest

from agents.lexicon import LANGUAGES
from agents.text.folding import fold_words
from agents.what import weights
from agents.what.codes import TABLE
from agents.what.evidence import stem
from agents.what.sub_events import NONE
from agents.what.weighing import DOUBTED, FOR
from tests.reading.builders import said


@pytest.mark.parametrize(
    ("language", "text", "sub_event"),
    [
        ("en", "Al Shabaab fighters wallop police station in Garissa", "Armed clash"),
        ("en", "Guerrillas zap warehouse in Arauca", "Attack"),
        ("fr", "Les shebab canonnent un commissariat à Garissa", "Armed clash"),
        ("es", "Guerrilleros del ELN estremecen un cuartel en Arauca", "Armed clash"),
    ],
)
def test_an_armed_group_and_what_it_is_done_to_are_enough(
    language: str, text: str, sub_event: str
) -> None:
    """The verb is unknown; who acts, on what and where leave little doubt."""
    reading = said(text, language=language)
    told = reading.mentions[0]

    assert reading.fighting
    assert told.types.acled is not None
    assert told.types.acled.sub_event == sub_event
    assert told.rules[0].startswith("events.words(")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Rebels and government return to Doha talks"),
        ("en", "Militia leader gets 30 years in Paris court"),
        ("en", "Southern separatists leave airport in Seiyun"),
        ("en", "Police open new station in Leeds"),
        ("fr", "Les rebelles libèrent 30 otages au Mali"),
        ("de", "Gasexplosion in Krankenhaus in Kairo"),
        ("es", "El ejército sudanés nombra nuevo portavoz"),
        ("uk", "Повстанці відпустили 30 заручників після перемовин"),
    ],
)
def test_other_business_of_armed_groups_and_buildings_is_none(language: str, text: str) -> None:
    """Talks, trials, retreats and releases bring the same kinds of words together."""
    assert not said(text, language=language).fighting


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("en", "Forty worshippers abducted in Zamfara", True),
        ("es", "Secuestran a 40 fieles en una mezquita de Zamfara", True),
        ("de", "40 Gläubige aus Moschee in Sokoto verschleppt", True),
        ("en", "Two kidnapped in Leeds", False),
        ("en", "Forty kidnapped worshippers freed in Zamfara", False),
    ],
)
def test_many_who_are_taken_are_an_event_whoever_took_them(
    language: str, text: str, *, is_told: bool
) -> None:
    """One person taken is the police's; dozens, and not let go, are not."""
    assert said(text, language=language).fighting is is_told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Azeri fire kills two Armenian soldiers in Karabakh"),
    ],
)
def test_two_armies_on_both_sides_of_the_dead_fought(language: str, text: str) -> None:
    """Soldiers of one country who die of another's fire fell in a fight."""
    reading = said(text, language=language)

    assert any(one.family in ("fight", "remote") for one in reading.mentions)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Villagers in Tanga say nine were hacked down as they fetched water"),
        ("fr", "Nuit d'éclats à Soumy : trois appartements éventrés"),
        ("pt", "Homens de catana levam doze raparigas de aldeia em Nangade"),
    ],
)
def test_the_rule_names_the_words_that_weighed_most(language: str, text: str) -> None:
    """Who asks why is told the words, as for any rule."""
    reading = said(text, language=language)
    rules = [rule for one in reading.mentions for rule in one.rules]
    named = [rule for rule in rules if rule.startswith("events.words(")]

    assert reading.fighting
    assert named
    assert all(
        word in fold_words(text)
        for rule in named
        for word in rule.removeprefix("events.words(").removesuffix(")@1").split(",")
    )


def test_a_figure_of_speech_that_a_rule_took_for_a_fight_is_unclear() -> None:
    """The rule stands in the record, and behind it the words that spoke against it."""
    reading = said(
        "Supermarket price war turns bloody as discounter slashes milk. The battle for shoppers "
        "in Britain intensified on Thursday when the chain fired a fresh salvo at its rivals, "
        "cutting the cost of more than 200 staples."
    )

    assert not reading.fighting


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("No clashes were reported overnight near Ménaka, residents and the army said.", "negated"),
        ("Rebels vow to attack the army's last camp near Goma, killing all inside.", "threatened"),
        ("The army will attack rebels near Goma next week, a spokesman said.", "planned"),
    ],
)
def test_what_a_rule_says_did_not_happen_no_sum_of_words_makes_happen(
    text: str, realis: str
) -> None:
    """Whatever else stands in the head."""
    reading = said(text)

    assert not reading.fighting
    assert [one.realis for one in reading.mentions][:1] == [realis]


def test_below_the_bar_no_sub_event_that_words_name_makes_it_fighting() -> None:
    """What no rule found and no sum of words calls fighting is none, whatever it resembles."""
    reading = said(
        "Army lorry plunges into Neelum ravine, 11 soldiers killed. Eleven soldiers died and six "
        "were hurt when the truck carrying them back from a forward post skidded off an icy road "
        "and fell several hundred feet, officials said on Tuesday."
    )

    assert not reading.fighting


def test_an_event_that_words_only_name_is_unclear_by_one_rule() -> None:
    """Not by one that says it happened and another that takes this back."""
    [told] = said(
        "Something placed in a rubbish bin on a corner of Bangkok blew up at rush hour."
    ).mentions

    assert told.realis == "unclear"
    assert [one.partition("(")[0] for one in told.rules if one.startswith("realis.")] == [DOUBTED]


def test_weights_are_whole_so_that_sums_are_the_same_in_any_order() -> None:
    """Facts are a set, whose order differs between processes; hundredths add up exactly."""
    learned = weights.fighting("en")
    facts = frozenset(list(learned.rows)[:200])
    singly = [sum(column) for column in zip(learned.base, *map(learned.of, facts), strict=True)]

    assert learned.add(facts) == singly
    assert learned.add(facts)[0] == learned.add_first(facts)
    assert learned.table.dtype.kind == "i"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_before_a_word_is_a_fact_and_no_comment(language: str) -> None:
    """A number is "#", as is the sign before the head of a file: "# dead" was left out once."""
    pairs = [fact for fact in weights.fighting(language).rows if fact.startswith("# ")]

    assert len(pairs) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_that_is_read_has_weights_of_its_own(language: str) -> None:
    """Beside the shared ones for classes, parties and rules."""
    own = [fact for fact in weights.fighting(language).rows if fact[0] not in "@%!"]

    assert len(own) > 1_000


def test_no_word_passes_the_bar_by_itself() -> None:
    """A single word that makes it fighting would be a rule in disguise."""
    for language in LANGUAGES:
        learned = weights.fighting(language)
        heaviest = max(weight for fact, weight in learned.first.items() if fact[0] not in "@%!")

        assert heaviest + learned.base[0] < FOR


def test_sub_events_that_are_learned_are_those_of_the_code_book() -> None:
    """And "none", which renames nothing."""
    learned = weights.sub_events("en")

    assert learned is not None
    assert set(learned.names) - {NONE} <= set(TABLE)
    assert weights.sub_events("de") is None


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("bombardment", "bombar"), ("2026", "#"), ("٢٠٢٦", "#"),
        ("والقوات", "قوات"), ("للجيش", "جيش"), ("وقتل", "وقتل"), ("بقذائف", "قذايف"),
    ],
)  # fmt: skip
def test_a_word_is_cut_to_what_its_forms_share(word: str, cut: str) -> None:
    """Six letters, or five of Arabic without article and particle; a number is a number."""
    assert stem(*fold_words(word)) == cut
