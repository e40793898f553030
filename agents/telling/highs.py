"""
Is there more of it than usual?

Two slow alarms beside those for one incident. A region's week has several times as
many incidents as its weeks before had; a country's last 30 days killed more than any
30 days of a year, or of three. Each is told with the incident that tips it, and then
not again for a while. Nothing is called unusual before the partition knows as long a
time as it is compared with. Source of the second: the rule of HDX Signals for armed
conflict (medium and high). Not here: the counts (``agents/linking/tallies.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from agents.linking.tallies import Lately, share_of
from schemas.incident import Incident
from schemas.watch import Watch

WEEK: Final = 7
BASELINE: Final = 90  # days before the week
WINDOW: Final = 30
YEARS: Final[tuple[tuple[int, int], ...]] = ((3, 1096), (1, 366))
"""How many years a high is one of, and how many days that are looked back on."""


class High(NamedTuple):
    """
    One thing that is unusual.

    Attributes:
        key: Under which it is remembered that the entry was told.
        rule: ``name@version``.
        reason: In words.
    """

    key: str
    rule: str
    reason: str


def highs(lately: Lately, incident: Incident, watch: Watch) -> Iterator[High]:
    """Yield what is unusual where *incident* is and was not told to *watch* of late."""
    told = dict(lately.tally.told)
    for found, days in (
        (_rate(lately, incident, watch), watch.quiet_days),
        (_trend(lately, incident, watch), watch.trend_days),
    ):
        if found is None:
            continue
        last = told.get(found.key)
        if last is None or lately.today - last >= timedelta(days=days):
            yield found


def _rate(lately: Lately, incident: Incident, watch: Watch) -> High | None:
    """Compare the week of the incident's region with the mean of the weeks before."""
    share = share_of(incident)
    first = lately.today - timedelta(days=WEEK - 1)
    if share is None or not share.region or share.day < first or lately.known_days < BASELINE:
        return None
    before = first - timedelta(days=BASELINE)
    here = [(day, count) for day, region, count in lately.tally.begun if region == share.region]
    week = sum(count for day, count in here if first <= day <= lately.today)
    mean = sum(count for day, count in here if before <= day < first) * WEEK / BASELINE
    if week < watch.rate_incidents or week < watch.rate_times * mean:
        return None
    return High(
        f"{watch.id} rate {share.region}",
        "escalation.rate@1",
        f"{week} incidents in {share.region} in a week; {mean:.1f} a week in the {BASELINE} days before",
    )


def _trend(lately: Lately, incident: Incident, watch: Watch) -> High | None:
    """Compare the country's last 30 days with all such stretches of the years before."""
    if not watch.trend or watch.country != incident.country or share_of(incident) is None:
        return None
    killed = lately.tally.killed
    now = _killed(killed, lately.today)
    if now < watch.trend_killed:
        return None
    for years, days in YEARS:
        since = lately.today - timedelta(days=days)
        if lately.known_days >= days and now >= _most(killed, since, lately.today):
            reason = (
                f"at least {now} killed in {incident.country} in {WINDOW} days,"
                f" the most in {years} year{'s' * (years > 1)}"
            )
            return High(f"{watch.id} trend", "trend@1", reason)
    return None


def _killed(killed: tuple[tuple[date, int], ...], last: date) -> int:
    """Add up the 30 days that end on *last*."""
    first = last - timedelta(days=WINDOW - 1)
    return sum(count for day, count in killed if first <= day <= last)


def _most(killed: tuple[tuple[date, int], ...], since: date, until: date) -> int:
    """Return the greatest sum of 30 days that ended from *since* up to before *until*."""
    most = _killed(killed, since)
    total = start = 0
    # From there on a stretch is greatest on a day that adds to it.
    for day, count in killed:
        if day >= until:
            break
        total += count
        while killed[start][0] <= day - timedelta(days=WINDOW):
            total -= killed[start][1]
            start += 1
        if day >= since:
            most = max(most, total)
    return most
