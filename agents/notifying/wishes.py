"""
What does a subscription ask for where it says nothing?

A machine wants everything at once; a person wants one message in a while. Not here: what is
done with it (``checks.py``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, get_args

from schemas.subscription import CatchUp, Certainty, Severity, Subscription

# Alertmanager's `group_wait`: an agency's alert and its urgent follow within it.
GROUP_WAIT: Final = timedelta(seconds=30)
COOLDOWN: Final = timedelta(minutes=15)

_SEVERITIES: Final = {word: rank for rank, word in enumerate(get_args(Severity))}
_CERTAINTIES: Final = {word: rank for rank, word in enumerate(get_args(Certainty))}


def group_wait_of(subscription: Subscription) -> timedelta:
    """Return how long the first message of an incident waits for a second one."""
    return _seconds(subscription, subscription.group_wait_seconds, GROUP_WAIT)


def cooldown_of(subscription: Subscription) -> timedelta:
    """Return the shortest time between two messages of one incident."""
    return _seconds(subscription, subscription.cooldown_seconds, COOLDOWN)


def catch_up_of(subscription: Subscription) -> CatchUp:
    """Return whether all that was missed is sent, or the newest of each incident."""
    return subscription.catch_up or ("all" if subscription.channel == "webhook" else "newest")


def severity_rank(severity: Severity) -> int:
    """Return its place on the scale; more is worse."""
    return _SEVERITIES[severity]


def certainty_rank(certainty: Certainty) -> int:
    """Return its place on the scale; more is surer."""
    return _CERTAINTIES[certainty]


def _seconds(subscription: Subscription, said: float | None, usual: timedelta) -> timedelta:
    if said is not None:
        return timedelta(seconds=said)
    return timedelta() if subscription.channel == "webhook" else usual
