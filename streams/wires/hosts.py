"""
What do all our feeds together owe one host?

Each host has a bucket of requests that refills steadily, a few of them at a
time, and rests when it asks for that or seems to be down. A rest is remembered
for every feed of the host, so that one of them finds out and the others do not
ask. Pure judgement: the time, in seconds of any steady clock, is an argument.
Not here: who waits (``turns.py``), and when a single feed is due (``schedule.py``).
"""

from __future__ import annotations

from typing import NamedTuple

from schemas.feed import FetchOutcome, PauseScope

# Media Cloud starts one request every five seconds at two at a time, for sources it asks
# hourly; an agency with forty feeds is asked for all of them in a bit more than a minute.
SPACING_SECONDS = 2.0
BURST = 3
AT_ONCE = 2

# Outcomes that say something about the host, not about one feed of it.
AILING: frozenset[FetchOutcome] = frozenset(
    {"timeout", "dns", "tls", "unreachable", "http_5xx", "http_429"}
)

# A host that fails so often in a row, whichever feed asks, is down; it rests, twice as
# long each time whoever asks next finds it still so.
FAILURES_TO_OPEN = 5
SHORTEST_REST = 30.0
LONGEST_REST = 600.0

# "Too many requests" without a time: a minute, twice as long each time, up to an hour.
# With a time, that counts, up to a day.
SHORTEST_PAUSE = 60.0
LONGEST_PAUSE = 3_600.0
LONGEST_ASKED = 86_400.0


class Standing(NamedTuple):
    """
    Where a host stands with us.

    Attributes:
        paid_until: The bucket: until when the requests so far have used it up.
        ailing: Signs of trouble in a row.
        refusals: "Too many requests" in a row.
        rests_until: Nobody asks before.
        reason: Why it rests.
    """

    paid_until: float = 0.0
    ailing: int = 0
    refusals: int = 0
    rests_until: float = 0.0
    reason: str = ""


def started(
    host: Standing, *, now: float, spacing: float = SPACING_SECONDS, most: float = SPACING_SECONDS
) -> tuple[float, Standing]:
    """
    Take one request out of the bucket.

    Args:
        host: Where it stands.
        now: When somebody wants to ask.
        spacing: Seconds that the request costs.
        most: Seconds that any request costs at the most; ``BURST`` of these fill the bucket.

    Returns:
        How many seconds to wait before asking, and where the host then stands.
    """
    wait = max(0.0, host.paid_until - (BURST - 1) * most - now)
    paid_until = max(host.paid_until, now) + min(spacing, most)
    return wait, host._replace(paid_until=paid_until)


def ended(host: Standing, outcome: FetchOutcome, *, now: float) -> Standing:
    """Return where *host* stands after one of its feeds met with *outcome*."""
    ailing = host.ailing + 1 if outcome in AILING else 0
    host = host._replace(ailing=ailing)
    if ailing < FAILURES_TO_OPEN:
        return host
    rest = min(SHORTEST_REST * 2 ** min(ailing - FAILURES_TO_OPEN, 10), LONGEST_REST)
    return _rested(host, now + rest, f"failed {ailing} times in a row ({outcome})")


def asked(
    host: Standing, outcome: FetchOutcome, *, now: float, retry_after: float | None
) -> Standing:
    """
    Return where *host*, or the domain that the pause is kept for, stands after *outcome*.

    Args:
        host: From before.
        outcome: Of one of its feeds.
        now: When.
        retry_after: How many seconds it asks to be left alone.
    """
    host = host._replace(refusals=host.refusals + 1 if outcome == "http_429" else 0)
    if retry_after is not None and outcome in ("http_429", "http_5xx"):
        return _rested(host, now + min(retry_after, LONGEST_ASKED), "asked to be left alone")
    if outcome == "http_429":
        pause = min(SHORTEST_PAUSE * 2 ** min(host.refusals - 1, 10), LONGEST_PAUSE)
        return _rested(host, now + pause, "answered 429, too many requests")
    return host


def _rested(host: Standing, until: float, reason: str) -> Standing:
    """Return *host* resting until then; a longer rest stays."""
    if until <= host.rests_until:
        return host
    return host._replace(rests_until=until, reason=reason)


def scope_of(host: str, scope: PauseScope) -> str | None:
    """Return the name under which a pause of *host* is remembered; ``None``: the feed alone."""
    if scope == "feed":
        return None
    return f".{registrable(host)}" if scope == "domain" else host


# Under these second labels of a country, organisations register at the third.
_SECOND_LEVEL = frozenset(
    {"ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "mil", "ne", "net", "or", "org"}
)  # fmt: skip


def registrable(host: str) -> str:
    """
    Return the part of *host* that somebody registered: ``bbc.co.uk`` of ``feeds.bbc.co.uk``.

    A rule of thumb in place of the public suffix list: what depends on it is only how
    widely a pause is kept, and that only where an operator chose ``domain``.
    """
    labels = host.rstrip(".").split(".")
    if ":" in host or labels[-1].isdigit():  # an address, not a name
        return host
    is_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if is_country else labels[-2:])
