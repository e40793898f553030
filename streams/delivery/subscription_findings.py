"""
What should the owner of ``subscriptions.toml`` know, and on which line?

What ``linting.py`` finds, and what can be seen of the secrets on this machine: whether they are
there and are read by us alone. Not here: secrets themselves (``streams/secret.py``).
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from schemas.record import Record
from schemas.subscription import Silence, Subscription, SubscriptionList
from schemas.watch import Watchlist
from streams.secret import secret
from streams.toml_lines import Path as KeyPath
from streams.toml_lines import line_of
from streams.trouble import Trouble

from .addressing import is_reference
from .channels.addresses import endpoint
from .checking import about_kept
from .doubts import Doubt, doubt, grave
from .linting import about, about_silence
from .signing import key_of


class Finding(Record, frozen=True, kw_only=True):
    """
    One thing that its owner should know.

    Attributes:
        where: ``FILE:LINE``, or the topic for what was made over the API or by a command.
        subscription: Its id.
        silence: Id of the silence that it is about.
        grave: It can never work, or gives a secret away.
        what: In words.
    """

    where: str
    subscription: str | None = None
    silence: str | None = None
    grave: bool = False
    what: str


def in_file(
    path: Path, listed: SubscriptionList, watchlist: Watchlist | None, more: Iterable[Subscription]
) -> list[Finding]:
    """
    Check every subscription of a file; what is found stands in the order of its lines.

    Args:
        path: The file.
        listed: What it holds.
        watchlist: What is watched, if that can be read.
        more: Those that were made over the API, which those of the file may name.
    """
    text = path.read_text(encoding="utf-8-sig")
    others = {one.id: one for one in (*more, *listed.subscription)}
    found = [
        (line_of(text, _key(index, each.key)), one.id, each)
        for index, one in enumerate(listed.subscription)
        for each in (*about(one, others=others, watchlist=watchlist), *kept_secrets(one))
    ]
    return [
        Finding(where=f"{path}:{line}", subscription=whose, grave=each.grave, what=each.what)
        for line, whose, each in sorted(found, key=lambda one: one[0])
    ]


def of_topic(
    made: Iterable[Subscription],
    silences: Iterable[Silence],
    *,
    others: Mapping[str, Subscription],
    watchlist: Watchlist | None,
    now: datetime,
) -> list[Finding]:
    """Check what was made over the API or by a command; silences that have ended are passed over."""
    found = [
        Finding(where="the API's", subscription=one.id, grave=each.grave, what=each.what)
        for one in made
        for each in (*about(one, others=others, watchlist=watchlist), *kept_secrets(one))
    ]
    return found + [
        Finding(where="silences", silence=one.id, grave=each.grave, what=each.what)
        for one in silences
        if one.ends > now
        for each in about_silence(one, now=now, subscriptions=others, watchlist=watchlist)
    ]


def kept_secrets(one: Subscription) -> Iterator[Doubt]:
    """Yield what can be seen from this machine of the secrets of *one*, if it is switched on."""
    if not one.enabled:
        return
    named = [(f"secrets[{index}]", word) for index, word in enumerate(one.secrets)]
    if is_reference(one.target):
        named.append(("target", one.target))
    for key, reference in named:
        try:
            found = secret(reference)
        except Trouble as trouble:
            yield doubt(key, f"{trouble} (asked on this machine, as this user)")
            continue
        yield from _unfit(one, key, found)
        kind, _, place = reference.partition(":")
        if kind == "file" and Path(place).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield doubt(key, f"others on this machine can read {place}: chmod 600 {place}")


def _unfit(one: Subscription, key: str, found: str) -> Iterator[Doubt]:
    """Tell of a secret that is not what it should be, without a letter of it."""
    if one.channel != "webhook":
        if key == "target":
            yield from about_kept(one.channel, found)
        return
    try:
        if key == "target":
            endpoint(found)
        else:
            key_of(found)
    except ValueError as error:
        yield grave(key, str(error))


def _key(index: int, dotted: str) -> KeyPath:
    name, _, place = dotted.partition("[")
    more = (int(place.rstrip("]")),) if place else ()
    return ("subscription", index, name, *more)
