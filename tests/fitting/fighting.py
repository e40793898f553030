"""
How much does each fact add to the odds of fighting?

Logistic regression over all languages at once: words count for their language, classes,
parties and what rules say for all. Ordinary news, where it is given, counts less than what
was written for the purpose, and brings no word of its own: only facts that two of our own
items hold get a weight.

Not here: what reading makes of the weights (``agents/what/weighing.py``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from agents.what.weighing import AGAINST, FOR
from agents.what.weights import BASE, SHARED

from .facts import IN_CLASSES, Item
from .written import HUNDREDTHS, write_rows

FOLDS: Final = 5
TWICE: Final = 2  # items of ours that hold a fact, for it to have a weight
ORDINARY: Final = 0.3  # what an item of ordinary news counts beside one of ours
COMMON: Final = 0.08  # share of a language's texts above which a word is grammar and gets none
LEAST: Final = 2  # hundredths; facts of which no weight reaches it are left out
FAMILIES: Final = ("fight", "remote", "one_sided")
STEPS: Final = 4_000  # of the regression, at most
ABOUT: Final = "the odds of fighting, and where it is fighting, of each family"


class Fitted(NamedTuple):
    """Weights of every fact: of fighting, and of each family where it is fighting."""

    facts: CountVectorizer
    fighting: LogisticRegression
    families: LogisticRegression


def fit(items: list[Item]) -> Fitted:
    """Fit both questions on *items*."""
    facts = vocabulary([one for one in items if one.source != "ordinary"])
    table = facts.transform(items)
    counts = np.array([ORDINARY if one.source == "ordinary" else 1.0 for one in items])
    labels = np.array([one.label is not None for one in items])
    fighting = LogisticRegression(max_iter=STEPS).fit(table, labels, sample_weight=counts)
    families = LogisticRegression(max_iter=STEPS).fit(
        table[np.flatnonzero(labels)], [one.label for one in items if one.label]
    )
    return Fitted(facts, fighting, families)


def vocabulary(items: list[Item]) -> CountVectorizer:
    """Return what counts facts: those that two of *items* hold, but neither grammar nor places."""
    names = _names(items)
    left_out = names | _grammar(items)

    def counted(one: Item) -> list[str]:
        return [fact for fact in one.facts if fact not in left_out and not _holds(fact, names)]

    return CountVectorizer(analyzer=counted, min_df=TWICE, binary=True).fit(items)


def _grammar(items: list[Item]) -> set[str]:
    """Return the words that stand in so many texts that authors differ by them, not events."""
    texts = Counter(one.language for one in items)
    holding = Counter(fact for one in items for fact in one.facts if fact[0] not in IN_CLASSES)
    return {
        fact for fact, count in holding.items()
        if count > COMMON * texts[fact.partition("\t")[0]]
    }  # fmt: skip


def _names(items: list[Item]) -> set[str]:
    """Return the words of places: news from where there is often fighting is not fighting."""
    holding = Counter(fact for one in items for fact in one.facts)
    naming = Counter(fact for one in items for fact in one.places)
    return {fact for fact, count in naming.items() if 2 * count > holding[fact]}


def _holds(fact: str, names: set[str]) -> bool:
    """Tell whether a pair of words holds one of *names*."""
    language, _, words = fact.partition("\t")
    return " " in words and any(f"{language}\t{word}" in names for word in words.split(" "))


def told(fitted: Fitted, items: list[Item]) -> list[bool]:
    """Tell for each of *items* whether it is fighting, as reading would with these weights."""
    odds = fitted.fighting.decision_function(fitted.facts.transform(items))
    return [
        (one.is_told and total > AGAINST) or total >= FOR
        for one, total in zip(items, HUNDREDTHS * odds, strict=True)
    ]


def crossed(items: list[Item]) -> None:
    """Print precision and recall by language, each fifth of the taught told by all others."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for fold in range(FOLDS):
        left = [one for i, one in enumerate(items) if i % FOLDS == fold and one.source == "taught"]
        rest = [one for i, one in enumerate(items) if i % FOLDS != fold or one.source != "taught"]
        for one, is_told in zip(left, told(fit(rest), left), strict=True):
            for who, says in (("rules", one.is_told), ("words", is_told)):
                kind = "hit" if says and one.label else "wrong" if says else "missed"
                if says or one.label:
                    counted[one.language][f"{who} {kind}"] += 1
                    counted["all"][f"{who} {kind}"] += 1
    for language, counts in sorted(counted.items()):
        line = [_share(counts, who) for who in ("rules", "words")]
        print(f"{language}: rules alone {line[0]}; with the words {line[1]}")


def _share(counts: Counter[str], who: str) -> str:
    hit, wrong, missed = (counts[f"{who} {kind}"] for kind in ("hit", "wrong", "missed"))
    precision, recall = hit / max(hit + wrong, 1), hit / max(hit + missed, 1)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * hit / max(2 * hit + wrong + missed, 1):.3f}"


def write(fitted: Fitted) -> None:
    """Write the files of ``agents/what/weights``, a language each and what all share."""
    rows: dict[str, dict[str, list[float]]] = defaultdict(dict)
    order = [list(fitted.families.classes_).index(name) for name in FAMILIES]
    families = fitted.families.coef_[order]
    rows[SHARED][BASE] = [fitted.fighting.intercept_[0], *fitted.families.intercept_[order]]
    for fact, column in sorted(fitted.facts.vocabulary_.items()):
        language, _, word = fact.rpartition("\t")
        rows[language or SHARED][word] = [fitted.fighting.coef_[0][column], *families[:, column]]
    for name, found in rows.items():
        write_rows(name, ("fighting", *FAMILIES), found, about=ABOUT, least=LEAST)
