"""
What language is a text written in?

langdetect's profiles, read once instead of sampled: every n-gram of the first
words adds to the score of each language, and a word's scores are remembered.
Thirty times as fast as langdetect, without its randomness, and the same answer
from forty words on (tests/agents/test_language.py asks both).

Not here: which languages we can judge in (``agents/lexicon``). Folded text is of
no use: the diacritics tell the languages apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

import langdetect
import numpy as np
from langdetect.utils.ngram import NGram

from schemas.codec import plain

from .twins import told_apart

UNKNOWN: Final = "und"
PROFILES: Final = (
    "ar", "de", "en", "es", "fa", "fr", "he", "hi", "id", "it",
    "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh-cn", "zh-tw",
)  # fmt: skip

# So much of the text is read: title and first sentence. Measured 100 % right on
# sentences of eight languages from 200 characters up; more only costs time.
READ: Final = 250

# langdetect's mean smoothing: 0.5 over its base frequency of 10,000.
SMOOTHING: Final = 0.5 / 10_000

# Words remembered before both tables are emptied: 8 MB, hours of a busy wire.
MEMORY: Final = 100_000

# How much likelier, as a logarithm, a wire is to write in these. It decides only
# among a handful of words: "Kabul: 3 dead" is not Indonesian.
FAVOUR: Final = {"en": 15.0, "ar": 10.0, "de": 10.0, "es": 10.0, "fr": 10.0, "pt": 10.0}
FAVOURS: Final = np.array([FAVOUR.get(name, 0.0) for name in PROFILES], np.float32)

SCRIPTS: Final = {
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "be": re.compile("[\u0400-\u04ff]"),
}
ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


def language_of(text: str, *, declared: str | None = None) -> str:
    """
    Tell the language *text* is written in.

    The agency's own label on the item wins: it knows better than a guess. A
    channel-wide ``<language>`` says less about one item and is not passed.

    Args:
        text: Plain text, any length; markup would be counted as letters.
        declared: What the item says, as BCP 47 ("fr-FR"); only the first subtag is used.

    Returns:
        An ISO 639 code, or ``und`` when there are no letters to go by. Never raises.
    """
    label = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    if label.isalpha() and label.isascii() and len(label) in {2, 3} and label != UNKNOWN:
        return label
    start = text[:READ]
    if start.isupper():
        start = start.lower()  # capitals are left out of the n-grams, wire slugs are all capitals
    best = _by_script(start) or _scorer().best(start)
    return told_apart(start, best)


def _by_script(text: str) -> str | None:
    """Tell languages by script where the profiles fail: Han is called Korean, Belarusian is unknown."""
    if text.isascii():
        return None
    counts = {name: len(script.findall(text)) for name, script in SCRIPTS.items()}
    han, kana = counts["zh"], counts["ja"]
    if kana * 8 > han > 0:
        return "ja"
    for language in ("ja", "zh", "ko"):
        if counts[language] * 4 > len(text):
            return language
    letters = set(text.lower()) if counts["be"] * 4 > len(text) else set()
    # A short line of Ukrainian may lack all of its own letters; "ы" and "э" it never has.
    is_belarusian = "ў" in letters or (
        "і" in letters and bool(letters & set("ыэ")) and not letters & set("иїєґщ")
    )
    return "be" if is_belarusian else None


class Scorer:
    """
    Scores words by language.

    Attributes:
        rows: n-gram -> its row of ``weights``.
        weights: Log likelihood over that of an unseen n-gram, by language; last row is zero.
        memo: word -> its row of ``sums``.
    """

    def __init__(self) -> None:
        profiles = [
            plain(Path(langdetect.PROFILES_DIRECTORY, name).read_bytes()) for name in PROFILES
        ]
        grams_seen = sorted({gram for profile in profiles for gram in profile["freq"]} - {" "})
        self.rows = {gram: row for row, gram in enumerate(grams_seen)}
        shares = np.zeros((len(grams_seen) + 1, len(PROFILES)))
        for column, profile in enumerate(profiles):
            freq: dict[str, int] = profile["freq"]
            freq.pop(" ", None)
            totals = np.array(profile["n_words"])
            where = np.fromiter(map(self.rows.__getitem__, freq), np.intp, len(freq))
            lengths = np.fromiter(map(len, freq), np.intp, len(freq))
            counts = np.fromiter(freq.values(), np.float64, len(freq))
            shares[where, column] = counts / totals[lengths - 1]
        self.weights = np.log((shares + SMOOTHING) / SMOOTHING).astype(np.float32)
        self.memo: dict[str, int] = {}
        self.sums = np.zeros((MEMORY, len(PROFILES)), np.float32)
        self.letters: dict[int, str] = {}

    def best(self, text: str) -> str:
        """Return the language of highest score, ``und`` when nothing in *text* is known."""
        words = text.split()
        new = [word for word in dict.fromkeys(words) if word not in self.memo]
        if new:
            self._learn(new, words)
        if not words:
            return UNKNOWN
        scores = self.sums[[self.memo[word] for word in words]].sum(axis=0)
        best = int((scores + FAVOURS).argmax())
        return PROFILES[best].split("-")[0] if scores[best] > 0 else UNKNOWN

    def _learn(self, new: list[str], words: list[str]) -> None:
        if len(self.memo) + len(new) > MEMORY:
            self.memo.clear()
            new = list(dict.fromkeys(words))
        zero = len(self.rows)
        found = [
            [self.rows.get(gram, zero) for gram in self._grams(word)] or [zero] for word in new
        ]
        firsts = np.cumsum([0, *map(len, found[:-1])])
        start = len(self.memo)
        self.sums[start : start + len(new)] = np.add.reduceat(
            self.weights[list(chain.from_iterable(found))], firsts, axis=0
        )
        self.memo.update(zip(new, range(start, start + len(new)), strict=True))

    def _grams(self, word: str) -> Iterator[str]:
        """Clean one word as langdetect does and give its n-grams."""
        if not word.isascii():
            word = NGram.normalize_vi(word)
            latin = sum("A" <= character <= "z" for character in word)
            other = sum(
                character >= "\u0300" and not "\u1e00" <= character <= "\u1eff"
                for character in word
            )
            if latin * 2 < other:
                word = "".join(character for character in word if not "A" <= character <= "z")
        elif len(word) > 6:
            word = ADDRESS.sub(" ", word)
        for character in word:
            if ord(character) not in self.letters:
                self.letters[ord(character)] = NGram.normalize(character)
        return chain.from_iterable(map(grams, word.translate(self.letters).split()))


def grams(word: str) -> Iterator[str]:
    """Give the 1- to 3-grams langdetect sees in one normalised word, both its spaces included."""
    before, last, was_upper = "", " ", False
    for character in word + " ":
        upper = character.isupper()
        if not (upper and was_upper):  # langdetect skips runs of capitals
            yield character
            yield last + character
            if before:
                yield before + last + character
        before, last, was_upper = last, character, upper


@cache
def _scorer() -> Scorer:
    return Scorer()
