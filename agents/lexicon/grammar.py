"""
Which small words hold the sentences of a language together?

The words that part clauses, join a number to what it counts, introduce a speaker:
the ``[grammar]`` table of each word file. They have no meaning of their own, so
they are compared word by word where they are needed and never searched for. Beside
them what else rules must know of a language, from its ``[shape]`` table.

Not here: words that mean something to us (``agents/lexicon/__init__.py``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.text.folding import fold_words

NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Grammar:
    """
    The small words of one language, folded; each a single word.

    Attributes:
        clause: Opens a clause: "but", "while", "avant".
        article: Before a noun: "the", "une". Singular ones count as one: ``single``.
        single: Articles that mean one: "a", "un".
        of: Joins a number phrase to its noun: "dozens of".
        number_joint: Joins number words: "twenty and one".
        number_prefix: Written onto a number: Arabic "و".
        range_to: Between the ends of a range: "15 to 20".
        range_between: Opens one: "between 15 and 20".
        range_from: "from 15 to 20" is a rise and no range.
        toll_link: May stand between a counting word and its number: "rose to 31".
        toll_tally: A counting word that counts nobody by itself: "toll".
        toll_arrives: Before the number that a tally has come to: "to", "at".
        auxiliary: Between those counted and the counting word: "were", "ont".
        others: Counts nobody new: "others".
        unit: Behind a number of things that are no people: "years", "km", "percent".
        pronoun: Speaks for the last speaker named: "he".
        that: Opens what is said: "that", "que", "dass", "إن".
        connective: Opens a clause that has no speaker before its verb: "and", "who".
        given_by: "a toll given by".
        source: Speaks itself where it is named: "a hospital source".
        continued: Verbs that go on speaking: "adding".
        told: Before the agency that somebody told: "told", "à", "a la".
        beside: May stand between an event and its place: "on", "sur".
        singular: Auxiliaries that tell of one: "was", "has".
        passive: Auxiliaries of those to whom it is done: "was", "been".
        manner: May stand between an auxiliary and its verb: "also", "seriously", "found".
        title: Who one person is: "mayor", "priest", "general".
        group: One word for many: "family", "patrol".
        deed: Nouns of killing, whose victim "of" joins to them: "murder".
        natural: Counting words of deaths that nobody need have caused: "died".
        active: Counting words of which only the object is counted: "kills".
        doomed: Tells that a court meant the death that follows: "sentenced".
        along: Joins those who died with somebody: "along", "with".
        including: Opens those of a number who are named: "including".
        occurs: Tells where what was told before happened: "occurred", "located".
        own: A speaker's words for itself: "they", "avoir" of "disent avoir pris".
        agent: Before who did it: "by", "par", "von".
        target: Before whom or what it was done to: "against", "sur".
        mission: A country's house or man abroad: "embassy".
        no_name: Small words that end the words for a person: "in", "by", "when".
        possessive: Joins a kind to a name, or a force to whose it is: "guerrilla del ELN",
            "army of Mali".
        closing: May follow the second part of a verb without a comma: "und".
        genitive: Before what belongs to a speaker's name: "Angaben der Armee".
        placed: Before a place that belongs to a speaker's name: "Anwohner in Goma".
        postposed: Makes a speaker of who stands before it: "Augenzeugen zufolge".
        has: Auxiliary whose verb closes the clause: "Russland hat … angegriffen".
        is_verb_last: Verbs, or parts of them, close the clause, and nouns begin with a
            capital (German).
        denies_behind: A verb behind an event may deny it: "столкновений не зафиксировано".
        is_verb_first: A verb that opens its clause has who acts behind it (Arabic).
        is_adjective_first: The adjective stands before its noun: "Malian army".
        is_owner_bare: A country behind a force owns it without a word between: "армия Израиля".
        is_owner_first: A country right before a force owns it: "Sudan army".
        agent_endings: Of words for who did it: "боевиками" (Russian, Ukrainian).
        adjective_endings: Of adjectives before a noun (German).
    """

    clause: frozenset[str] = NONE
    article: frozenset[str] = NONE
    single: frozenset[str] = NONE
    of: frozenset[str] = NONE
    number_joint: frozenset[str] = NONE
    number_prefix: frozenset[str] = NONE
    range_to: frozenset[str] = NONE
    range_between: frozenset[str] = NONE
    range_from: frozenset[str] = NONE
    toll_link: frozenset[str] = NONE
    toll_tally: frozenset[str] = NONE
    toll_arrives: frozenset[str] = NONE
    auxiliary: frozenset[str] = NONE
    others: frozenset[str] = NONE
    unit: frozenset[str] = NONE
    pronoun: frozenset[str] = NONE
    that: frozenset[str] = NONE
    connective: frozenset[str] = NONE
    given_by: frozenset[str] = NONE
    source: frozenset[str] = NONE
    continued: frozenset[str] = NONE
    told: frozenset[str] = NONE
    beside: frozenset[str] = NONE
    singular: frozenset[str] = NONE
    passive: frozenset[str] = NONE
    manner: frozenset[str] = NONE
    title: frozenset[str] = NONE
    group: frozenset[str] = NONE
    deed: frozenset[str] = NONE
    natural: frozenset[str] = NONE
    active: frozenset[str] = NONE
    doomed: frozenset[str] = NONE
    along: frozenset[str] = NONE
    including: frozenset[str] = NONE
    occurs: frozenset[str] = NONE
    own: frozenset[str] = NONE
    agent: frozenset[str] = NONE
    target: frozenset[str] = NONE
    mission: frozenset[str] = NONE
    no_name: frozenset[str] = NONE
    possessive: frozenset[str] = NONE
    closing: frozenset[str] = NONE
    genitive: frozenset[str] = NONE
    placed: frozenset[str] = NONE
    postposed: frozenset[str] = NONE
    has: frozenset[str] = NONE
    is_verb_last: bool = False
    denies_behind: bool = False
    is_verb_first: bool = False
    is_adjective_first: bool = False
    is_owner_bare: bool = False
    is_owner_first: bool = False
    agent_endings: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()


TRAITS: Final = frozenset({
    "is_verb_last", "denies_behind", "is_verb_first", "is_adjective_first", "is_owner_bare",
    "is_owner_first",
})  # fmt: skip
"""Fields that hold no words: ``[shape]`` tells them, without their "is"."""
ENDINGS: Final = frozenset({"agent_endings", "adjective_endings"})
"""Fields of word endings, from ``[shape]`` too."""

EMPTY: Final = Grammar()
"""Of a language that is not read in full."""


def grammar_of(table: Mapping[str, Iterable[str]], shape: Mapping[str, Any]) -> Grammar:
    """
    Make a grammar of a word file's ``[grammar]`` table and its ``[shape]``.

    Raises:
        ValueError: A class is unknown or missing, or an entry is not one word.
    """
    names = {one.name for one in dataclasses.fields(Grammar)} - TRAITS - ENDINGS
    wrong = names ^ table.keys()
    if wrong:
        raise ValueError(f"[grammar] lacks or does not know {sorted(wrong)}")
    fields: dict[str, Any] = {}
    for name, words in table.items():
        folded = [fold_words(word) for word in words]
        if any(len(word) != 1 for word in folded):
            raise ValueError(f"[grammar] {name} holds an entry that is not one word")
        fields[name] = frozenset(word[0] for word in folded)
    fields |= {name: shape.get(name.removeprefix("is_"), False) for name in TRAITS}
    fields |= {name: tuple(shape.get(name, ())) for name in ENDINGS}
    return Grammar(**fields)
