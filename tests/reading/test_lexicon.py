"""The word files: no word twice in a class, every class meant, every trigger's codes known."""

from __future__ import annotations

import tomllib
from itertools import pairwise

import pytest

from agents.codes import TABLE, types_of
from agents.folding import fold_words
from agents.lexicon import FOLDER, LANGUAGES

FILES = {
    language: tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
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
        folded = sorted(fold_words(phrase) for phrase in phrases)
        assert [a for a, b in pairwise(folded) if a == b] == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_trigger_has_two_meanings(language: str) -> None:
    """
    One phrase names one kind of event.
    """
    seen: dict[tuple[str, ...], str] = {}
    for entry in FILES[language]["trigger"]:
        for phrase in entry["words"]:
            assert seen.setdefault(fold_words(phrase), entry["sub_event"]) == entry["sub_event"], (
                phrase
            )


def test_both_languages_know_the_same_classes() -> None:
    """
    A class that one language lacks would silently never be found there.
    """
    names = [{n.rpartition("/")[0] or n for n in classes(words)} for words in FILES.values()]

    assert names[0] == names[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trigger_has_its_codes(language: str) -> None:
    """
    The five code systems follow from the ACLED sub-event.
    """
    for entry in FILES[language]["trigger"]:
        assert entry["sub_event"] in TABLE
        assert types_of(entry["sub_event"], (frozenset(), frozenset())).acled is not None


def test_no_name_belongs_to_two_groups() -> None:
    """
    A name that two groups share would make both parties of every fight of either.
    """
    owners: dict[tuple[str, ...], str] = {}
    for entry in ACTORS:
        for name in entry["names"]:
            assert owners.setdefault(fold_words(name), entry["id"]) == entry["id"], name
