"""
How much does each fact add to the odds of each sub-event?

Logistic regression with all of ACLED's sub-events and "none" as answers, each counted as
if all were as frequent. Not here: what reading makes of the weights
(``agents/what/sub_events.py``).
"""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from agents.what.sub_events import NONE
from agents.what.weights import BASE

from .facts import Item
from .fighting import FOLDS, STEPS, vocabulary
from .written import write_rows

LEAST: Final = 8  # hundredths; weights below it are left out


class Fitted(NamedTuple):
    """Weights of every fact for every sub-event."""

    facts: CountVectorizer
    answers: LogisticRegression


def fit(items: list[Item]) -> Fitted:
    """Fit on *items*, whose labels are sub-events or "none"."""
    facts = vocabulary([one for one in items if one.source != "ordinary"])
    answers = LogisticRegression(max_iter=STEPS, class_weight="balanced")
    return Fitted(facts, answers.fit(facts.transform(items), [one.label for one in items]))


def crossed(items: list[Item]) -> None:
    """Print the mean F1 of the sub-events, each fifth of the notes told by all others."""
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for fold in range(FOLDS):
        left = [one for i, one in enumerate(items) if i % FOLDS == fold and one.label != NONE]
        rest = [one for i, one in enumerate(items) if i % FOLDS != fold or one.label == NONE]
        fitted = fit(rest)
        for one, answer in zip(
            left, fitted.answers.predict(fitted.facts.transform(left)), strict=True
        ):
            asked[one.label or NONE] += 1
            said[answer] += 1
            right[answer] += answer == one.label
    scores = [2 * right[name] / (asked[name] + said[name]) for name in asked]
    print(
        f"{len(scores)} sub-events, {asked.total()} notes: mean F1 {sum(scores) / len(scores):.3f}"
    )


def write(fitted: Fitted, language: str) -> None:
    """Write the file of *language* in ``agents/what/weights``."""
    answers = fitted.answers
    rows: dict[str, list[float]] = {BASE: list(answers.intercept_)}
    for fact, column in sorted(fitted.facts.vocabulary_.items()):
        rows[fact.rpartition("\t")[2]] = list(answers.coef_[:, column])
    name = f"{language}_sub_events"
    write_rows(name, tuple(answers.classes_), rows, about="the odds of each sub-event", least=LEAST)
