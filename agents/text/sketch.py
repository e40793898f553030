"""
Is this the same text again, with a few words changed?

A sketch of two halves: one-permutation MinHash over runs of three folded words of
the whole text, and of its first fifty words, which finds the brief that was cut
from a story. Two texts resemble each other by the share of equal bins. The scheme
and its thresholds were chosen among nine on 11,737 labelled variants in eleven
languages (docs/decisions/0009-near-duplicates.md).

Bulletins from a template resemble each other too: those whose numbers differ are
siblings and no repeats. Those that differ in the place or the day alone are told
apart by who asks: ``agents/linking/repeats.py``. Not here: versions of one item
(``agents/versions.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from schemas.dispatch import Dispatch
from schemas.reading import Sketch

from .folding import fold_words

VERSION: Final = 1
"""Counts up when anything below that changes a sketch changes: others are not compared."""

BINS: Final = 64
RUN: Final = 3  # words of a shingle
LEAD: Final = 48  # shingles: the first fifty words
M1: Final = np.uint64(0x9E3779B97F4A7C15)
M2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
M3: Final = np.uint64(0x165667B19E3779F9)
MIX: Final = np.uint64(0xFF51AFD7ED558CCD)
BORROWED: Final = np.uint32(0x9E3779B2)
MEMOISED: Final = 400_000  # words; the vocabulary of eight languages' news

# Resemblance at which precision was .9994 on whole stories, and on short ones.
REPEAT: Final = 0.16
REPEAT_SHORT: Final = 0.29
SHORT: Final = 60  # words of a body
LEAD_COUNTS: Final = 0.8
WEIGHTS: Final = np.array([1.0, LEAD_COUNTS]) / BINS  # of an equal bin

TEMPLATE: Final = 90  # words: longer bulletins differ in words as well
FIGURES: Final = 3
FIGURES_SHARED: Final = 0.34
FIGURES_WITHIN: Final = 60  # words


def sketch_of(dispatch: Dispatch) -> Sketch:
    """Sketch the words of *dispatch*; linear in their number."""
    title = fold_words(dispatch.headline or "")
    body = fold_words(dispatch.text) or title
    runs = _runs(body)
    whole = np.concatenate([_runs(title), runs]) if title else runs
    figures = {word for word in (*title, *body[:FIGURES_WITHIN]) if word[0].isdigit()}
    return Sketch(
        version=VERSION,
        body=blake2b(" ".join(body).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        whole=_sketched(whole).tobytes(),
        lead=_sketched(runs[:LEAD]).tobytes(),
        words=len(body),
        figures=tuple(sorted(figures)),
    )


def resemblances(some: Sequence[Sketch], others: Sequence[Sketch]) -> NDArray[np.float64]:
    """
    Return how far each of *some* is the text of each of *others*, from 0 to 1.

    Two of one body begin alike, so they resemble each other whatever their headlines.
    """
    rows, columns = (
        np.frombuffer(b"".join([one.whole + one.lead for one in each]), "<u2").reshape(-1, 2, BINS)
        for each in (some, others)
    )
    same = rows[:, None] == columns
    shares = same.view(np.uint8).sum(axis=3, dtype=np.uint8) * WEIGHTS
    likeness: NDArray[np.float64] = np.maximum(shares[:, :, 0], shares[:, :, 1])
    return likeness


def is_repeat(one: Sketch, other: Sketch, resemblance: float) -> bool:
    """Tell whether a *resemblance* between the two makes them one text."""
    enough = REPEAT_SHORT if one.words < SHORT and other.words < SHORT else REPEAT
    return (
        resemblance >= enough
        and one.version == other.version
        and (one.body == other.body or not _are_siblings(one, other))
    )


def _are_siblings(one: Sketch, other: Sketch) -> bool:
    """Tell whether both fill one template with numbers of their own."""
    fewest = min(len(one.figures), len(other.figures))
    if max(one.words, other.words) >= TEMPLATE or fewest < FIGURES:
        return False
    return len(set(one.figures) & set(other.figures)) / fewest < FIGURES_SHARED


@lru_cache(maxsize=MEMOISED)
def _hashed(word: str) -> int:
    return int.from_bytes(
        blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def _runs(words: Sequence[str]) -> NDArray[np.uint64]:
    """Hash every run of three words; of a text of one or two, each word."""
    x = np.fromiter(map(_hashed, words), np.uint64, len(words))
    mixed = x[:-2] * M1 + x[1:-1] * M2 + x[2:] * M3 if len(x) >= RUN else x * M1
    mixed ^= mixed >> np.uint64(32)
    mixed *= MIX
    mixed ^= mixed >> np.uint64(29)
    return mixed


def _sketched(runs: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """
    Keep the least of each bin; an empty one borrows from the next, marked by its distance.

    Sixteen bits of each are as good as thirty-two. A text without words has a bin of ones.
    """
    if not len(runs):
        return np.ones(BINS, "<u2")
    x = np.sort(runs)[::-1]
    kept = np.zeros(BINS, np.uint32)
    # From the greatest to the least: what is written last into a bin stays.
    kept[(x >> np.uint64(58)).astype(np.intp)] = (x >> np.uint64(26)).astype(np.uint32) | np.uint32(
        1
    )
    empty = np.flatnonzero(kept == 0)
    if len(empty):
        found = np.flatnonzero(kept)
        donor = found[np.searchsorted(found, empty) % len(found)]
        kept[empty] = kept[donor] + ((donor - empty) % BINS).astype(np.uint32) * BORROWED
    return kept.astype("<u2")
