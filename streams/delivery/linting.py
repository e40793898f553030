"""
Does a subscription make sense?

A valid one can still reach nobody: a filter that nothing passes, quiet hours all day long, a
machine that cannot tell whether a message is ours. What is *grave* can never work or gives a
secret away, and is refused over the API; the rest its owner should know. Nothing is asked of
the network or of a file. Not here: what makes a file invalid (``streams/config_files.py``),
where an address may lead (``addressing.py``), and whether secrets are there
(``subscription_findings.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain

from agents.telling.watchlist import countries_of
from agents.text.language import PROFILES
from schemas.subscription import Silence, Subscription
from schemas.watch import Watchlist

from .addressing import about_target
from .doubts import Doubt, doubt, grave

LONG_SILENCE = timedelta(days=30)
"""A silence of more is forgotten, and what it hides with it."""

FEW_HOURS_LEFT = timedelta(hours=4)
"""A day that leaves less than this to tell anything is probably two times swapped."""

# POSIX turns the sign round: Etc/GMT+3 is three hours behind Greenwich.
_TURNED = re.compile(r"^Etc/GMT[+-]\d+$")


def about(
    one: Subscription,
    *,
    others: Mapping[str, Subscription] | None = None,
    watchlist: Watchlist | None = None,
) -> Iterator[Doubt]:
    """
    Yield what is doubtful about one subscription; of one that is switched off, what is grave.

    Args:
        one: It.
        others: All subscriptions by id; without them nothing is said of who else is told.
        watchlist: What is watched; without it nothing is said of watch ids.
    """
    found = chain(
        about_target(one),
        _filters(one),
        _places(one, watchlist),
        _hours(one),
        _others(one, others) if others is not None else (),
    )
    # The rest harms nobody while it is off: the example would begin with a list of complaints.
    yield from (each for each in found if one.enabled or each.grave)


def problems_with(one: Subscription) -> list[str]:
    """Return why *one* can never work, for whoever asks for it over the API; empty when it can."""
    return [f"`{found.key}`: {found.what}" for found in about(one) if found.grave]


def about_silence(
    silence: Silence,
    *,
    now: datetime,
    subscriptions: Mapping[str, Subscription] | None = None,
    watchlist: Watchlist | None = None,
) -> Iterator[Doubt]:
    """Yield what is doubtful about a silence; arguments as of ``about``."""
    if silence.ends <= now:
        yield grave("ends", "it has ended already: nothing would be silenced")
    if silence.ends - silence.starts > LONG_SILENCE:
        yield doubt("ends", f"it lasts {(silence.ends - silence.starts).days} days")
    who = silence.subscription_id
    if subscriptions is not None and who is not None and who not in subscriptions:
        yield doubt("subscription_id", f"there is no subscription `{who}`")
    if silence.watch_id is not None:
        yield from _watched("watch_id", (silence.watch_id,), watchlist)
    if silence.region is not None:
        yield from _region("region", silence.region)


def _filters(one: Subscription) -> Iterator[Doubt]:
    """Yield filters that nothing can pass."""
    if one.kinds and set(one.kinds) == {"CANCEL"}:
        told = "a CANCEL goes to those who were told, and nothing else is: nothing will ever come"
        yield grave("kinds", told)
    if one.sources and set(one.sources) <= set(one.not_sources):
        yield grave("not_sources", "all of `sources` are refused: nothing will ever come")
    for index, language in enumerate(one.languages):
        if language not in {each.partition("-")[0] for each in PROFILES}:
            yield grave(f"languages[{index}]", f"no report is ever told to be in `{language}`")
    if one.secrets and one.channel != "webhook":
        yield doubt("secrets", f"only a webhook is signed, a {one.channel} message is not")


def _places(one: Subscription, watchlist: Watchlist | None) -> Iterator[Doubt]:
    """Yield watch ids and regions that are none, or lie apart."""
    yield from _watched("watches", one.watches, watchlist)
    for region in one.regions:
        yield from _region("regions", region)
    if watchlist is None or not one.regions:
        return
    entries = [each for each in watchlist.watch if not one.watches or each.id in one.watches]
    covered = [countries_of(each) for each in entries]
    wanted = {region[:2] for region in one.regions}
    if entries and not any(each is None or wanted & set(each) for each in covered):
        yield doubt("regions", "what is watched lies in none of them: nothing will come")


def _watched(key: str, watches: tuple[str, ...], watchlist: Watchlist | None) -> Iterator[Doubt]:
    known = {each.id for each in watchlist.watch} if watchlist is not None else set(watches)
    for watch in watches:
        if watch not in known:
            yield doubt(key, f"`{watch}` is not on the watchlist: tocsin watch list")


def _region(key: str, code: str) -> Iterator[Doubt]:
    import pycountry

    if len(code) == 2:
        # Kosovo has a user-assigned code that gazetteers use and ISO does not list.
        if code != "XK" and pycountry.countries.get(alpha_2=code) is None:
            yield grave(key, f"`{code}` is no country of ISO 3166-1")
    elif code not in {each.code for each in pycountry.subdivisions}:
        yield grave(key, f"`{code}` is no subdivision of ISO 3166-2")


def _hours(one: Subscription) -> Iterator[Doubt]:
    """Yield hours that are quiet all day, or by another clock."""
    if one.quiet_hours is not None:
        length = _length(*one.quiet_hours)
        left = timedelta(days=1) - length
        if left < FEW_HOURS_LEFT:
            minutes = int(left.total_seconds()) // 60
            yield doubt("quiet_hours", f"all of the day but {minutes} min is quiet")
        if one.critical_from == "Unknown" and one.quiet_mode != "nothing":
            yield doubt("critical_from", "everything is critical: the quiet hours stop nothing")
        if one.digest is not None and _length(one.quiet_hours[0], one.digest) < length:
            yield doubt("digest", "it is due in the quiet hours")
    clock = "quiet_hours" if one.quiet_hours is not None else "digest"
    if (one.quiet_hours is None and one.digest is None) or one.zone == "Etc/UTC":
        return
    if one.zone == "UTC":
        told = "the time is UTC's: name the reader's zone (Etc/UTC to say that it is meant)"
        yield doubt(clock, told)
    elif _TURNED.match(one.zone):
        yield doubt("zone", f"`{one.zone}` has its sign turned round, and no summer time: a city?")
    elif "/" not in one.zone:
        yield doubt("zone", f"`{one.zone}` may know no summer time: name a city, Europe/Paris")


def _length(start: str, end: str) -> timedelta:
    """Return how long it is from one time of day to the next that reads *end*."""
    first, last = (timedelta(hours=int(each[:2]), minutes=int(each[3:])) for each in (start, end))
    return (last - first) % timedelta(days=1)


def _others(one: Subscription, others: Mapping[str, Subscription]) -> Iterator[Doubt]:
    """Yield who is not told when it fails, and who is told twice."""
    twins = [
        each.id
        for each in others.values()
        if (each.channel, each.target) == (one.channel, one.target) and each.id < one.id
    ]
    if twins and others[twins[0]].enabled:
        yield doubt("target", f"`{twins[0]}` goes there too: what both want comes twice")
    if one.on_failure is None:
        return
    keeper = others.get(one.on_failure)
    if keeper is None:
        yield doubt("on_failure", f"there is no subscription `{one.on_failure}`: nobody is told")
    elif not keeper.enabled:
        yield doubt("on_failure", f"`{keeper.id}` is switched off: nobody is told")
    elif (keeper.channel, keeper.target) == (one.channel, one.target):
        yield doubt("on_failure", f"`{keeper.id}` goes to the same place, and fails with it")
    elif keeper.on_failure == one.id:
        yield doubt("on_failure", f"`{keeper.id}` tells this one in turn: nobody is told of both")
