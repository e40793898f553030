"""
Is this clause what is told, and no description of who tells it?

"Rebels killed 12 soldiers in Goma, … said": all before the comma is the event. Taken
for the speaker, it would hide the event's parties and its place.

Not here: who does tell it (``agents/said/speech.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.sentences import Sentence

ACTS: Final = ("act.take", "act.conquer", "act.leave", "act.shoot")


def is_told(sentence: Sentence, first: int, last: int) -> bool:
    """
    Tell whether tokens ``[first, last)`` hold an event, a toll with its number, or a deed "in" X.

    A place alone is not enough: "a former worker in Kidal" may well speak.
    """
    marks = sentence.page.marks
    if marks.within("trigger", first, last):
        return True
    if marks.within("toll", first, last) and marks.within("number", first, last):
        return True
    acts = any(marks.within(name, first, last) for name in ACTS)
    return acts and any(p.cue == "in" and first <= p.first < last for p in sentence.places())
