"""
May a text tell of an event at all?

Most news holds no word of one, and costs nothing more. Asked of the marks alone, before
anybody looks for places, times and parties.

Not here: whether what is found is an event (``agents/what/triggers.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.sentences import Page

from .terse import is_aimed

STRUCK: Final = ("force.attack", "force.struck")  # what a country does with its arms
PARTS: Final = (
    "toll", "weapon", "act.shoot", "act.take", "act.conquer", "act.leave", "act.repel", *STRUCK,
)  # fmt: skip


def may_tell(page: Page) -> bool:
    """Tell whether *page* holds any word of an event; most news holds none."""
    if any(page.marks.of(name) for name in ("trigger", "toll", "act.shoot", "act.conquer")):
        return True
    if page.marks.of("act.take") and (
        page.marks.of("speech.said") or page.marks.of("place.ground")
    ):
        return True
    has_act = any(
        page.marks.of(name) for name in ("act.force", "act.take", "act.leave", "act.repel")
    )
    if has_act and any(page.marks.of(name) for name in ("weapon", "party", "name")):
        return True
    if page.marks.of("act.repel") and page.marks.of("force.blow"):
        return True
    if any(is_aimed(page, one) for one in page.marks.of("weapon")):
        return True
    return any(page.marks.of(name) for name in STRUCK) and any(
        page.marks.of(name) for name in ("name", "place.ground", "place.post", "place.target")
    )


def may_be_composed(page: Page, first: int, last: int) -> bool:
    """Tell whether any of the words that compose an event stands in tokens ``[first, last)``."""
    return any(page.marks.within(name, first, last) for name in PARTS)
