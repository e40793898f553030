"""The word files: no word twice in a class, every class meant, every trigger's codes known."""

from __future__ import annotations

import itertools
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from agents.lexicon import FOLDER, LANGUAGES, Lexicon, Trigger, terms
from agents.lexicon.number_words import joined
from agents.lexicon.phrases import Phrases
from agents.text.folding import fold, fold_words
from agents.text.matching import Matcher
from agents.what.codes import TABLE, types_of
from tests.bench.suite import items

FILES = {
    language: tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}
EXERCISED = tomllib.loads(Path(__file__).with_name("exercised.toml").read_text("utf-8"))
PHRASES = {
    language: Phrases(words.get("shape", {}).get("endings", {}), ())
    for language, words in FILES.items()
}
ACTORS = tomllib.loads((FOLDER / "actors.toml").read_text("utf-8"))["actor"]


def classes(words: dict) -> dict[str, list[str]]:
    """List the phrases of each class of a word file."""
    found = {}
    for name, kinds in words.items():
        if name == "trigger":
            for entry in kinds:
                found[f"{entry['family']}/{entry['sub_event']}/{entry['strength']}"] = entry[
                    "words"
                ]
        elif name == "shape":
            continue
        elif name in ("number", "vague"):
            found[name] = list(kinds)
        else:
            found |= {f"{name}.{kind}": phrases for kind, phrases in kinds.items()}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_a_class(language: str) -> None:
    """
    A repeat is a slip, and would be found twice.
    """
    for name, phrases in classes(FILES[language]).items():
        folded = sorted(
            (fold_words(form), form[0] == "*", form[-1] == "*")
            for phrase in phrases
            for form in PHRASES[language].forms(phrase)
        )
        assert [a for a, b in pairwise(folded) if a == b] == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_trigger_has_two_meanings(language: str) -> None:
    """
    One phrase names one kind of event.
    """
    seen: dict[tuple[str, ...], str] = {}
    for entry in FILES[language]["trigger"]:
        for phrase in itertools.chain.from_iterable(map(PHRASES[language].forms, entry["words"])):
            assert seen.setdefault(fold_words(phrase), entry["sub_event"]) == entry["sub_event"], (
                phrase
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_swallowed_by_an_open_one(language: str) -> None:
    """
    What ``angriff*`` finds anyway need not stand there as well.
    """
    by_class: dict[tuple[str, object], list[str]] = {}
    for phrase, (name, value) in terms(FILES[language]):
        if name != "people":  # [person] stands for both
            by_class.setdefault((name, value), []).append(phrase)
    for of, phrases in by_class.items():
        is_open = Matcher((one, one) for one in phrases if "*" in one)
        for phrase in set(phrases):
            text = fold(phrase)
            whole = [h.payload for h in is_open.find_all(text) if h[:2] == (0, len(text.tokens))]
            assert set(whole) <= {phrase}, of


def test_a_line_unfolds_into_its_forms() -> None:
    """
    Braces list forms or name endings; nothing is made twice; what is written onto a word is added.
    """
    phrases = Phrases({"adj": "ый, ые"}, ["و", "ال"])

    assert phrases.forms("вооруженн{adj} {бой,бои}") == [
        "вооруженный бой", "вооруженный бои", "вооруженные бой", "вооруженные бои",
    ]  # fmt: skip
    assert phrases.forms("atac{ó,aron,}") == ["atacó", "atacaron", "atac"]
    assert phrases.forms("{schwere ,}Kämpfe") == ["schwere Kämpfe", "Kämpfe"]
    assert phrases.written_onto("قصف") == ["قصف", "وقصف", "القصف"]
    with pytest.raises(ValueError, match="open"):
        phrases.forms("atac{ó")


def test_numbers_in_one_word_are_made_from_simple_ones() -> None:
    """
    German joins units, tens and hundreds.
    """
    simple = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    rest = "fünfzehn sechzehn siebzehn achtzehn neunzehn"
    words = {word: value for value, word in enumerate(f"{simple} {rest}".split(), 1)}
    tens = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert"
    words |= {word: 10 * value for value, word in enumerate(tens.split(), 2)} | {"tausend": 1000}

    made = dict(joined(words, "ein", "und"))

    assert made["einundzwanzig"] == 21
    assert made["dreihundertzwölf"] == 312
    assert made["zweitausend"] == 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_classes_of_english(language: str) -> None:
    """
    A class that one language lacks would silently never be found there.
    """
    names, english = (
        {name.rpartition("/")[0] or name for name in classes(FILES[one])}
        for one in (language, "en")
    )

    assert names == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trigger_has_its_codes(language: str) -> None:
    """
    The five code systems follow from the ACLED sub-event.
    """
    for entry in FILES[language]["trigger"]:
        assert entry["sub_event"] in TABLE
        assert types_of(entry["sub_event"], ()).acled is not None


def test_no_name_belongs_to_two_groups() -> None:
    """
    A name that two groups share would make both parties of every fight of either.
    """
    owners: dict[tuple[str, ...], str] = {}
    for entry in ACTORS:
        for name in entry["names"]:
            assert owners.setdefault(fold_words(name), entry["id"]) == entry["id"], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_is_exercised_by_the_suite(language: str) -> None:
    """
    A class that no labelled item uses is untested, or misspelt.
    """
    found = Lexicon(language)
    unseen = {_class(name, value) for _, (name, value) in terms(FILES[language])}
    told = [f"{item.get('headline', '')}\n\n{item['text']}" for item in items(language, "seen")]
    for text in (*told, *EXERCISED.get(language, ())):
        marks = found.mark(fold(text))
        unseen = {
            one for one in unseen
            if not any(_class(one[0], hit.payload) == one for hit in marks.of(one[0]))
        }  # fmt: skip

    assert unseen == set()


def _class(name: str, value: object) -> tuple[str, str]:
    return name, value.sub_event if isinstance(value, Trigger) else ""
