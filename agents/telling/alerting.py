"""
Whom do we tell, and what?

Asked for each watch entry that an incident touches, nearly touches, or has been
told to. Readers who know nothing of it get an ONSET once a report passes every
gate (``agents/telling/gates.py``); those who know get an ESCALATION, SPREAD or CEASEFIRE
(``agents/telling/milestones.py``), an UPDATE of what they care about, gathered and
spaced out (``agents/telling/notices.py``), or a CANCEL when it no longer stands or
has moved away. Everything else is silence, with its reason. Not here: what a
message says (``agents/telling/sending.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from agents.linking.changes import is_notable
from schemas.alert import AlertKind
from schemas.decision import Outcome, Reason
from schemas.event import Mention
from schemas.state import Notice
from schemas.watch import Watch

from .cases import Case, Told, Verdict, silence
from .gates import Held, held_as_no_news, held_for, held_for_all, last_day
from .milestones import milestone
from .notices import due_at, gathered
from .sending import cancelled, in_its_words, last_touch, opened, touch_of, turned, updated
from .watchlist import Miss, Rules, Touch, entry_of, touches


def tell(case: Case, rules: Rules) -> list[Told]:
    """Choose the outcome for every entry that has to do with *case*, in the order of the list."""
    known = {notice.watch_id: notice for notice in case.notices}
    places = (*case.incident.places, *(case.before.places if case.before else ()))
    asked = {watch.id: watch for watch in rules.asked_by(places)}
    gone = [watch_id for watch_id in known if watch_id not in asked]
    outcomes = [
        _told(case, watch, known[watch_id]) if watch_id in known else _untold(case, watch)
        for watch_id, watch in asked.items()
    ]
    # Its entry was taken off the list or moved elsewhere; a retraction still reaches its readers.
    outcomes += [_told(case, rules.get(watch_id), known[watch_id]) for watch_id in gone]
    return outcomes


def _untold(case: Case, watch: Watch) -> Told:
    """Readers who know nothing of it: ONSET with the first mention that passes every gate."""
    touch = touches(watch, case.incident.places, case.incident.actors)
    if isinstance(touch, Miss) and not touch.near:
        return Told(None)
    first: Told | None = None
    verdicts = []
    for mention in case.mentions:
        if held_for_all(mention) is not None:
            continue
        verdict = _held(case, watch, mention, touch)
        if verdict is None and first is None:
            assert isinstance(touch, Touch)  # noqa: S101 -- a Miss is held at its gate
            first, place = opened(case, watch, mention, touch), touch.place
            verdict = Verdict(watch.id, mention, "alert", "opened", "ONSET", place=place)
        verdicts.append(verdict or silence(watch, mention, "follow_up"))
    return (first or Told(None))._replace(verdicts=tuple(verdicts))


def _held(case: Case, watch: Watch, mention: Mention, touch: Touch | Miss) -> Verdict | None:
    """Ask the gates; the first that holds the mention back gives the reason."""
    now, reading = case.cause.now, case.reading
    if mention.idx in case.repeats and not case.changes:
        return silence(watch, mention, "duplicate_dispatch")
    held = held_for(watch, case.incident, mention, reading, now=now)
    if held is not None:
        return silence(watch, mention, *held)
    if isinstance(touch, Miss):
        return silence(watch, mention, touch.reason, touch.detail, touch.place)
    heard = case.incident.independence.origins
    if heard < watch.min_origins:
        detail = f"{heard} tell of it independently; the entry asks for {watch.min_origins}"
        return silence(watch, mention, "below_threshold", detail)
    blocker = case.blocker(watch)
    if blocker is not None:
        return silence(
            watch, mention, "quiet_period", f"incident {blocker} was told shortly before"
        )
    if mention.reaction and case.before is not None:
        return silence(watch, mention, "reaction_only")
    held = held_as_no_news(reading)
    return None if held is None else silence(watch, mention, *held)


def _told(case: Case, watch: Watch | None, notice: Notice) -> Told:
    """Readers who know of it: CANCEL, a milestone, UPDATE, or nothing."""
    touch = last_touch(case, watch)
    gone = _why_gone(case, watch)
    if gone is not None:
        return cancelled(case, watch, notice, touch, gone)
    if watch is None:
        return Told(notice)
    news = tuple(change for change in case.changes if is_notable(change))
    waiting = gathered(notice, news)
    turn = milestone(case, watch, notice)
    if not news and turn is None:
        return Told(waiting, verdicts=_each(case, watch, "attach", None))
    held = _held_back(case, watch)
    if held is not None:  # it goes with the next message that live news sets off
        return Told(waiting, verdicts=_each(case, watch, "attach", held.reason, held.detail))
    if turn is not None:  # never gathered, never spaced out
        sent = turned(case, watch, waiting, touch, turn)
        verdicts = _each(case, watch, "update", "updated", kind=turn.kind, rules=turn.rules)
        return sent._replace(verdicts=verdicts)
    due = due_at(waiting, watch, now=case.cause.now)
    if due > case.cause.now:
        waiting = replace(waiting, due=due)
        detail = f"told at {due:%Y-%m-%d %H:%M:%S} UTC"
        return Told(waiting, verdicts=_each(case, watch, "update", "batched", detail))
    sent = updated(waiting, watch, case.incident, in_its_words(case), touch)
    if sent.alert is None:
        return sent._replace(verdicts=_each(case, watch, "attach", None))
    return sent._replace(verdicts=_each(case, watch, "update", "updated"))


def _held_back(case: Case, watch: Watch) -> Held | None:
    """Ask whether this is news; what a withdrawn report no longer says always is."""
    if not case.mentions and case.reading.dispatch.intake == "live":
        return None
    days = [last_day(case.incident, mention, case.reading) for mention in case.mentions]
    if days and (age := (case.cause.now.date() - max(days)).days) > watch.follow_up_days:
        asked = f"the entry follows up for {watch.follow_up_days:g}"
        return Held("stale", f"it happened {age} days ago; {asked}")
    return held_as_no_news(case.reading)


def _why_gone(case: Case, watch: Watch | None) -> str | None:
    """Return why readers must be told that it no longer concerns them, ``None`` when it does."""
    if case.incident.status == "retracted":
        key = case.reading.dispatch.corrects or case.reading.dispatch.key
        return f"no report of it stands since {key} was corrected or withdrawn"
    if watch is None or case.before is None or not case.changes:
        return None
    if not touch_of(watch, case.incident) and touch_of(watch, case.before):
        return f"it is now placed outside {entry_of(watch)}"
    return None


def _each(
    case: Case,
    watch: Watch,
    outcome: Outcome,
    reason: Reason | None,
    detail: str | None = None,
    kind: AlertKind = "UPDATE",
    rules: tuple[str, ...] = (),
) -> tuple[Verdict, ...]:
    """Give every mention the same outcome; without a *reason* each has its own for silence."""
    fresh: Sequence[Mention] = [one for one in case.mentions if held_for_all(one) is None]
    told_as = kind if outcome == "update" else None
    return tuple(
        Verdict(
            watch.id, one, outcome, reason or _nothing_new(case, one), told_as, detail, rules=rules
        )
        for one in (fresh or (case.mentions if outcome == "update" else ()))
    )


def _nothing_new(case: Case, mention: Mention) -> Reason:
    if mention.idx in case.repeats:
        return "duplicate_dispatch"
    if case.reading.dispatch.intake != "live":
        return "not_live"
    return "reaction_only" if mention.reaction else "follow_up"
