"""
What has been learned of facts: how much does each speak for what?

The files beside this one: ``<language>.tsv`` and ``shared.tsv`` say what a fact adds to the
odds of fighting and of each of its families, ``<language>_sub_events.tsv`` what it adds to
those of each sub-event. Log odds in hundredths, whole numbers: their sum is the same in
whatever order they are added.

Not here: what facts there are (``agents/what/evidence.py``), and how the files are made
(``tests/fitting``).
"""

from __future__ import annotations

from functools import cache
from itertools import dropwhile, repeat
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

FOLDER: Final = Path(__file__).parent
SHARED: Final = "shared"
BASE: Final = ""  # the fact that always holds

Row = list[int]
"""What a fact adds to each answer."""


class Weights(NamedTuple):
    """
    What the files of a language say.

    Attributes:
        names: What is answered, by its place in a row.
        rows: Fact -> its row in the table.
        table: What each fact adds to each answer, in hundredths of log odds.
        base: What is added to each whatever the facts.
        first: Fact -> what it adds to the first answer, which is asked of every text.
    """

    names: tuple[str, ...]
    rows: dict[str, int]
    table: NDArray[np.int32]
    base: Row
    first: dict[str, int]

    def add_first(self, facts: frozenset[str]) -> int:
        """Return the sum of what *facts* add to the first answer."""
        return self.base[0] + sum(map(self.first.get, facts, repeat(0)))

    def add(self, facts: frozenset[str]) -> Row:
        """Return the sums of what *facts* add."""
        rows = self.rows
        held = [rows[fact] for fact in facts if fact in rows]
        sums: Row = (self.table.take(held, 0).sum(0) + self.base).tolist()
        return sums

    def of(self, fact: str) -> Row:
        """Return what *fact* adds to each answer."""
        row: Row = self.table[self.rows[fact]].tolist() if fact in self.rows else []
        return row or [0] * len(self.names)


@cache
def fighting(language: str) -> Weights:
    """Return the weights of ``fighting`` and its families for texts in *language*."""
    names, shared = _read(SHARED)
    _, own = _read(language)
    return _weights(names, shared + own)


@cache
def sub_events(language: str) -> Weights | None:
    """Return the weights of sub-events; ``None`` where no notes were written in *language*."""
    names, lines = _read(f"{language}_sub_events")
    return _weights(names, lines) if lines else None


def _read(name: str) -> tuple[tuple[str, ...], list[str]]:
    """Return what the file answers, and a line for each fact; nothing where there is none."""
    file = FOLDER / f"{name}.tsv"
    if not file.exists():
        return (), []
    # Only the head of a file is a comment: behind it "# dead" is a fact, a number before a word.
    head, *lines = dropwhile(
        lambda line: line.startswith("# "), file.read_text("utf-8").splitlines()
    )
    return tuple(head.split("\t")[1:]), lines


def _weights(names: tuple[str, ...], lines: list[str]) -> Weights:
    """Fill the table: only what is not nought is written, as place and weight."""
    rows: dict[str, int] = {}
    cells: list[int] = []
    weights: list[int] = []
    for row, line in enumerate(lines):
        fact, *pairs = line.split("\t")
        rows[fact] = row
        for pair in pairs:
            at, _, weight = pair.partition(":")
            cells.append(row * len(names) + int(at))
            weights.append(int(weight))
    table = np.zeros((len(lines), len(names)), np.int32)
    table.put(cells, weights)
    base: Row = table[rows.pop(BASE)].tolist()
    first = table[:, 0].tolist()
    return Weights(names, rows, table, base, {fact: first[row] for fact, row in rows.items()})
