"""
Which numbers does a sentence hold?

Numbers in digits and words and vague quantities, each as bounds: "17",
"twenty-one", "dix-sept", "1,200", "1 200", "dozens". Dates and quantities of
things are not told apart here: what counts people decides in
``agents/claims.py``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .folding import Text
from .sentences import Sentence

LONGEST: Final = 9  # digits: more are an identifier
JOINTS: Final = frozenset({"and", "et"})


class Number(NamedTuple):
    """
    A number phrase.

    Attributes:
        first, last: Its tokens.
        min, max: Inclusive; ``None`` is unstated ("many"), 0 and 0 is "none".
        is_vague: "dozens" rather than a figure.
    """

    first: int
    last: int
    min: int | None
    max: int | None
    is_vague: bool


def numbers_in(sentence: Sentence) -> list[Number]:
    """Return the number phrases of *sentence*, in order; a vague one wins over words inside it."""
    vague = []
    for hit in sentence.longest("vague"):
        low, high = hit.payload
        least, most = (0, 0) if low < 0 else (low or None, high or None)
        vague.append(Number(hit.first, hit.last, least, most, is_vague=True))
    taken = {token for one in vague for token in range(one.first, one.last)}
    words = {hit.first: hit.payload for hit in sentence.of("number")}
    exact = []
    token = sentence.first
    while token < sentence.last:
        if token in taken:
            token += 1
            continue
        value, last = _digits(sentence.page.text, token, sentence.last)
        if value is None:
            value, last = _in_words(words, sentence.page.text.tokens, token, sentence.last)
        if value is not None and taken.isdisjoint(range(token, last)):
            exact.append(Number(token, last, value, value, is_vague=False))
        token = max(last, token + 1)
    return sorted(vague + exact)


def _digits(text: Text, token: int, end: int) -> tuple[int | None, int]:
    """Read digits with their groups of three: "1,200", "1.200", "1 200"."""
    written = text.tokens[token]
    if not written.isdecimal() or len(written) > LONGEST:
        return None, token + 1
    last = token + 1
    while (
        len(text.tokens[token]) <= 3
        and last < end
        and len(text.tokens[last]) == 3
        and text.tokens[last].isdecimal()
        and text.raw[text.ends[last - 1] : text.starts[last]] in (",", ".", " ", "\u00a0", "\u202f")
        and len(written) + 3 <= LONGEST
    ):
        written += text.tokens[last]
        last += 1
    return int(written), last


def _in_words(
    words: dict[int, int], tokens: list[str], token: int, end: int
) -> tuple[int | None, int]:
    """Read "twenty one", "two hundred and five", "quatre vingt dix sept"."""
    if token not in words:
        return None, token + 1
    total, part, last = 0, words[token], token + 1
    while last < end:
        at = last + 1 if tokens[last] in JOINTS and last + 1 in words else last
        if at not in words:
            break
        value = words[at]
        if value in (100, 1000):
            part = max(part, 1) * value
            if value == 1000:
                total, part = total + part, 0
        elif part == 4 and value == 20 and at == last:
            part = 80  # quatre-vingt
        elif at == last and part % 10 and part < 20:
            break  # "one two" are two numbers
        elif value < (part % 100 or 100) and (value < 20 or part >= 100):
            part += value
        else:
            break
        last = at + 1
    return total + part, last
