"""
Copies of stories as desks and sites make them, and bulletins from a template.

Stories are put together from the labelled suite's own invented texts, each used
once, so no two share a sentence. Everything is drawn from one seed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

from schemas.dispatch import Dispatch

SEEN = Path(__file__).parent.parent / "reading" / "suite" / "seen"
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
LONG = 6  # paragraphs
BRIEF = 40  # words
NUMBERS_CHANGED = 0.4  # a rising toll leaves dates and units as they were
TEXTS_EACH = 3  # of the suite make one story of some hundred and fifty words


class Story(NamedTuple):
    """A headline and paragraphs."""

    language: str
    headline: str
    paragraphs: tuple[str, ...]

    def dispatch(self) -> Dispatch:
        """Return it as a dispatch."""
        return Dispatch(
            key=f"x:{self.headline}", provider="x", publisher_family="x", headline=self.headline,
            text="\n\n".join(self.paragraphs), language=self.language, published_at=NOW,
            received_at=NOW,
        )  # fmt: skip

    def brief(self) -> Story:
        """Return its first sentences, some forty words."""
        kept: list[str] = []
        for one in self.paragraphs:
            if sum(len(before.split()) for before in kept) < BRIEF:
                kept.append(one)
        return self._replace(paragraphs=tuple(kept))


def stories() -> list[Story]:
    """Return every story, the same in every run."""
    return [story for path in sorted(SEEN.glob("*.toml")) for story in _of(path)]


def _of(path: Path) -> Iterator[Story]:
    items = tomllib.loads(path.read_text())["item"]
    texts = [item["text"] for item in items if len(item["text"].split()) > 15]
    for number in range(0, len(texts) - TEXTS_EACH + 1, TEXTS_EACH):
        paragraphs = tuple(
            sentence
            for text in texts[number : number + TEXTS_EACH]
            for sentence in re.split(r"(?<=[.!?؟])\s+", " ".join(text.split()))
        )
        headline = items[number].get("headline") or paragraphs[0]
        yield Story(path.stem, headline, paragraphs)


Change = Callable[[Story, Story, Random], Story]
"""Takes a story, another one of its language to borrow from, and chance."""


def _byline(story: Story, _: Story, chance: Random) -> Story:
    head, *rest = story.paragraphs
    author = chance.choice(("By A. Reporter", "Staff and agencies", "Our correspondent"))
    return story._replace(paragraphs=(author, f"{author.upper()} - {head}", *rest))


def _other_headline(story: Story, other: Story, _: Random) -> Story:
    return story._replace(headline=other.headline)


def _longer(story: Story, other: Story, _: Random) -> Story:
    return story._replace(paragraphs=(*story.paragraphs, *other.paragraphs[-2:]))


def _reordered(story: Story, _: Story, chance: Random) -> Story:
    head, *rest = story.paragraphs
    return story._replace(paragraphs=(head, *chance.sample(rest, len(rest))))


def _other_numbers(story: Story, _: Story, chance: Random) -> Story:
    def moved(match: re.Match[str]) -> str:
        is_changed = chance.random() < NUMBERS_CHANGED
        return str(int(match[0]) + chance.randrange(1, 9)) if is_changed else match[0]

    return story._replace(
        paragraphs=tuple(re.sub(r"(?a:\d{1,6})", moved, one) for one in story.paragraphs)
    )


def _edited(story: Story, other: Story, chance: Random) -> Story:
    spare = " ".join(other.paragraphs).split()
    return story._replace(
        paragraphs=tuple(
            " ".join(
                chance.choice(spare) if chance.random() < 0.06 else word for word in one.split()
            )
            for one in story.paragraphs
        )
    )


def _cut(story: Story, _: Story, chance: Random) -> Story:
    kept = max(2, len(story.paragraphs) * chance.randrange(4, 8) // 10)
    return story._replace(paragraphs=story.paragraphs[:kept])


def _update(story: Story, other: Story, chance: Random) -> Story:
    """Give it a new headline and a few other words; a long one loses its end to a new paragraph."""
    changed = _edited(_other_headline(story, other, chance), other, chance)
    if len(changed.paragraphs) < LONG:
        return changed
    return changed._replace(
        paragraphs=(*changed.paragraphs[:2], other.paragraphs[0], *changed.paragraphs[2:-1])
    )


CHANGES: dict[str, Change] = {
    "byline": _byline, "other headline": _other_headline, "longer": _longer,
    "reordered": _reordered, "other numbers": _other_numbers, "edited": _edited, "cut": _cut,
    "update": _update,
}  # fmt: skip
