"""
Have we seen this version of the dispatch before, and is it the newest of its item?

Agencies send one item many times: again on the next poll, again as a resend,
and as corrections, under the same id or under another that names it. What is the
same is dropped here; a correction is new words and goes through. One id counts its
own revisions; between ids it is the wire's own time that tells which is newer, so
it does not matter in which order they arrive. The same story under an id that names
no other is not this module's matter (``agents/linking/incidents.py``).

Asked in   reading      keyed by item, so versions and corrections meet in one partition
Remembers  versions     dispatch key -> the newest version handled
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from schemas.dispatch import Dispatch, normalised
from schemas.record import identity
from schemas.state import Version


class Item(NamedTuple):
    """
    What is known of the item that a dispatch is a version of.

    Attributes:
        key: Of its first dispatch.
        others: The newest version of each other dispatch of it that came, by key.
        newest: The key of the one among them that was published last, ``None`` when the
            dispatch itself was.
    """

    key: str
    others: dict[str, Version]
    newest: str | None


def fingerprint(dispatch: Dispatch) -> str:
    """
    Hash what a reader would notice: words, status, embargo.

    White space, unicode form and everything that moves with each transmission
    (times, urgency, url) do not count: a resend is no news.
    """
    words = normalised("NFKC", f"{dispatch.headline or ''}\n{dispatch.text}").split()
    return identity(" ".join(words), dispatch.pubstatus, dispatch.embargo_until, size=16)


def is_new(dispatch: Dispatch, known: Version | None) -> bool:
    """
    Tell whether *dispatch* says something that *known* does not.

    A higher revision does when its words changed, and so does the same revision:
    some feeds edit in place and never count (BBC, nextcloud/news#3796). A lower
    one came late and is old.
    """
    if known is None:
        return True
    return dispatch.revision >= known.revision and fingerprint(dispatch) != known.fingerprint


def version_of(
    dispatch: Dispatch, known: Version | None, countries: tuple[str, ...] = ()
) -> Version:
    """
    Return what to remember after *dispatch* was handled.

    *countries* are those that this version reached; they join those of earlier
    ones, so that a later correction still travels to all of them.
    """
    reached = set(countries) | set(known.countries if known else ())
    return Version(
        revision=dispatch.revision,
        fingerprint=fingerprint(dispatch),
        pubstatus=dispatch.pubstatus,
        countries=tuple(sorted(reached)),
        published_at=dispatch.published_at,
        seen_at=max(dispatch.received_at, known.seen_at) if known else dispatch.received_at,
        intake=known.intake if known and known.revision else dispatch.intake,
        item=known.item if known else None,
        corrections=known.corrections if known else (),
    )


def item_of(dispatch: Dispatch, versions: Mapping[str, Version]) -> Item:
    """Find the item that *dispatch* is a version of, and what else was said under it."""
    named = versions.get(dispatch.item)
    first = named.item if named is not None and named.item is not None else dispatch.item
    keys = {first} | _corrections(first, versions) | _corrections(dispatch.key, versions)
    others = {
        key: versions[key]
        for key in sorted(keys - {dispatch.key})
        if key in versions and versions[key].revision
    }
    newest = max(others, key=lambda key: _age(key, others[key]), default=None)
    mine = dispatch.published_at, dispatch.corrects is not None, dispatch.key
    if newest is not None and _age(newest, others[newest]) < mine:
        newest = None
    return Item(first, others, newest)


def filed(
    dispatch: Dispatch, version: Version, item: Item, versions: Mapping[str, Version]
) -> dict[str, Version]:
    """
    Return what to remember of *dispatch* so that its item is found from any of its keys.

    *version* is that of the dispatch itself. A dispatch that came before the one that it
    corrects leaves a mark there.
    """
    own = _corrections(dispatch.key, versions)
    all_of_them = {dispatch.key} | own | _corrections(item.key, versions)
    corrections = tuple(sorted(all_of_them - {item.key}))
    if dispatch.key == item.key:
        return {dispatch.key: replace(version, corrections=corrections)}
    first = versions.get(item.key)
    if first is None:
        first = Version(revision=0, fingerprint="", seen_at=dispatch.received_at)
    moved = {key: replace(versions[key], item=item.key) for key in own - {item.key}}
    return {
        **moved,
        item.key: replace(first, corrections=corrections),
        dispatch.key: replace(version, item=item.key, corrections=()),
    }


def _corrections(key: str, versions: Mapping[str, Version]) -> set[str]:
    known = versions.get(key)
    return set() if known is None else set(known.corrections)


def _age(key: str, version: Version) -> tuple[datetime, bool, str]:
    """Rate how new *version* is; of two of one minute, one that corrects another is newer."""
    return version.published_at or version.seen_at, version.item is not None, key
