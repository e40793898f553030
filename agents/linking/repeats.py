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
from typing import NamedTuple

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
    texts: dict[str, _Text] = {}
    for one in sightings:
        if one.sketch is not None and one.evidence.dispatch.key not in texts:
            days = days_of_mention(one.mention, one.evidence.published_at.date())
            text = _Text(one.evidence.language, one.sketch, days)
            texts[one.evidence.dispatch.key] = text
    keys = list(texts)
    first = {one.evidence.dispatch.key: one.evidence.dispatch.key for one in sightings}
    return first | {
        key: keys[root] for key, root in zip(keys, _roots([*texts.values()]), strict=True)
    }


def _roots(texts: Sequence[_Text]) -> list[int]:
    """Return the number of the first that each of *texts* repeats; its own where it is the first."""
    roots = [*range(len(texts))]
    for one, other, share in _pairs(texts):
        # Where one text is told sixty times, most pairs are known to be one by now.
        if roots[one] != roots[other] and _are_one(texts[one], texts[other], share):
            earlier, later = sorted((roots[one], roots[other]))
            roots = [earlier if root == later else root for root in roots]
    return roots


def _pairs(texts: Sequence[_Text]) -> Iterable[tuple[int, int, float]]:
    """Return every two that may be one text by their numbers, and their resemblance."""
    if len(texts) < 2:
        return ()
    sketches = [text.sketch for text in texts]
    likeness = resemblances(sketches, sketches)
    one, other = (likeness >= REPEAT).nonzero()
    first = one < other  # of the two orders of a pair
    one, other = one[first], other[first]
    return zip(one.tolist(), other.tolist(), likeness[one, other].tolist(), strict=True)


def _are_one(one: _Text, other: _Text, resemblance: float) -> bool:
    """Tell whether the two are one text in one language, and tell of no different days."""
    if one.language != other.language or not is_repeat(one.sketch, other.sketch, resemblance):
        return False
    return not (one.days.told and other.days.told and one.days.gap(other.days) > 0)
