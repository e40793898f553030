"""
Which numbers does a sentence hold?

Numbers in digits and words, vague quantities and ranges, each as bounds: "17",
"twenty-one", "dix-sept", "1,200", "dozens", "15 to 20". Dates and quantities of
things are not told apart here: what counts people decides ``agents/said/tolls.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from .matching import Hit
from .sentences import Sentence

LONGEST: Final = 9  # digits: more are an identifier
GROUPING: Final = frozenset({",", ".", " ", "'", "’", "\u00a0", "\u202f", "٬", "،"})
DASHES: Final = frozenset("-–—")  # between the ends of "15-20"
WIDEST: Final = 10  # "15 to 20" is a range, "3 to 90" two numbers
SCALES: Final = frozenset({100, 1_000, 1_000_000})
THOUSAND: Final = 1_000


class Number(NamedTuple):
    """
    A number phrase.

    Attributes:
        first, last: Its tokens.
        min, max: Inclusive; ``None`` is unstated ("many"), 0 and 0 is "none".
        is_vague: "dozens" rather than a figure.
        is_range: "15 to 20".
        is_person: One who is named or described, and no number: "Mayor X", "the priest".
    """

    first: int
    last: int
    min: int | None
    max: int | None
    is_vague: bool
    is_range: bool = False
    is_person: bool = False


def numbers_in(sentence: Sentence) -> Sequence[Number]:
    """Return the number phrases of *sentence*, in order; a vague one wins over words inside it."""
    return sentence.answer(_numbers)


def _numbers(sentence: Sentence) -> Sequence[Number]:
    vague = []
    scaled = {hit.first for hit in sentence.of("number") if _scales(sentence, hit)}
    for hit in sentence.longest("vague"):
        if hit.first in scaled:
            continue  # "خمسة آلاف" is a figure, "آلاف" is not
        low, high = hit.payload
        least, most = (0, 0) if low < 0 else (low or None, high or None)
        # "deux soldats" in one word (Arabic dual) is a figure for all that.
        is_exact = least is not None and least == most and low > 0
        vague.append(Number(hit.first, hit.last, least, most, is_vague=not is_exact))
    taken = {token for one in vague for token in range(one.first, one.last)}
    words = {hit.first: (hit.payload, hit.last) for hit in sentence.longest("number")}
    exact = []
    tokens = sentence.page.text.tokens
    token = sentence.first
    while token < sentence.last:
        value, last = None, token + 1
        # Nearly all tokens are no number, and this is asked of every one.
        if token not in taken and (token in words or tokens[token][-1:].isdecimal()):
            value, last = _digits(sentence, token)
            if value is None:
                value, last = _in_words(sentence, words, token)
        if value is not None and taken.isdisjoint(range(token, last)):
            exact.append(Number(token, last, value, value, is_vague=False))
        token = max(last, token + 1)
    return sorted(vague + _ranges(sentence, exact))


def is_joined(sentence: Sentence, token: int) -> bool:
    """Tell whether "and" is written onto a number or its hedge: "و20"; "واحد" only begins so."""
    word, grammar = sentence.page.text.tokens[token], sentence.page.grammar
    return word[:1] in grammar.number_prefix and word not in grammar.single


def _scales(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether *hit*, a thousand or more, stands behind the number that it multiplies."""
    if hit.payload < THOUSAND or hit.first == sentence.first:
        return False
    before = hit.first - 1
    is_word = any(other.last == hit.first for other in sentence.of("number"))
    return is_word or sentence.page.text.tokens[before][-1:].isdecimal()


