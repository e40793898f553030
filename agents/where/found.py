"""
What is a place that was found in a text?

The place itself, where it stands, and the words that tell how it stands there. Not
here: finding it (``places.py``, ``unlisted.py``).
"""

from __future__ import annotations

from typing import NamedTuple

from schemas.event import Place


class Found(NamedTuple):
    """
    A place in a text.

    Attributes:
        place: What it is and which role the words give it.
        first, last: Its tokens, ``last`` exclusive.
        cue: in, toward, from, near, between, border or "" for none.
    """

    place: Place
    first: int
    last: int
    cue: str
