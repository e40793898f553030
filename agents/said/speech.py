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
from typing import Final

from agents.text.matching import Hit
from agents.text.numbers import is_joined
from agents.text.sentences import Page, Sentence
from schemas.claim import ClaimStatus

from .naming import name_end, named_beside
from .speakers import LONGEST, Attribution, described
from .told import ACTS, is_told

__all__ = ["Attribution", "attributions_in", "speaking_in"]

ALERT_SOURCE: Final = 6  # tokens after the colon of "Fighting in X: residents"
TELLING: Final = ("trigger", "toll", *ACTS)
QUOTES: Final = frozenset('“”„"«»')


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
            one = described(sentence, start, stop, "claimed")
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
        one = described(sentence, first, verb.first, status)
        if one is not None or not grammar.is_verb_last:
            return one
        # "Am Montag sagte der Gouverneur": what stands before the German verb may be anything.
    if last_one is not None and tokens[verb.last - 1] in grammar.continued:
        return last_one._replace(status=status, sentence=sentence.number)
    if _closes_apposition(sentence, verb):
        before = sentence.clause_span(first - 1)
        # "Rebels killed 12 soldiers, … said": what is told is nobody's description.
        return None if is_told(sentence, *before) else described(sentence, *before, status)
    stop = _stop(sentence, verb.last)
    if grammar.is_verb_last:
        stop = name_end(sentence, verb.last, stop, is_placed=True)
    return described(sentence, verb.last, stop, status)


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


def _alert_source(sentence: Sentence) -> Attribution | None:
    """Read the ends of an alert: "Fighting in X: residents", "12 dead in raid (army)", "Army: …"."""
    if not sentence.breaks:
        return None
    head, tail = sentence.breaks[0], sentence.breaks[-1]
    text, marks = sentence.page.text, sentence.page.marks
    gap = text.raw[text.ends[tail - 1] : text.starts[tail]]
    is_set_off = ":" in gap or gap.strip() in ("-", "–", "—", "(")
    if is_set_off and sentence.last - tail <= ALERT_SOURCE:
        # "Syria: army shells Idlib" is told by nobody.
        tells = any(marks.within(name, tail, sentence.last) for name in TELLING)
        one = None if tells else described(sentence, tail, sentence.last, "claimed")
        if one is not None:
            return one
    opens = ":" in text.raw[text.ends[head - 1] : text.starts[head]]
    # "Beit Lahia: …" is a place: a name alone says nothing here.
    speaks = marks.within("speech.speakers", sentence.first, head)
    if not opens or not speaks or head - sentence.first > ALERT_SOURCE:
        return None
    return described(sentence, sentence.first, head, "claimed")


def _status(sentence: Sentence, verb: Hit) -> ClaimStatus:
    for status in ("denied", "admitted"):
        for hit in sentence.of(f"speech.{status}"):
            if hit.first < verb.last and verb.first < hit.last:
                return status
    return "claimed"
