"""The files of names: every id known, no name of two groups in one land, no common word without a guard."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from agents.gazetteer.tables import rows_of
from agents.lexicon import LANGUAGES, terms, words_of
from agents.lexicon.groups import (
    SECTORS,
    Name,
    allied_in,
    capitals,
    entries,
    force_words,
    names,
    predecessor,
)
from agents.text.folding import fold_words
from agents.who.party_names import party_name
from schemas.event import Actor

KEYS = {
    "id", "called", "after", "type", "sector", "country", "home", "with", "rules",
    "names", "sure", "weak", "local", "labels",
}  # fmt: skip
# Classes of people, whom a name may name too: "peacekeepers".
OF_PEOPLE = ("party", "people", "person", "speech.speakers")
COUNTRIES = {row[0] for row in rows_of("countries.tsv")}
FORMS: list[tuple[str, Name]] = [(written, value[1]) for written, value in names()]
# Single words that some group is called by and that ordinary news uses otherwise: people, seas,
# games, verbs, parties of parliament; in eight languages, by hand.
DANGEROUS = """
azov amal fatah wagner rada mend fact milf gam pdf eta mir mas fal fpl erp cv tcp zetas contras contra
sendero mujahideen maoists rastrojos colectivos mahmuda nas crp bir rdf jem akhmat epl g9 mss gsf dawn
justice jihad is ei far far fan fama fame resistance resistance liberation union path north fano
union guardia guardians lobos viagras ops opm kia tip tsk bla ira uda let mek mnc ans els asl alo
الشباب فتح امل القاعده الحشد النجباء المقاومه الجماعه
вагнер ахмат азов
""".split()  # noqa: SIM905  # a paragraph of words reads better than a list


def test_every_entry_says_only_what_is_known() -> None:
    """
    A key that nobody reads is a slip of the pen.
    """
    for entry in entries():
        assert entry.keys() <= KEYS, entry["id"]
        assert entry["names"], entry["id"]
        assert entry.get("type", "rebel") in SECTORS, entry["id"]


def test_every_id_stands_once() -> None:
    """
    Two entries of one id would be two alias sets.
    """
    ids = [entry["id"] for entry in entries()]

    assert len(ids) == len(set(ids))
    assert len(ids) > 400


def test_every_country_is_one() -> None:
    """
    Codes are ISO 3166-1, here as everywhere.
    """
    for entry in entries():
        for key in ("home", "with", "rules", "country"):
            assert set(entry.get(key, "").split()) <= COUNTRIES, entry["id"]
    assert capitals().keys() <= COUNTRIES


def test_links_lead_to_known_parties() -> None:
    """
    A successor names its predecessor; a side names parties and armies.
    """
    ids = {entry["id"] for entry in entries()}
    armies = {f"{country}:army" for country in COUNTRIES}

    assert {entry["after"] for entry in entries() if "after" in entry} <= ids
    for country in COUNTRIES:
        for camp in allied_in(country):
            assert camp <= ids | armies, country


def test_africa_corps_came_out_of_wagner_and_is_not_it() -> None:
    """
    Linked, and kept distinct.
    """
    assert predecessor("africa-corps") == "wagner"
    assert predecessor("wagner") is None


def test_a_name_that_two_groups_share_is_told_apart_by_the_land() -> None:
    """
    ADF fights in Congo; another group of that name elsewhere could not be told from it at home.
    """
    owners: dict[tuple[str, ...], dict[str, Name]] = defaultdict(dict)
    for written, name in FORMS:
        owners[fold_words(written)][name.actor_id] = name
    for words, found in owners.items():
        homes = [name.home for name in found.values()]
        assert len(homes) == 1 or all(homes), words
        for one, other in combinations(homes, 2):
            assert not one & other, (words, sorted(found))


@pytest.mark.parametrize("word", sorted(set(DANGEROUS)))
def test_a_dangerous_word_is_guarded(word: str) -> None:
    """
    It counts in capitals, near a home or beside a second sign, or not at all.
    """
    for written, name in FORMS:
        if fold_words(written) == (word,):
            is_sure = name.guard == "none" and not name.is_acronym
            assert not is_sure, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_ours_is_a_name_without_a_guard(language: str) -> None:
    """
    What the word files use as an ordinary word is no group's name by itself.
    """
    words = {
        fold_words(phrase)
        for phrase, (kind, _) in terms(words_of(language))
        if kind not in OF_PEOPLE
    }
    for written, name in FORMS:
        if fold_words(written) in words and " " not in written:
            assert name.is_acronym or name.guard == "both", name


def test_acronyms_need_their_capitals() -> None:
    """
    What is written in capitals here counts only so, or exactly as written.
    """
    acronyms = {name.written for _, name in FORMS if name.is_acronym}

    assert {"FARC", "M23", "FAMa", "ЗСУ", "LeT", "CSP-DPA"} <= acronyms
    assert "Hamas" not in acronyms


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "de", "pt", "ru", "uk"])
def test_every_language_says_how_a_country_is_a_party(language: str) -> None:
    """
    A language without a class would silently never find it.
    """
    kinds = {kind for _, (_, kind) in force_words(language)}

    assert {"attack", "launch", "blow", "between", "against", "broker"} <= kinds


@pytest.mark.parametrize(
    ("actor_id", "called"),
    [("m23", "M23"), ("wagner", "Wagner"), ("CD:army", "Congolese army"), ("jnim", "JNIM"),
     ("houthis", "the Houthis"), ("HT:police", "Haitian police"), ("irgc", "Revolutionary Guards")],
)  # fmt: skip
def test_messages_call_a_party_by_one_name(actor_id: str, called: str) -> None:
    """
    Whatever the report calls it.
    """
    assert party_name(Actor(name="?", actor_id=actor_id, type="rebel")) == called
