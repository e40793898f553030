"""
Which incidents does a dispatch tell of, and which does a text?

Indexes over what is kept on incidents, so that neither question costs a search. Not
here: what is kept (``agents/linking/world.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from schemas.reading import Sketch
from schemas.state import Dossier

T = TypeVar("T")


class Index(Generic[T]):
    """Ids by keys; an id may stand under many, and a key over many."""

    def __init__(self) -> None:
        self._ids: dict[T, tuple[str, ...]] = {}

    def of(self, key: T) -> frozenset[str]:
        """Return the ids under *key*."""
        return frozenset(self._ids.get(key, ()))

    def add(self, keys: Iterable[T], one: str) -> None:
        """Put *one*, which is not there yet, under *keys*."""
        for key in keys:
            self._ids[key] = (*self._ids.get(key, ()), one)

    def move(self, one: str, before: set[T], after: set[T]) -> None:
        """Put *one*, which stands under *before*, under *after* instead."""
        self.remove(before - after, one)
        self.add(after - before, one)

    def remove(self, keys: Iterable[T], one: str) -> None:
        """Take *one* from under *keys*."""
        for key in keys:
            others = tuple(other for other in self._ids.get(key, ()) if other != one)
            if others:
                self._ids[key] = others
            else:
                self._ids.pop(key, None)


def dispatches_of(dossier: Dossier) -> set[str]:
    """Return the dispatches that tell of it; those of a retracted one, although they fell."""
    return {
        *(one.evidence.dispatch.key for one in dossier.sightings),
        *(line.dispatch.key for line in dossier.incident.evidence),
    }


def texts_of(dossier: Dossier) -> set[int]:
    """Return what the texts that tell of it are known by, word for word."""
    bodies = {one.sketch.body for one in dossier.sightings if one.sketch is not None}
    return set(map(_number, bodies))


def words_of(sketch: Sketch) -> int:
    """Return the words of *sketch* as a number, a fourth of the memory that their hash takes."""
    return _number(sketch.body)


def _number(body: str) -> int:
    return int(body[:16], 16)
