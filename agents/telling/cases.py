"""
What is one case, and what became of it?

The plain values that ``agents/telling/alerting.py`` is asked with and answers with. Not
here: any choice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from agents.linking.tallies import Lately
from schemas.alert import Alert, AlertKind
from schemas.decision import Outcome, Reason
from schemas.event import Mention
from schemas.incident import Change, Incident
from schemas.reading import Reading
from schemas.state import Notice
from schemas.watch import Watch

from .messages import Cause

# Silence about what was attached to an incident; any other reason is a suppression.
ATTACHES: Final[frozenset[Reason]] = frozenset({
    "follow_up", "reaction_only", "duplicate_dispatch", "not_live",
})  # fmt: skip


class Case(NamedTuple):
    """
    One incident after one reading.

    Attributes:
        before: The incident before, ``None`` when the reading founded it.
        incident: Its newest revision.
        changes: What that revision changed, empty when it is not new.
        notices: What was told so far.
        mentions: Those of the reading that are part of it, the most telling first.
        repeats: Numbers of those that say nothing but what the same publisher said.
        reading: What was handled.
        cause: The same, as messages name it.
        blocker: Returns the incident that keeps this one from opening for an entry.
        lately: What its country went through, this incident counted in.
    """

    before: Incident | None
    incident: Incident
    changes: tuple[Change, ...]
    notices: tuple[Notice, ...]
    mentions: tuple[Mention, ...]
    repeats: frozenset[int]
    reading: Reading
    cause: Cause
    blocker: Callable[[Watch], str | None]
    lately: Lately


class Verdict(NamedTuple):
    """
    What became of one mention for one watch entry.

    Attributes:
        watch_id: The entry.
        mention: ``None`` when it is about the whole dispatch.
        outcome, reason, kind, detail: As in ``Decision``.
        place: Name of the place that decided, if one did.
        rules: What fired.
    """

    watch_id: str
    mention: Mention | None
    outcome: Outcome
    reason: Reason
    kind: AlertKind | None = None
    detail: str | None = None
    place: str | None = None
    rules: tuple[str, ...] = ()


class Told(NamedTuple):
    """
    The outcome for one entry.

    Attributes:
        notice: What its readers know now, ``None`` when nothing.
        alert: What is sent, if anything is.
        verdicts: One for each mention.
        highs: Keys of the highs that it tells of (``agents/telling/highs.py``).
    """

    notice: Notice | None
    alert: Alert | None = None
    verdicts: tuple[Verdict, ...] = ()
    highs: tuple[str, ...] = ()


def silence(
    watch: Watch,
    mention: Mention,
    reason: Reason,
    detail: str | None = None,
    place: str | None = None,
) -> Verdict:
    """Make the verdict that nobody is told, for *reason*."""
    outcome: Outcome = "attach" if reason in ATTACHES else "suppress"
    return Verdict(watch.id, mention, outcome, reason, None, detail, place)
