"""
What are the words of a dispatch, and where does each stand?

One pass over one table of code points: case, diacritics, spellings of the same
Arabic letter and every kind of punctuation are folded away, and each word keeps
its place in the text. Done once for each dispatch; matching, places and times all
read the result. The table was measured to cost a third of Unicode normalisation.

Not here: where a sentence ends (``agents/text/sentence_ends.py``), the language (it needs
the diacritics that are lost here), and what any word means.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .sentence_ends import STOPS, sentences_in

Codes = NDArray[Any]

# Separators. str.split() takes all three for white space, so a mark that may end
# a sentence costs nothing beyond the fold itself.
SPACE: Final = 0x20
STOP: Final = 0x1C
LINE: Final = 0x1D

# One letter that folds to two ("ß", "æ"): the second stands in the upper bits.
SECOND: Final = 21
FIRST: Final = (1 << SECOND) - 1

# Planes above this hold no script that a wire uses; one cell stands for all of it.
CELLS: Final = 0x20001

# Names folded at a time: enough to forget the overhead, little enough memory.
BATCH: Final = 20_000

DROPPED: Final = (
    *range(0x300, 0x370), *range(0x64B, 0x660), 0x670, 0x640, 0x200D, 0x200C, 0xAD,
    *range(0xFE00, 0xFE10),  # how an emoji looks: "❗" is two characters
)  # fmt: skip
LETTERS: Final = {
    "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "t", "æ": "ae", "œ": "oe",
    "ё": "е", "ѐ": "е", "ѝ": "и",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك",
    "ة": "ه", "ؤ": "و",
}  # fmt: skip


@dataclass(slots=True, frozen=True)
class Text:
    """
    A text and its folded words.

    Attributes:
        raw: The canonical text.
        tokens: Folded words, in order.
        starts, ends: Where each stands in ``raw``: code points, end exclusive.
        sentences: First token and the one past the last, of each sentence with words.
        joined: All tokens for matching, a space round each, a line feed between sentences.
        offsets: Where each token stands in ``joined``.
    """

    raw: str
    tokens: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    joined: str
    offsets: list[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the code points that tokens ``[first, last)`` cover; there is at least one."""
        return self.starts[first], self.ends[last - 1]

    def words(self, first: int, last: int) -> str:
        """Return tokens ``[first, last)`` as they are written."""
        return self.raw[self.starts[first] : self.ends[last - 1]]

    def sentence_of(self, token: int) -> int:
        """Return the number of the sentence that *token* stands in."""
        return bisect_left(self.sentences, (token + 1,)) - 1


def fold(raw: str) -> Text:
    """Fold *raw*, which may be any string at all; linear in its length."""
    folded, places = _folded(raw)
    is_word = np.zeros(len(folded) + 2, np.bool_)
    np.greater(folded, SPACE, out=is_word[1:-1])
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    begins, stops = edges[::2], edges[1::2]
    starts, ends = places[begins].tolist(), places[stops].tolist()
    tokens = _text(folded).split()
    marks = np.flatnonzero(folded < SPACE)
    lines = zip((folded[marks] == LINE).tolist(), places[marks].tolist(), strict=True)
    sentences = sentences_in(raw, tokens, starts, ends, lines)
    joined = " " + " \n ".join(" ".join(tokens[a:b]) for a, b in sentences) + " "
    steps = stops - begins + 1
    steps[[first - 1 for first, _ in sentences[1:]]] += 2
    offsets = np.cumsum(steps) - steps + 1
    return Text(raw, tokens, starts, ends, sentences, joined, offsets.tolist())


def fold_words(phrase: str) -> tuple[str, ...]:
    """Fold a name or term into its words, by the same table as a dispatch."""
    return tuple(_text(_folded(phrase)[0]).split())


def fold_lines(lines: list[str]) -> list[str]:
    """Fold many short names at once, each to its words joined by single spaces."""
    found: list[str] = []
    for start in range(0, len(lines), BATCH):
        found += _fold_batch(lines[start : start + BATCH])
    return found


def _fold_batch(lines: list[str]) -> list[str]:
    codes, _ = _folded("\n".join(lines))
    codes[codes == STOP] = SPACE
    is_gap = codes <= SPACE
    is_surplus = codes == SPACE
    is_surplus[1:] &= is_gap[:-1] | np.append(codes[2:] == LINE, True)
    is_surplus[:1] |= is_gap[:1] & (codes[:1] == SPACE)
    return _text(codes[~is_surplus]).split(chr(LINE))


def _folded(raw: str) -> tuple[Codes, Codes]:
    """Return the folded codes, and for each (and for the end) its place in *raw*."""
    if raw.isascii():
        short = ASCII[np.frombuffer(raw.encode("ascii"), np.uint8)]
        return short, np.arange(len(raw) + 1)
    cells = np.frombuffer(raw.encode("utf-32-le", "replace"), np.uint32)
    codes = TABLE[np.minimum(cells, CELLS - 1)]
    places = np.arange(len(raw) + 1)
    wide = np.flatnonzero(codes > FIRST)
    if len(wide):
        seconds = codes[wide] >> SECOND
        codes[wide] &= FIRST
        codes = np.insert(codes, wide + 1, seconds)
        places = np.insert(places, wide + 1, wide)
    kept = codes != 0
    if not kept.all():
        codes = codes[kept]
        places = np.append(places[:-1][kept], len(raw))
    return codes, places


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("ascii" if codes.itemsize == 1 else "utf-32-le")


def _cell(character: str) -> int:
    """Return what *character* folds to, as the table keeps it."""
    if character in STOPS:
        return STOP
    if character in "\n\u2029":
        return LINE
    if not character.isalnum():
        return ord(character) if unicodedata.category(character)[0] == "M" else SPACE
    if character.isdecimal():
        return ord(str(unicodedata.decimal(character)))
    folded = unicodedata.normalize("NFKC", character).casefold()
    folded = "".join(LETTERS.get(letter, letter) for letter in folded)
    if unicodedata.name(character, "").startswith(("LATIN", "GREEK", "FULLWIDTH LATIN")):
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
        folded = "".join(LETTERS.get(letter, letter) for letter in folded)
    if not folded.isalnum() or len(folded) > 2:
        return SPACE
    second = ord(folded[1]) if len(folded) == 2 else 0
    return SPACE if second >= 1 << (32 - SECOND) else ord(folded[0]) | second << SECOND


def _table() -> NDArray[np.uint32]:
    """
    Fold every code point once.

    Between U+3000 and the compatibility forms of U+F900 there is neither case nor
    diacritic (Chinese, Japanese, Korean): letters there stand for themselves.
    """
    table = np.full(CELLS, SPACE, np.uint32)
    for code in (*range(0x3000), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800)):
        table[code] = _cell(chr(code))
    plain = [code for code in range(0x3000, 0xD800) if chr(code).isalnum()]
    table[plain] = plain
    for character in STOPS:
        table[ord(character)] = STOP
    table[list(DROPPED)] = 0
    return table


TABLE: Final = _table()
ASCII: Final = TABLE[:128].astype(np.uint8)
