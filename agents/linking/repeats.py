"""
Which of these reports are one text?

A site that reprints a wire, a desk that sends its story again under another id, a
brief cut from a longer one: reports of one language whose sketches resemble each
other (``agents/text/sketch.py``) are one voice. They all stay as evidence, and
count once. Asked of the reports of one incident, so the place is known to agree:
bulletins from one template about two towns never meet here, and those about two
days are told apart by their days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from agents.text.sketch import REPEAT, is_repeat, resemblances
from schemas.incident import Sighting
from schemas.reading import Sketch

from .incident_times import Days, days_of_mention


class _Text(NamedTuple):
    """One report's language, what its text is known by, and which days it tells of."""

    language: str
    sketch: Sketch
    days: Days


def first_tellers(sightings: Sequence[Sighting]) -> dict[str, str]:
    """
    Return, for each dispatch of *sightings*, the first to arrive of those with its text.

    *sightings* are in order of arrival. Resemblance spreads: who repeats a repeat
    repeats the first, in whatever order they came.
    """
    first = {one.evidence.dispatch.key: one.evidence.dispatch.key for one in sightings}
    order = {key: number for number, key in enumerate(first)}
    texts: dict[str, _Text] = {}
    for one in sightings:
        if one.sketch is not None:
            days = days_of_mention(one.mention, one.evidence.published_at.date())
            text = _Text(one.evidence.language, one.sketch, days)
            texts.setdefault(one.evidence.dispatch.key, text)
    for key, other, share in _pairs(texts):
        roots = _root(first, key), _root(first, other)
        # Where one text is told sixty times, most pairs are known to be one by now.
        if roots[0] != roots[1] and _are_one(texts[key], texts[other], share):
            earlier, later = sorted(roots, key=order.__getitem__)
            first[later] = earlier
    return {key: _root(first, key) for key in first}


def _pairs(texts: dict[str, _Text]) -> Iterator[tuple[str, str, float]]:
    """Yield every two dispatches that may have one text, and their resemblance."""
    if len(texts) < 2:
        return
    keys, sketches = list(texts), [text.sketch for text in texts.values()]
    likeness = np.triu(resemblances(sketches, sketches), 1)
    rows, columns = (likeness >= REPEAT).nonzero()
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        yield keys[row], keys[column], float(likeness[row, column])


def _are_one(one: _Text, other: _Text, resemblance: float) -> bool:
    """Tell whether the two are one text in one language, and tell of no different days."""
    if one.language != other.language or not is_repeat(one.sketch, other.sketch, resemblance):
        return False
    return not (one.days.told and other.days.told and one.days.gap(other.days) > 0)


def _root(first: dict[str, str], key: str) -> str:
    while first[key] != key:
        key = first[key]
    return key
