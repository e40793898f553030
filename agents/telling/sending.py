"""
Which message goes to the readers of one entry, and with which reasons?

Makes the alert once it is chosen, and notes down that it went out. Not here: the
choice (``agents/telling/alerting.py``), and what every message carries
(``agents/telling/messages.py``).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from schemas.decision import Reason
from schemas.dispatch import PubStatus
from schemas.event import Mention
from schemas.incident import Incident
from schemas.state import Notice
from schemas.watch import Watch

from .cases import Case, Told, Verdict
from .highs import highs
from .messages import Cause, message
from .milestones import Milestone
from .notices import told, worth_telling
from .watchlist import Touch, entry_of, touches

BECAUSE: Final[dict[PubStatus, Reason]] = {
    "usable": "updated", "withheld": "withheld", "canceled": "killed",
}  # fmt: skip
"""Why a CANCEL is sent, by what became of the item."""


def opened(case: Case, watch: Watch, mention: Mention, touch: Touch) -> Told:
    """Send the first news of it; what is unusual about its country is said with it."""
    notice = Notice(watch_id=watch.id)
    unusual = tuple(highs(case.lately, case.incident, watch))
    alert = message(
        "ONSET",
        case.incident,
        watch,
        notice,
        case.cause._replace(sentence=mention.sentence),
        touch=touch,
        reasons=(
            f"first news of it for {entry_of(watch)} ({touch.rule}: {touch.place or watch.actor})",
            f"reported as {mention.trigger!r}, not older than {watch.freshness_days:g} days",
            *(one.reason for one in unusual),
        ),
        rules=("onset@1", *(one.rule for one in unusual), *mention.rules),
    )
    return Told(told(notice, alert), alert, highs=tuple(one.key for one in unusual))


def turned(case: Case, watch: Watch, notice: Notice, touch: Touch, turn: Milestone) -> Told:
    """Send what is more than an update, with all that waited."""
    alert = message(
        turn.kind,
        case.incident,
        watch,
        notice,
        in_its_words(case),
        touch=touch,
        reasons=turn.reasons,
        change_set=worth_telling(notice, case.incident),
        rules=turn.rules,
    )
    return Told(told(notice, alert), alert, highs=turn.highs)


def in_its_words(case: Case) -> Cause:
    """Quote the report that changed something: its sentence with a toll, else its first."""
    counted = {claim.mention_idx for claim in case.reading.claims}
    told = sorted(case.mentions, key=lambda mention: (mention.idx not in counted, mention.idx))
    return case.cause._replace(sentence=told[0].sentence) if told else case.cause


def updated(
    notice: Notice, watch: Watch, incident: Incident, cause: Cause, touch: Touch | None = None
) -> Told:
    """Send what waits, or nothing when all of it was taken back meanwhile."""
    changes = worth_telling(notice, incident)
    if not changes:
        return Told(replace(notice, due=None, pending=()))
    if touch is None:
        touch = touch_of(watch, incident) or Touch("inside")
    alert = message(
        "UPDATE",
        incident,
        watch,
        notice,
        cause,
        touch=touch,
        reasons=tuple(dict.fromkeys(change.reason for change in changes)),
        change_set=changes,
        rules=("update@1",),
    )
    return Told(told(notice, alert), alert)


def cancelled(case: Case, watch: Watch | None, notice: Notice, touch: Touch, reason: str) -> Told:
    """Take back what readers were told, because of *reason*."""
    incident = case.incident
    if case.before is not None:  # what is true elsewhere now was never told to them
        incident = replace(case.before, revision=incident.revision)
    alert = message(
        "CANCEL",
        incident,
        watch,
        notice,
        case.cause,
        touch=touch,
        reasons=(reason,),
        change_set=case.changes,
        rules=("cancel@1",),
    )
    because = BECAUSE[case.reading.dispatch.pubstatus]
    verdict = Verdict(
        notice.watch_id, None, "alert", because, "CANCEL", reason, rules=("cancel@1",)
    )
    return Told(None, alert, (verdict,))


def ended(notice: Notice, watch: Watch, incident: Incident, cause: Cause) -> Told:
    """Tell those who asked for it that an incident is over: no Cancel, for it did happen."""
    alert = message(
        "CEASEFIRE",
        incident,
        watch,
        notice,
        cause,
        touch=touch_of(watch, incident) or Touch("inside"),
        reasons=(f"nothing new has been reported for {watch.end_days:g} days or more",),
        change_set=(*worth_telling(notice, incident), *incident.change_set),
        rules=("ended@1",),
    )
    return Told(told(notice, alert), alert)


def touch_of(watch: Watch, incident: Incident) -> Touch | None:
    """Return how *incident* as a whole touches the entry, ``None`` when it does not."""
    touch = touches(watch, incident.places, incident.actors)
    return touch if isinstance(touch, Touch) else None


def last_touch(case: Case, watch: Watch | None) -> Touch:
    """Return how it touches the entry, or did before it moved; "inside" when nobody knows."""
    if watch is None:
        return Touch("inside")
    touch = touch_of(watch, case.incident)
    if touch is None and case.before is not None:
        touch = touch_of(watch, case.before)
    return touch or Touch("inside")
