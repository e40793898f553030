"""
How are weights written down?

Not here: what they mean and how they are read (``agents/what/weights``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from agents.what.weights import BASE, FOLDER

HUNDREDTHS: Final = 100  # weights are whole numbers of them


def write_rows(
    name: str,
    answers: tuple[str, ...],
    rows: Mapping[str, Sequence[float]],
    *,
    about: str,
    least: int,
) -> None:
    """
    Write one file of weights.

    Args:
        name: Of the file, without its suffix.
        answers: What the columns are called.
        rows: Fact -> log odds that it adds to each answer.
        about: What is added to, in words.
        least: Hundredths; a weight below it is left out, and a fact that has no other.
    """
    lines = [
        f"# What each fact at the head of a text adds to {about}; hundredths of log odds.",
        "# Made by python -m tests.fitting --write; no text is kept.",
        "\t".join(("fact", *answers)),
    ]
    for fact, weights in rows.items():
        whole = [round(HUNDREDTHS * weight) for weight in weights]
        kept = [f"{at}:{weight}" for at, weight in enumerate(whole) if abs(weight) >= least]
        if kept or fact == BASE:
            lines.append("\t".join((fact, *kept)))
    (FOLDER / f"{name}.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{name}.tsv: {len(lines) - 3} facts")
