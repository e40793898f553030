"""Words keep their places, whatever is folded away."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.folding import fold, fold_words
from agents.text.sentence_ends import LONGEST


@pytest.mark.parametrize(
    ("raw", "tokens"),
    [
        ("l'armée d’al-Qaïda, qu'une", ["l", "armee", "d", "al", "qaida", "qu", "une"]),
        ("The army's In-Afarak", ["the", "army", "s", "in", "afarak"]),
        ("THE ARMY", ["the", "army"]),
        ("Straße Œuvre Ærø ﬁn", ["strasse", "oeuvre", "aero", "fin"]),
        ("İstanbul Diyarbakır", ["istanbul", "diyarbakir"]),
        ("Łódź Đà Nẵng Þór", ["lodz", "da", "nang", "tor"]),
        ("ещё Київ Запоріжжя", ["еще", "київ", "запоріжжя"]),
        ("تِينْزَاوَاتِين الأُمّة ۱۲", ["تينزاواتين", "الامه", "12"]),
        ("الجيـــش في إدلب", ["الجيش", "في", "ادلب"]),
        ("Αθήνα ΠΕΙΡΑΙΆΣ", ["αθηνα", "πειραιασ"]),
        ("a_b km²", ["a", "b", "km2"]),
        ("", []),
        ("… — «»", []),
    ],
)
def test_folds_the_spellings_of_one_word_to_one_token(raw: str, tokens: list[str]) -> None:
    """Case, diacritics, elision, ligatures and Arabic letter forms do not part words."""
    text = fold(raw)

    assert text.tokens == tokens
    assert list(fold_words(raw)) == tokens


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("près d'Abeïbara.", ["près", "d", "Abeïbara"]),
        ("Große æra x", ["Große", "æra", "x"]),
        ("Abei\u0308bara\u0301 a\u00adb", ["Abei\u0308bara\u0301", "a\u00adb"]),
        ("الجيـــش هناً", ["الجيـــش", "هناً"]),
        ("😀 Kidal 😀", ["Kidal"]),
    ],
)
def test_each_token_knows_its_code_points(raw: str, words: list[str]) -> None:
    """Letters that are dropped or doubled do not move what follows them."""
    text = fold(raw)

    assert [text.words(i, i + 1) for i in range(len(text.tokens))] == words


@pytest.mark.parametrize(
    ("raw", "sentences"),
    [
        ("One. Two! Three? Four… Five", ["One", "Two", "Three", "Four", "Five"]),
        ("Gen. Diallo and Lt. Col. Bah met U.S. troops.", ["Gen. Diallo and Lt. Col. Bah met U.S. troops"]),
        ("He met the U.S. The talks failed.", ["He met the U.S", "The talks failed"]),
        ("J. B. Traoré fled. He is back.", ["J. B. Traoré fled", "He is back"]),
        ("Some 3.5 tonnes. No. 5 fell on Jan. 5.", ["Some 3.5 tonnes", "No. 5 fell on Jan. 5"]),
        ("He said no. The army left.", ["He said no", "The army left"]),
        ("“Fled!” he said. “Gone.” They left.", ["Fled!” he said", "Gone", "They left"]),
        ("Headline here\n\nBody one\nwrapped.\n \nBody two", ["Headline here", "Body one\nwrapped", "Body two"]),
        ("Am 28. Juli fielen Schüsse. Am Abend", ["Am 28. Juli fielen Schüsse", "Am Abend"]),
        ("قتل جندي. وأصيب آخر؟ نعم", ["قتل جندي", "وأصيب آخر", "نعم"]),
    ],
)  # fmt: skip
def test_parts_sentences_but_not_abbreviations(raw: str, sentences: list[str]) -> None:
    """A full stop ends a sentence only where a sentence can end; an empty line always does."""
    text = fold(raw)

    assert [text.words(first, last) for first, last in text.sentences] == sentences


def test_tells_which_sentence_a_token_is_in() -> None:
    """Every token belongs to the sentence whose range holds it."""
    text = fold("One two. Three. Four five")

    assert [text.sentence_of(i) for i in range(5)] == [0, 0, 1, 2, 2]


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=80))
def test_never_raises_and_stays_consistent(raw: str) -> None:
    """Any string at all, lone surrogates and NUL included, gives ordered spans and full sentences."""
    text = fold(raw)

    assert len(text.tokens) == len(text.starts) == len(text.ends) == len(text.offsets)
    assert all(start < end for start, end in zip(text.starts, text.ends, strict=True))
    assert all(a <= b for a, b in zip(text.ends, text.starts[1:], strict=False))
    assert [i for a, b in text.sentences for i in range(a, b)] == list(range(len(text.tokens)))
    assert all(text.joined.startswith(t, o) for t, o in zip(text.tokens, text.offsets, strict=True))


def test_takes_time_in_proportion_to_length() -> None:
    """A megabyte of sentences is a matter of a second, not of a square."""
    began = time.process_time()
    text = fold("ab. Cd é\n\n" * 100_000)

    assert len(text.sentences) == 200_000
    assert time.process_time() - began < 5


def test_what_never_stops_is_parted() -> None:
    """A sentence that goes on and on ends somewhere, and no word of it is lost."""
    text = fold("fighting in Kidal " * 1000)

    assert max(last - first for first, last in text.sentences) <= LONGEST
    assert [t for a, b in text.sentences for t in text.tokens[a:b]] == text.tokens
