"""
Which sentences of a dispatch tell what another one of it tells better?

A headline names the capital that speaks, the text below the town; a sentence looks back on
an older event, or counts a month. Each would open an incident that nobody reported. Not
here: what another dispatch has told already (``agents/linking/repeats.py``).
"""

from __future__ import annotations

from typing import Final

from agents.where.homes import COUNTRY, SPECIFIC, country_of, is_specific
from schemas.event import LOCATING, Mention
from schemas.reading import Reading

from .incident_times import days_of_mention

# "Three weeks ago a bomb hit the city": told beside newer events and without a toll, it is
# no report of the old one. A week is what a round-up looks back on.
ASIDE_DAYS: Final = 7


def is_aside(reading: Reading, mention: Mention) -> bool:
    """Tell whether *mention* lies more than a week before the newest event of the dispatch."""
    published = reading.dispatch.published_at.date()
    latest = max(
        (
            days_of_mention(one, published).last
            for one in reading.mentions
            if one.realis == "actual" and one.time.start is not None
        ),
        default=0,
    )
    return latest - days_of_mention(mention, published).last > ASIDE_DAYS


def is_headline(reading: Reading, mention: Mention) -> bool:
    """Tell whether *mention* stands in the headline of a dispatch that has more to say."""
    headline = reading.dispatch.headline
    return headline is not None and mention.sentence_span[1] <= len(headline) < max(
        one.sentence_span[1] for one in reading.mentions
    )


def is_told_better(reading: Reading, mention: Mention) -> bool:
    """
    Tell whether another sentence says of the same dead on the same day where they died.

    "Six dead in raids: Kabul", and below: six dead at Khost. Or that they are a month's.
    """
    mine = _tolls(reading, mention)
    if not mine:
        return False
    return any(
        other.idx != mention.idx
        and mine <= _tolls(reading, other)
        and other.realis == "actual"
        and (
            other.scope == "summary"
            or (other.time.end == mention.time.end and _is_more_exact(reading, other, mention))
        )
        for other in reading.mentions
    )


def _is_more_exact(reading: Reading, one: Mention, other: Mention) -> bool:
    """Tell whether *one* names the town, or at least the region, where *other* errs or is coarse."""
    finest = [
        min((place.precision for place in each.places if place.role in LOCATING), default=COUNTRY)
        for each in (one, other)
    ]
    is_same_country = country_of(one.places) == country_of(other.places)
    if finest[1] > SPECIFIC:
        return finest[0] < finest[1] and not is_same_country
    towns = [
        {place.place_id for place in each.places if place.role in LOCATING and is_specific(place)}
        for each in (one, other)
    ]
    is_elsewhere = bool(towns[0]) and towns[0].isdisjoint(towns[1])
    return is_elsewhere and is_same_country and is_headline(reading, other)


def _tolls(reading: Reading, mention: Mention) -> frozenset[tuple[str, int | None, int | None]]:
    return frozenset(
        (claim.kind, claim.min, claim.max)
        for claim in reading.claims
        if claim.mention_idx == mention.idx
    )
