"""
Who says so?

Finds who a sentence is put in the mouth of: "a local politician told …",
"according to residents", "…, said NAME, a spokesman for …", and the short form
of alerts, "Fighting in X: residents". Their words are a claim, and the places
that describe them ("a former worker in Kidal") locate no event.

Not here: what is claimed (``agents/said/claims.py``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from agents.text.matching import Hit
from agents.text.numbers import is_joined
from agents.text.sentences import Page, Sentence
from schemas.claim import ClaimStatus, Speaker

from .naming import name_end, named_beside
from .told import ACTS, is_told

LONGEST: Final = 14  # tokens of a speaker's description
LONGEST_NAME: Final = 4  # tokens
ALERT_SOURCE: Final = 6  # tokens after the colon of "Fighting in X: residents"
TELLING: Final = ("trigger", "toll", *ACTS)
QUOTES: Final = frozenset('“”„"«»')


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


def attributions_in(page: Page) -> list[Attribution]:
    """Return who speaks, in order; "he added" speaks for the last one named."""
    found: list[Attribution] = []
    for number in range(len(page.text.sentences)):
        sentence = page.sentence(number)
        for verb in sentence.longest("speech.said"):
            one = _by_verb(sentence, verb, found[-1] if found else None)
            if one is not None:
                found.append(one)
        for source in sentence.longest("speech.according_to"):
            # "de source hospitalière": the source itself is who speaks.
            is_source = page.text.tokens[source.last - 1] in page.grammar.source
            start = source.last - 1 if is_source else source.last
            stop = _stop(sentence, source.last)
            if page.grammar.is_verb_last:
                start, stop = named_beside(sentence, source, stop)
            one = _described(sentence, start, stop, "claimed")
            if one is not None:
                found.append(one)
        one = _alert_source(sentence)
        if one is not None:
            found.append(one)
    return found


def speaking_in(sentence: Sentence, attributions: Sequence[Attribution]) -> Sequence[Attribution]:
    """Return those of *attributions*, which are in order, that speak in *sentence*."""
    start = bisect_left(attributions, sentence.number, key=_sentence)
    return attributions[start : bisect_right(attributions, sentence.number, start, key=_sentence)]


def _sentence(one: Attribution) -> int:
    return one.sentence


def _by_verb(sentence: Sentence, verb: Hit, last_one: Attribution | None) -> Attribution | None:
    """Read the speaker before the verb, or after it when the verb opens its clause."""
    status = _status(sentence, verb)
    first, _ = sentence.clause_span(verb.first)
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    # "… على غوما ونفى الجيش ذلك": an "and" written onto the verb opens a clause.
    opens = first == verb.first or (grammar.is_verb_first and is_joined(sentence, verb.first))
    if not opens and tokens[first] not in grammar.connective:
        if verb.first - first == 1 and tokens[first] in grammar.pronoun:
            if last_one is None:
                return None
            return last_one._replace(status=status, sentence=sentence.number)
        one = _described(sentence, first, verb.first, status)
        if one is not None or not grammar.is_verb_last:
            return one
        # "Am Montag sagte der Gouverneur": what stands before the German verb may be anything.
    if last_one is not None and tokens[verb.last - 1] in grammar.continued:
        return last_one._replace(status=status, sentence=sentence.number)
    if _closes_apposition(sentence, verb):
        before = sentence.clause_span(first - 1)
        # "Rebels killed 12 soldiers, … said": what is told is nobody's description.
        return None if is_told(sentence, *before) else _described(sentence, *before, status)
    stop = _stop(sentence, verb.last)
    if grammar.is_verb_last:
        stop = name_end(sentence, verb.last, stop, is_placed=True)
    return _described(sentence, verb.last, stop, status)


def _closes_apposition(sentence: Sentence, verb: Hit) -> bool:
    """Tell whether the speaker stands before the comma: "NAME, a member of the movement, said that"."""
    text = sentence.page.text
    if verb.first == sentence.first or verb.last >= sentence.last:
        return verb.first > sentence.first
    before = text.raw[text.ends[verb.first - 1] : text.starts[verb.first]]
    after = text.raw[text.ends[verb.last - 1] : text.starts[verb.last]]
    is_quoted = not QUOTES.isdisjoint(before)
    says_what = (
        text.tokens[verb.last] in sentence.page.grammar.that
        or ":" in after
        or not QUOTES.isdisjoint(after)
    )
    return not is_quoted and says_what


def _stop(sentence: Sentence, start: int) -> int:
    """Return the token at which the clause that begins at *start* ends."""
    if start >= sentence.last:
        return start
    end = min(sentence.clause_span(start)[1], start + LONGEST)
    # "dijo el gobernador que …", "اعترف الجيش بمقتل 5": what is said begins without a comma.
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    said = {time.first for time in sentence.times()}
    said |= {
        hit.first
        for hit in sentence.of("toll")
        if grammar.toll_tally.isdisjoint(tokens[hit.first : hit.last])
    }
    return next(
        (t for t in range(start, end) if tokens[t] in grammar.that or start < t in said), end
    )


def _described(
    sentence: Sentence, first: int, last: int, status: ClaimStatus
) -> Attribution | None:
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


def _alert_source(sentence: Sentence) -> Attribution | None:
    """Read the ends of an alert: "Fighting in X: residents", "12 dead in raid (army)", "Army: …"."""
    if not sentence.breaks:
        return None
    head, tail = sentence.breaks[0], sentence.breaks[-1]
    text, marks = sentence.page.text, sentence.page.marks
    gap = text.raw[text.ends[tail - 1] : text.starts[tail]]
    is_set_off = ":" in gap or gap.strip() in ("-", "–", "—", "(")
    # "Syria: army shells Idlib" is told by nobody.
    tells = any(marks.within(name, tail, sentence.last) for name in TELLING)
    if is_set_off and not tells and sentence.last - tail <= ALERT_SOURCE:
        one = _described(sentence, tail, sentence.last, "claimed")
        if one is not None:
            return one
    opens = ":" in text.raw[text.ends[head - 1] : text.starts[head]]
    # "Beit Lahia: …" is a place: a name alone says nothing here.
    speaks = marks.within("speech.speakers", sentence.first, head)
    if not opens or not speaks or head - sentence.first > ALERT_SOURCE:
        return None
    return _described(sentence, sentence.first, head, "claimed")


def _status(sentence: Sentence, verb: Hit) -> ClaimStatus:
    for status in ("denied", "admitted"):
        for hit in sentence.of(f"speech.{status}"):
            if hit.first < verb.last and verb.first < hit.last:
                return status
    return "claimed"
