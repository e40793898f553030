"""
Where does the name of a speaker end in a German clause?

"Nach Angaben der Armee am Montag 20 Rebellen …", "Augenzeugen zufolge wurden …": no
comma parts the speaker from what is told. Nouns begin with a capital, what describes them
stands before them or in the genitive behind; the first other word ends the name.

Not here: who speaks (``agents/said/speech.py``).
"""

from __future__ import annotations

from agents.text.matching import Hit
from agents.text.sentences import Sentence


def named_beside(sentence: Sentence, source: Hit, stop: int) -> tuple[int, int]:
    """Return the tokens of who speaks behind *source* up to *stop*, or before "zufolge"."""
    tokens = sentence.page.text.tokens
    if tokens[source.last - 1] in sentence.page.grammar.postposed:
        return _start(sentence, source.first), source.first
    is_owned = source.last < stop and tokens[source.last] in sentence.page.grammar.genitive
    if tokens[source.last - 1] in sentence.page.grammar.source and not is_owned:
        return source.last - 1, source.last
    # One thing alone stands before the verb: "Nach Angaben von Anwohnern in Goma griffen …".
    is_first = source.first == sentence.clause_span(source.first)[0]
    return source.last, name_end(sentence, source.last, stop, is_placed=is_first)


def name_end(sentence: Sentence, start: int, stop: int, *, is_placed: bool) -> int:
    """Return the token behind the name at *start*; *is_placed* when a place may belong to it."""
    tokens = sentence.page.text.tokens
    grammar = sentence.page.grammar
    inside = grammar.genitive | grammar.placed if is_placed else grammar.genitive
    has_noun = False
    for at in range(start, stop):
        if _is_noun(sentence, at):
            has_noun = True
        elif has_noun and tokens[at] not in inside and tokens[at - 1] not in inside:
            return at
    return stop


def _start(sentence: Sentence, end: int) -> int:
    """Return where the noun phrase before token *end* begins: "örtlichen Behörden zufolge"."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    first = sentence.clause_span(end - 1)[0] if end > sentence.first else end
    at = end
    while at > first:
        before = tokens[at - 1]
        is_inside = before in grammar.genitive or (
            before.endswith(grammar.adjective_endings) and before not in grammar.auxiliary
        )
        if not (_is_noun(sentence, at - 1) or is_inside):
            break
        at -= 1
    return at


def _is_noun(sentence: Sentence, at: int) -> bool:
    text = sentence.page.text
    return text.raw[text.starts[at]].isupper()
