"""
Which words and which rules decided?

A reason for silence is of use only beside what it was taken from: the hedge that made
it a threat, the day that made it old, the place that lies elsewhere. Gives each reason
the gate that it stands for (``agents/telling/gates.py`` lists them in order) and the
spans of the words that the gate looked at. Not here: deciding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from schemas.decision import Reason
from schemas.event import LOCATING, Mention
from schemas.record import Span

_REASONS_OF: Final[dict[str, tuple[Reason, ...]]] = {
    "gate.actual@1": (
        "attempted_only", "threatened", "planned", "hypothetical", "negated", "historical",
        "exercise", "metaphor_or_sport", "unclear",
    ),
    "gate.fight@1": ("not_event", "not_organised", "below_threshold", "low_confidence"),
    "gate.specific@1": ("no_place", "dateline_only", "mention_only", "summary_only"),
    "gate.recent@1": ("stale",),
    "gate.watch@1": ("outside_watch", "place_too_coarse"),
    "gate.new@1": ("quiet_period", "follow_up", "reaction_only", "duplicate_dispatch"),
    "gate.news@1": (
        "register_excluded", "embargoed", "withheld", "killed", "replaced", "not_live",
        "unsupported_language",
    ),
    "onset@1": ("opened",),
    "update@1": ("updated", "batched"),
}  # fmt: skip
GATES: Final[dict[Reason, str]] = {
    reason: gate for gate, reasons in _REASONS_OF.items() for reason in reasons
}
"""The rule that each reason comes from."""

# Rules of the reading that answer what the gate asks.
_ASKED: Final[dict[str, tuple[str, ...]]] = {
    "gate.actual@1": ("realis.",), "gate.fight@1": ("events.", "roles."),
    "gate.specific@1": ("places.", "realis."), "gate.recent@1": ("times.", "realis."),
    "gate.watch@1": ("places.",), "onset@1": ("realis.", "events.", "places."),
}  # fmt: skip


@lru_cache(maxsize=4096)
def deciding_rules(
    reason: Reason, read: tuple[str, ...] = (), fired: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """
    Return the rules behind *reason*: its gate, what *fired*, and what the gate relied on.

    A milestone's own rules stand instead of that of a plain update. *read* are those by
    which the mention was read.
    """
    gate = GATES[reason]
    asked = _ASKED.get(gate, ())
    relied = (rule for rule in read if rule.startswith(asked))
    first = () if gate == "update@1" and fired else (gate,)
    return tuple(dict.fromkeys((*first, *fired, *relied)))


def deciding_spans(
    reason: Reason, mention: Mention | None, *, place: str | None = None
) -> tuple[Span, ...]:
    """
    Return the words behind *reason*, in the order of the text.

    Args:
        reason: Why.
        mention: Of which event; ``None`` for a whole dispatch, where no words stand out.
        place: Name of the place that decided, where one did.
    """
    if mention is None:
        return ()
    found = {span for span in _looked_at(reason, mention, place) if span[1] > span[0]}
    if found:
        return tuple(sorted(found))
    return mention.realis_spans or (mention.trigger_span,)


def _looked_at(reason: Reason, mention: Mention, place: str | None) -> Iterable[Span]:
    match reason:
        case "stale" if mention.time.span is not None:
            return (mention.time.span,)
        case "not_organised":
            return [actor.span for actor in mention.actors]
        case "outside_watch" | "place_too_coarse":
            return _of_places(mention, place)
        case "opened":
            return (mention.trigger_span, *_of_places(mention, place))
        case _:
            return mention.realis_spans or (mention.trigger_span,)


def _of_places(mention: Mention, name: str | None) -> list[Span]:
    """Return where the place of that name stands; all that locate the event when it does not."""
    named = [one.span for one in mention.places if name in (one.name, one.canonical)]
    return named or [one.span for one in mention.places if one.role in LOCATING]
