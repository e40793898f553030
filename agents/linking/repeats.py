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

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from agents.text.sketch import is_repeat, resemblances
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
    texts: dict[str, _Text] = {}
    for one in sightings:
        if one.sketch is not None:
            days = days_of_mention(one.mention, one.evidence.published_at.date())
            text = _Text(one.evidence.language, one.sketch, days)
            texts.setdefault(one.evidence.dispatch.key, text)
    first = {one.evidence.dispatch.key: one.evidence.dispatch.key for one in sightings}
    order = {key: number for number, key in enumerate(first)}
    for key, others in _pairs(texts):
        root = _root(first, key)
        for other in others:
            joined = sorted({root, _root(first, other)}, key=order.__getitem__)
            root = joined[0]
            first |= dict.fromkeys(joined, root)
    return {key: _root(first, key) for key in first}


def _pairs(texts: dict[str, _Text]) -> Iterable[tuple[str, list[str]]]:
    """Yield each dispatch with the later ones of its language that have its text."""
    by_language = sorted(texts, key=lambda key: texts[key].language)
    for _, group in groupby(by_language, key=lambda key: texts[key].language):
        keys = list(group)
        for number, key in enumerate(keys[:-1], 1):
            mine, others = texts[key], keys[number:]
            likeness = resemblances(mine.sketch, [texts[other].sketch for other in others])
            yield key, [
                other for other, share in zip(others, likeness, strict=True)
                if is_repeat(mine.sketch, texts[other].sketch, share)
                and not _tell_of_other_days(mine.days, texts[other].days)
            ]  # fmt: skip


def _tell_of_other_days(one: Days, other: Days) -> bool:
    return one.told and other.told and one.gap(other) > 0


def _root(first: dict[str, str], key: str) -> str:
    while first[key] != key:
        key = first[key]
    return key
