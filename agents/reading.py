"""
What becomes of one dispatch?

The first agent: looks at one dispatch at a time. Has this version been seen? What
does it say (``agents/interpret.py``)? What may have happened goes to the country
where it did; what did not ends here with a decision that says why.

Not here: those decisions (``agents/telling/dismissals.py``), which version is the newest
(``agents/versions.py``), and what earlier dispatches said (``agents/following.py``).

Reads      dispatches   keyed by item, so versions and corrections meet in one partition
Writes     readings     a copy for each country; decisions
Remembers  versions     dispatch key -> the newest version handled, and its item
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple

from msgspec.structs import replace

from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.reading import Reading
from schemas.state import Version
from schemas.topics import READINGS

from .effects import Output
from .interpret import prepare, read
from .telling.decisions import TAKEN_BACK, decided
from .telling.dismissals import about, judge
from .text.sketch import sketch_of
from .versions import Item, filed, is_new, item_of, version_of

__all__ = ["Handled", "handle", "prepare", "read", "reading"]


class Handled(NamedTuple):
    """
    What handling one dispatch comes to.

    Attributes:
        outputs: To be sent and acknowledged first.
        versions: To be remembered then, by dispatch key.
    """

    outputs: tuple[Output, ...]
    versions: Mapping[str, Version]


def handle(dispatch: Dispatch, versions: Mapping[str, Version]) -> Handled:
    """
    Decide what becomes of *dispatch*.

    The newest version of an item goes to every country that any version of it reached,
    so that what those caused can shrink as well as grow. One under embargo goes there
    too, and waits there.

    Args:
        dispatch: What came.
        versions: The newest version handled of each dispatch, by key.
    """
    known = versions.get(dispatch.key)
    if not is_new(dispatch, known):
        return _resent(dispatch, known)
    item = item_of(dispatch, versions)
    if item.newest is not None:
        return _overtaken(dispatch, known, item, versions)
    reading = read(dispatch, whole=False)
    decisions, reached = judge(dispatch, reading)
    is_embargoed = dispatch.pubstatus == "usable" and (
        dispatch.embargo_until is not None and dispatch.embargo_until > dispatch.received_at
    )
    if is_embargoed:
        decisions.insert(0, about(dispatch, "embargoed", reading))
    if dispatch.pubstatus != "usable":
        reading = _bare(reading)
    before = {country for one in (known, *item.others.values()) if one for country in one.countries}
    countries = sorted(reached | before)
    if countries:
        reading = replace(reading, sketch=sketch_of(dispatch), replaces=tuple(item.others))
    readings = tuple(
        Output(READINGS, country, replace(reading, country=country)) for country in countries
    )
    version = version_of(dispatch, known, tuple(sorted(reached)))
    return Handled((*readings, *map(decided, decisions)), filed(dispatch, version, item, versions))


def taken(dispatch: Dispatch, key: bytes | None, versions: Mapping[str, Version]) -> Handled:
    """
    Handle *dispatch* as it came from the topic, under *key*.

    A correction comes twice: under its item's key, where it is handled, and under its own.
    """
    is_copy = dispatch.item != dispatch.key and key == dispatch.key.encode()
    return (note if is_copy else handle)(dispatch, versions)


def note(dispatch: Dispatch, versions: Mapping[str, Version]) -> Handled:
    """
    Remember how far a correction went, for those that will name it; it is handled elsewhere.

    Its item may lie in another partition than what corrects it in turn.
    """
    known = versions.get(dispatch.key)
    if not is_new(dispatch, known):
        return Handled((), {})
    _, reached = judge(dispatch, read(dispatch, whole=False))
    version = version_of(dispatch, known, tuple(sorted(reached)))
    return Handled((), filed(dispatch, version, item_of(dispatch, versions), versions))


def _resent(dispatch: Dispatch, known: Version | None) -> Handled:
    """Remember that the same words hold at a higher revision: a lower one is old from now on."""
    again: dict[str, Version] = {}
    if known is not None and dispatch.revision > known.revision:
        again[dispatch.key] = replace(known, revision=dispatch.revision)
    return Handled((decided(about(dispatch, "duplicate_dispatch")),), again)


def _overtaken(
    dispatch: Dispatch, known: Version | None, item: Item, versions: Mapping[str, Version]
) -> Handled:
    """
    Say nothing of a dispatch that came after its own kill or correction.

    It may be what ties two that were followed apart: then the older of them no longer
    counts, wherever it went.
    """
    newest = item.others[item.newest or ""]
    reason = TAKEN_BACK[newest.pubstatus]
    older = {key: one for key, one in item.others.items() if key != item.newest}
    countries = sorted({country for one in older.values() for country in one.countries})
    bare = _bare(read(dispatch, whole=False))
    source = replace(bare.dispatch, corrects=None, signal=None, embargo_until=None)
    readings = tuple(
        Output(READINGS, country, replace(bare, dispatch=source, country=country,
                                          replaces=tuple(older)))
        for country in countries
    )  # fmt: skip
    version = version_of(dispatch, known)
    decisions = (decided(about(dispatch, reason, bare)),)
    return Handled((*readings, *decisions), filed(dispatch, version, item, versions))


def _bare(reading: Reading) -> Reading:
    """Return *reading* without anything that happened: it only takes back."""
    return replace(reading, mentions=(), claims=(), fighting=False, countries=())


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
            handled = taken(decode(Dispatch, event.value), event.key, versions)
            await send(*handled.outputs)
            versions.update(handled.versions)
