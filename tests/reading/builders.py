"""Dispatches made short, for tests of what is read in them. All words are invented."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


def said(text: str, headline: str | None = None, **fields: object) -> Reading:
    """Read *text* as a dispatch of Wednesday, 4 March 2026."""
    draft = {"text": text, "headline": headline, "published_at": WEDNESDAY} | fields
    return read(complete(Draft(**draft)))


def mains(reading: Reading) -> set[str]:
    """Return the names of the main places of what actually happened."""
    return {
        place.canonical or place.name
        for mention in reading.mentions
        if mention.realis == "actual"
        for place in mention.places
        if place.role == "main"
    }


def realis(reading: Reading) -> set[str]:
    """Return how the mentions were judged."""
    return {mention.realis for mention in reading.mentions}
