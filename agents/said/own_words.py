"""
Which party says that it did it itself, and which that it had no part?

"The rebels say they captured Sake", "al-Shabaab claimed responsibility for the attack":
who speaks also acts, and what it did is its own claim. "The army denied involvement":
who speaks took no part, as far as anybody tells.

Not here: who speaks (``agents/said/speech.py``), and who does what to whom
(``agents/who/roles.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from agents.text.matching import Hit
from agents.text.sentences import Sentence
from agents.who.parties import FoundActor

from .speech import Attribution, speaking_in

STEP: Final = 1  # tokens between a speaker and the verb of saying
NEAR: Final = 12  # tokens between a party and its claim, a name in apposition included
DEEDS: Final = ("trigger", "toll", "act.take", "act.conquer", "act.leave", "act.shoot", "act.force")


def claims_a_deed(sentence: Sentence, one: Attribution) -> bool:
    """Tell whether a speaker tells of its own deed: "they captured", "dizem ter tomado", "o Exército diz ter matado"."""
    claims = (hit for hit in sentence.of("cue.claimed") if hit.last - hit.first > 1)
    if any(0 <= hit.first - one.last <= STEP for hit in claims):
        return True
    starts, ends = sentence.answer(_deeds)
    return bool(starts) and any(
        _leads_to(sentence, at, starts, ends) for at in _behind(sentence, one)
    )


def _deeds(sentence: Sentence) -> tuple[set[int], set[int]]:
    """Return the tokens at which the words of deeds begin, and those behind them."""
    deeds = [hit for name in DEEDS for hit in sentence.of(name)]
    return {hit.first for hit in deeds}, {hit.last for hit in deeds}


def claims_responsibility(sentence: Sentence, party: FoundActor) -> bool:
    """Tell whether *party* claims the deed: "claimed responsibility", "تبنت الحركة الهجوم"."""
    return any(_is_subject(sentence, party, hit) for hit in sentence.of("speech.responsible"))


def tells_its_deed(
    sentence: Sentence, party: FoundActor, attributions: Sequence[Attribution]
) -> bool:
    """Tell whether *party* is a speaker that tells of its own deed."""
    return any(
        one.first <= party.first < one.last and claims_a_deed(sentence, one)
        for one in speaking_in(sentence, attributions)
    )


def denies_part(sentence: Sentence, party: FoundActor) -> bool:
    """Tell whether *party* says it had no part in what the sentence tells."""
    return any(_is_subject(sentence, party, hit) for hit in sentence.of("speech.uninvolved"))


def _behind(sentence: Sentence, one: Attribution) -> list[int]:
    """Return where what *one* says may begin: behind its verb, or behind the speaker (Arabic)."""
    verbs = [hit for hit in sentence.longest("speech.said") if 0 <= hit.first - one.last <= STEP]
    return [hit.last for hit in verbs] or [one.last]


def _leads_to(sentence: Sentence, at: int, starts: set[int], ends: set[int]) -> bool:
    """Tell whether "they had …" at token *at* leads right to a deed, or frames it (German)."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    times = {t for time in sentence.times() for t in range(time.first - 1, time.last)}
    passing = grammar.that | grammar.auxiliary | grammar.manner | grammar.article
    has_own = False
    while at < sentence.last and (
        at in times or tokens[at] in grammar.own or tokens[at] in passing
        or (has_own and sentence.page.marks.within("party", at, at + 1))
    ):  # fmt: skip
        has_own = has_own or tokens[at] in grammar.own
        if has_own and at + 1 in starts:
            return True
        at += 1
    if not has_own or at >= sentence.last:
        return False
    return grammar.is_verb_last and sentence.clause_span(at)[1] in ends


def _is_subject(sentence: Sentence, party: FoundActor, hit: Hit) -> bool:
    """Tell whether *party* is who does what *hit* says, and nobody between or instead."""
    if not sentence.first <= party.first < sentence.last:
        return False
    marks, grammar = sentence.page.marks, sentence.page.grammar
    if party.last <= hit.first:
        gap = party.last, hit.first
    elif grammar.is_verb_first or grammar.is_verb_last or _is_agent(sentence, party):
        gap = hit.last, party.first
    else:
        return False
    if gap[1] - gap[0] > NEAR or marks.within("cue.negated", party.first - 2, party.last):
        return False
    return not marks.within("party", *gap) and not marks.within("name", *gap)


def _is_agent(sentence: Sentence, party: FoundActor) -> bool:
    tokens, agent = sentence.page.text.tokens, sentence.page.grammar.agent
    return not agent.isdisjoint(tokens[max(party.first - 2, sentence.first) : party.first])
