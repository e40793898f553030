"""
Whom do these words describe as a speaker?

"NAME, a member of the movement", "a local politician", "the governor of the region": a
name, what its bearer is, or both. Words that are neither make nobody speak.

Not here: which words of a sentence stand for who speaks (``agents/said/speech.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from agents.text.sentences import Sentence
from schemas.claim import ClaimStatus, Speaker

LONGEST: Final = 14  # tokens of a speaker's description
LONGEST_NAME: Final = 4  # tokens


class Attribution(NamedTuple):
    """
    A speaker and what the verb makes of the words.

    Attributes:
        speaker: Without its side, which only the whole dispatch tells.
        status: ``claimed``, or ``denied`` or ``admitted`` by the verb.
        sentence: Number of the sentence.
        first, last: Tokens of the speaker's description.
    """

    speaker: Speaker
    status: ClaimStatus
    sentence: int
    first: int
    last: int


def described(sentence: Sentence, first: int, last: int, status: ClaimStatus) -> Attribution | None:
    """Read tokens ``[first, last)`` as a speaker, with the name in apposition if there is one."""
    text = sentence.page.text
    first = max(first, last - LONGEST)
    for t in range(first, last - 1):
        if text.tokens[t] in sentence.page.grammar.given_by:
            first = t + 1  # "a toll given by residents"
    first = _after_address(sentence, first, last)
    articles = sentence.page.grammar.article | sentence.page.grammar.single
    while first < last and text.tokens[first] in articles:
        first += 1
    if first >= last or sentence.page.marks.within("number", first, first + 1):
        return None
    written = text.words(first, last)
    is_timed = any(first <= time.first < last for time in sentence.times())
    is_named = _is_name(text.raw, text.starts, first, last) and not is_timed
    described = bool(sentence.page.marks.within("speech.speakers", first, last))
    if not is_named and not described:
        is_named = _is_explained(sentence, first, last)
        if not is_named:
            return None
    name, role, start = (written, None, first) if is_named and not described else _parts(
        sentence, first, written
    )  # fmt: skip
    end = last
    if name == written and last in sentence.breaks:
        after = sentence.clause_span(last)
        if sentence.page.marks.within("speech.speakers", *after):
            role, end = text.words(*after), after[1]
    span = text.span(start, end)
    return Attribution(
        Speaker(name=name, role=role, span=span), status, sentence.number, start, end
    )


def _is_explained(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether a name in a script without capitals is described behind its comma."""
    raw = sentence.page.text.raw[sentence.page.text.starts[first]]
    if raw.lower() != raw.upper() or last not in sentence.breaks or last - first > LONGEST_NAME:
        return False
    return bool(sentence.page.marks.within("speech.speakers", *sentence.clause_span(last)))


def _after_address(sentence: Sentence, first: int, last: int) -> int:
    """Skip whom somebody told: "a déclaré à l'AGENCE un élu"."""
    text, grammar = sentence.page.text, sentence.page.grammar
    tokens, raw, starts = text.tokens, text.raw, text.starts
    if first >= last or tokens[first] not in grammar.told:
        return first
    is_article = first + 1 < last and tokens[first + 1] in grammar.article
    at = first + 2 if is_article else first + 1
    return at + 1 if at + 1 < last and raw[starts[at]].isupper() else first


def _parts(sentence: Sentence, first: int, written: str) -> tuple[str | None, str | None, int]:
    """Return name, role and start of "NAME, a member of …" or of a description alone."""
    text = sentence.page.text
    clause_first, _ = sentence.clause_span(first)
    if clause_first in sentence.breaks:
        before_first, before_last = sentence.clause_span(clause_first - 1)
        is_short = before_last - before_first <= 5
        # "CLASHES IN BAMAKO, MAYOR SAYS" names nobody.
        within = sentence.page.marks.within
        tells = any(within(name, before_first, before_last) for name in ("trigger", "toll"))
        if is_short and not tells and _is_name(text.raw, text.starts, before_first, before_last):
            return text.words(before_first, before_last), written, before_first
    return None, written, first


def _is_name(raw: str, starts: list[int], first: int, last: int) -> bool:
    """Tell whether every longer token begins with a capital: "Mossa Ag Inzoma"."""
    return last - first >= 2 and all(raw[starts[i]].isupper() for i in range(first, last))