def _digits(sentence: Sentence, token: int) -> tuple[int | None, int]:
    """Read digits with their groups of three: "1,200", "1.200", "1 200", "و200"."""
    text = sentence.page.text
    written = text.tokens[token]
    if not written.isdecimal() and written[:1] in sentence.page.grammar.number_prefix:
        written = written[1:]
    if not written.isdecimal() or len(written) > LONGEST:
        return None, token + 1
    if written[0] == "0" and len(written) > 1:
        return None, token + 1  # "0815" is a time of day
    last = token + 1
    while (
        len(text.tokens[token]) <= 3
        and last < sentence.last
        and len(text.tokens[last]) == 3
        and text.tokens[last].isdecimal()
        and text.raw[text.ends[last - 1] : text.starts[last]] in GROUPING
        and len(written) + 3 <= LONGEST
    ):
        written += text.tokens[last]
        last += 1
    value = int(written)
    scale = next(
        (hit for hit in sentence.of("number") if hit.first == last and hit.payload >= THOUSAND),
        None,
    )
    return (value * scale.payload, scale.last) if scale else (value, last)


def _in_words(
    sentence: Sentence, words: dict[int, tuple[int, int]], token: int
) -> tuple[int | None, int]:
    """Read "twenty one", "two hundred and five", "quatre vingt dix sept", "خمسة وعشرون"."""
    if token not in words:
        return None, token + 1
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    first, last = words[token]
    # "mil e duzentos": the thousand is done with, and hundreds follow.
    total, part = (first, 0) if first >= 1_000 else (0, first)
    while last < sentence.last:
        has_joint = tokens[last] in grammar.number_joint and last + 1 in words
        at = last + 1 if has_joint else last
        if at not in words:
            break
        value, end = words[at]
        is_joined = has_joint or tokens[at][:1] in grammar.number_prefix
        grown = _grown(part, value, is_joined=is_joined, units_first=bool(grammar.number_prefix))
        if grown is None:
            break
        part = grown
        if value >= 1_000:
            total, part = total + part, 0
        last = end
    return total + part, last


def _grown(part: int, value: int, *, is_joined: bool, units_first: bool) -> int | None:
    """Return *part* grown by the next number word; ``None`` when that begins another number."""
    if value in SCALES:
        return max(part, 1) * value
    if part == 4 and value == 20 and not is_joined:
        return 80  # quatre-vingt
    if units_first and is_joined and 0 < part % 100 < 10 and value in range(20, 100, 10):
        return part + value  # five and twenty
    if part % 10 and part % 100 < 20 and not is_joined:
        return None  # "one two" are two numbers
    room = 1_000 if part == 0 else 100 if part % 100 == 0 else 10 if part % 10 == 0 else 0
    if part % 100 in (60, 80) and not part % 20 and value < 20:
        room = 20  # soixante-dix, quatre-vingt-onze
    return part + value if value < room else None


def _ranges(sentence: Sentence, found: list[Number]) -> list[Number]:
    """Join "15 to 20" and "between 15 and 20"; of "from 15 to 20" only the last is true now."""
    tokens, raw, grammar = sentence.page.text.tokens, sentence.page.text.raw, sentence.page.grammar
    ends, starts = sentence.page.text.ends, sentence.page.text.starts
    kept: list[Number] = []
    for one in found:
        before = kept[-1] if kept else None
        if before is None or before.is_range or before.max is None or one.min is None:
            kept.append(one)
            continue
        gap = tokens[before.last : one.first]
        opener = tokens[before.first - 1] if before.first > sentence.first else ""
        is_dashed = not gap and raw[ends[before.last - 1] : starts[one.first]].strip() in DASHES
        is_to = len(gap) == 1 and gap[0] in grammar.range_to
        is_and = gap[0] in grammar.number_joint if len(gap) == 1 else (
            not gap and is_joined(sentence, one.first)
        )  # fmt: skip
        is_between = is_and and opener in grammar.range_between
        if is_to and opener in grammar.range_from:
            kept[-1] = one
        elif (is_dashed or is_to or is_between) and before.max < one.min <= before.max * WIDEST:
            first = before.first - 1 if is_between else before.first
            kept[-1] = Number(
                first, one.last, before.min, one.max, is_vague=False, is_range=True
            )  # fmt: skip
        else:
            kept.append(one)
    return kept
