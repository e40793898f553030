"""
What is known of a mention when it is asked whether the event happened?

The mention's own words, its time, who takes part, and what the whole dispatch is about.
Not here: the answer (``agents/what/realis.py``) and its questions (``unreal.py``,
``bygone.py``, ``coming.py``).
"""

from __future__ import annotations

from typing import NamedTuple

from agents.lexicon import Trigger
from agents.text.matching import Hit
from agents.text.sentences import Sentence
from schemas.event import EventTime

from .context import Context


class Case(NamedTuple):
    """
    What is asked about.

    Attributes:
        sentence: Where the event is mentioned.
        trigger: The words that name it.
        meaning: What they stand for.
        time: When it is said to have been.
        is_old: That is longer than ``OLD`` before the dispatch.
        has_party: An armed party other than police takes part.
        has_enemy: An armed party that is not the state's takes part.
        is_fresh: It is told with a day of its own in the last days.
        context: What the dispatch as a whole is about.
    """

    sentence: Sentence
    trigger: Hit
    meaning: Trigger
    time: EventTime
    is_old: bool
    has_party: bool
    has_enemy: bool
    is_fresh: bool
    context: Context
