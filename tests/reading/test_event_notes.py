"""
Which of the 25 kinds of event does a short note tell first?

Catalogues of events describe one in one to three sentences; the first mention of the
reading must carry its ACLED sub-event. The notes are in ``event_notes.tsv``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from agents.what.codes import TABLE
from schemas.reading import Reading
from tests.reading.builders import said

RIGHT = 0.90  # share of notes, which is the accuracy weighted by kind


def notes() -> list[tuple[str, str]]:
    """Return the sub-event and the text of each note."""
    path = Path(__file__).with_name("event_notes.tsv")
    lines = path.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(sub_event, text) for sub_event, text in rows]


def test_the_first_mention_names_the_kind_of_event() -> None:
    """
    All 25 kinds are told apart.
    """
    rows = notes()
    right: Counter[str] = Counter()
    wrong = []
    for sub_event, text in rows:
        told = _first(said(text))
        right[sub_event] += told == sub_event
        if told != sub_event:
            wrong.append(f"{sub_event} read as {told}: {text}")
    print(f"right {sum(right.values()) / len(rows):.3f}", *wrong, sep="\n")

    assert {sub_event for sub_event, _ in rows} == set(TABLE)
    assert sum(right.values()) / len(rows) >= RIGHT
    assert min(right.values()) > 0


def _first(reading: Reading) -> str | None:
    types = [one.types.acled for one in reading.mentions[:1]]
    return types[0].sub_event if types and types[0] else None
