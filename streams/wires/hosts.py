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
    host: Standing, *, now: float, spacing: float = SPACING_SECONDS
) -> tuple[float, Standing]:
    """
    Take one request out of the bucket.

    Args:
        host: Where it stands.
        now: When somebody wants to ask.
        spacing: Seconds that the request costs.

    Returns:
        How many seconds to wait before asking, and where the host then stands.
    """
    wait = max(0.0, host.paid_until - (BURST - 1) * SPACING_SECONDS - now)
    paid_until = max(host.paid_until, now) + min(spacing, SPACING_SECONDS)
    return wait, host._replace(paid_until=paid_until)


def ended(
    host: Standing, outcome: FetchOutcome, *, now: float, retry_after: float | None = None
) -> Standing:
    """
    Return where *host* stands after an answer of it, or none.

    Args:
        host: From before.
        outcome: What a feed of it met with.
        now: When.
        retry_after: How many seconds it asks to be left alone.
    """
    refusals = host.refusals + 1 if outcome == "http_429" else 0
    ailing = host.ailing + 1 if outcome in AILING else 0
    rest, reason = 0.0, ""
    if ailing >= FAILURES_TO_OPEN:
        doubled = SHORTEST_REST * 2 ** min(ailing - FAILURES_TO_OPEN, 10)
        rest, reason = min(doubled, LONGEST_REST), f"it failed {ailing} times in a row ({outcome})"
    if retry_after is not None and outcome in ("http_429", "http_5xx"):
        asked = min(retry_after, LONGEST_ASKED)
        if asked > rest:
            rest, reason = asked, "it asked for that (Retry-After)"
    elif outcome == "http_429":
        doubled = SHORTEST_PAUSE * 2 ** min(refusals - 1, 10)
        if doubled > rest:
            rest, reason = min(doubled, LONGEST_PAUSE), "too many requests (429)"
    return rested(host._replace(ailing=ailing, refusals=refusals), now + rest, reason)


def rested(host: Standing, until: float, reason: str) -> Standing:
    """Return *host* resting until then; a longer rest stays."""
    if not reason or until <= host.rests_until:
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
