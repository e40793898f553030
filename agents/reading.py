"""
What becomes of one dispatch?

The first agent: looks at one dispatch at a time. Has this version been seen? What
does it say (``agents/interpret.py``)? What may have happened goes to the country
where it did; what did not ends here with a decision that says why.

Not here: what earlier dispatches said (``agents/following.py``).

Reads      dispatches   keyed by item, so versions and corrections meet in one partition
Writes     readings     a copy for each country; decisions
Remembers  versions     dispatch key -> the newest version handled
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple

from msgspec.structs import replace

from schemas.codec import decode
from schemas.decision import Decision, Reason
from schemas.dispatch import Dispatch
from schemas.reading import Reading
from schemas.state import Version
from schemas.topics import READINGS

from .effects import Output
from .interpret import prepare, read
from .lexicon import lexicon
from .telling.decisions import decided, decision
from .telling.gates import OF_REALIS, may_join
from .text.sketch import sketch_of
from .versions import is_new, version_of
from .where.scenes import home_countries

__all__ = ["Handled", "handle", "prepare", "read", "reading"]


class Handled(NamedTuple):
    """
    What handling one dispatch comes to.

    Attributes:
        outputs: To be sent and acknowledged first.
        version: To be remembered then; ``None`` leaves the table as it is.
    """

    outputs: tuple[Output, ...]
    version: Version | None


def handle(dispatch: Dispatch, known: Version | None, corrected: Version | None = None) -> Handled:
    """
    Decide what becomes of *dispatch*.

    A new version goes to every country that it, an earlier one or the dispatch it
    corrects reached, so that what those caused can shrink as well as grow.

    Args:
        dispatch: What came.
        known: The newest version of it that was handled before.
        corrected: The newest version of the dispatch that it corrects or kills.
    """
    if not is_new(dispatch, known):
        return Handled((decided(_about(dispatch, "duplicate_dispatch")),), None)
    if dispatch.embargo_until is not None and dispatch.embargo_until > dispatch.received_at:
        return Handled((decided(_about(dispatch, "embargoed")),), None)
    reading = read(dispatch, whole=False)
    decisions, reached = _judge(dispatch, reading)
    if dispatch.pubstatus != "usable":
        reading = replace(reading, mentions=(), claims=(), fighting=False, countries=())
    before = {country for one in (known, corrected) if one for country in one.countries}
    countries = sorted(reached | before)
    if countries:
        reading = replace(reading, sketch=sketch_of(dispatch))
    readings = tuple(
        Output(READINGS, country, replace(reading, country=country)) for country in countries
    )
    version = version_of(dispatch, known, tuple(sorted(reached)))
    return Handled((*readings, *map(decided, decisions)), version)


def _judge(dispatch: Dispatch, reading: Reading) -> tuple[list[Decision], set[str]]:
    """Return the decisions that end here, and the countries that the rest goes to."""
    reason = _whole(dispatch, reading)
    if reason is not None:
        return [_about(dispatch, reason, reading)], set()
    decisions: list[Decision] = []
    reached: set[str] = set()
    for mention in reading.mentions:
        homes = home_countries(mention)
        is_event = mention.realis == "actual" and bool(homes)
        if is_event or may_join(mention, has_claims=False):
            reached.update(homes)
        if is_event:
            continue
        why = OF_REALIS.get(mention.realis) or _placeless(reading)
        decisions.append(
            decision(
                dispatch.ref,
                outcome="suppress",
                reason=why,
                at=dispatch.received_at,
                reading_id=reading.reading_id,
                mention=mention,
                rules=mention.rules,
            )
        )
    return decisions, reached


def _whole(dispatch: Dispatch, reading: Reading) -> Reason | None:
    """Return why the dispatch as a whole goes no further, if so."""
    if dispatch.pubstatus != "usable":
        return "killed" if dispatch.pubstatus == "canceled" else "withheld"
    if reading.register != "news":
        return "register_excluded"
    if lexicon(reading.dispatch.language) is None:
        return "unsupported_language"
    return None if reading.mentions else "not_event"


def _placeless(reading: Reading) -> Reason:
    roles = {place.role for place in reading.place_mentions}
    if roles == {"dateline"}:
        return "dateline_only"
    return "mention_only" if roles else "no_place"


def _about(dispatch: Dispatch, reason: Reason, reading: Reading | None = None) -> Decision:
    return decision(
        dispatch.ref,
        outcome="suppress",
        reason=reason,
        at=dispatch.received_at,
        reading_id=reading.reading_id if reading else None,
    )


async def reading(
    events: AsyncIterable[Any],
    *,
    versions: MutableMapping[str, Version],
    boundary: Callable[..., AbstractAsyncContextManager[None]],
    send: Callable[..., Awaitable[None]],
) -> None:
    """
    Handle every event of ``dispatches``: decode, decide, send, then remember.

    Args:
        events: With ``key``, ``value`` (bytes) and ``message``.
        versions: The table, or a dict.
        boundary: Turns what is wrong with a record into a dead letter.
        send: Sends outputs and returns when all are acknowledged.
    """
    async for event in events:
        async with boundary(event, stage="reading"):
            dispatch = decode(Dispatch, event.value)
            handled = handle(dispatch, versions.get(dispatch.key), versions.get(dispatch.item))
            await send(*handled.outputs)
            if handled.version is not None:
                versions[dispatch.key] = handled.version
