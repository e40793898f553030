"""
Which facts do the texts hold that weights are learned from, and what are they?

Not here: the regressions (``tests/fitting/fighting.py``, ``tests/fitting/sub_events.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from agents import interpret
from agents.text.folding import fold_words
from agents.what.evidence import TOLD, UNREAD, stem
from agents.what.sub_events import NONE
from agents.what.weighing import AGAINST, FOR
from schemas.dispatch import Dispatch, Draft, complete
from tests.bench import suite

from .taught import taught

NOTES: Final = Path(__file__).with_name("notes")
OWN_NOTES: Final = Path(__file__).parents[1] / "reading" / "event_notes.tsv"
OPEN: Final = ("seen", "headlines", "blind")  # parts of the suite that may be learned from
SOME_DAY: Final = datetime(2026, 12, 30, tzinfo=UTC)  # no day in what was written for it is later
IN_CLASSES: Final = "@%!"  # how facts begin that are no words of a language


class Item(NamedTuple):
    """
    One text.

    Attributes:
        facts: At its head; those that are words with their language before them.
        language: ISO 639-1.
        label: Its family where it tells of fighting, its sub-event where it is a note.
        is_told: The rules alone call it fighting.
        source: ``taught``, a part of the suite, ``note`` or ``ordinary``.
        places: Those of its facts that are words of a place's name.
    """

    facts: tuple[str, ...]
    language: str
    label: str | None
    is_told: bool
    source: str
    places: frozenset[str]


def evidence(dispatch: Dispatch) -> tuple[frozenset[str], frozenset[str]]:
    """Return the facts at the head of *dispatch*, and which of them are words of places."""
    seen: list[frozenset[str]] = []

    def weigher(_language: str, facts: frozenset[str]) -> int:
        seen.append(facts)
        return FOR if UNREAD in facts else (FOR + AGAINST) // 2  # let it be read; let rules stand

    reading = interpret.read(dispatch, weigher=weigher)
    facts = seen[-1] if seen else frozenset[str]()
    names = {stem(word) for place in reading.place_mentions for word in fold_words(place.name)}
    return facts, facts & names


def ours() -> Iterator[Item]:
    """Yield the lines that were written to be learned from, and the open items of the suite."""
    for one in taught():
        yield _item(one.dispatch, one.language, one.family, "taught")
    for language in suite.languages():
        for part in OPEN:
            for item in suite.items(language, part):
                family = item.get("family") if item["fighting"] else None
                yield _item(suite.dispatch_of(item), language, family, part)


def notes(language: str) -> Iterator[Item]:
    """Yield the notes in *language*; what is no event at all is taken from the taught."""
    files = [NOTES / f"{language}.tsv", *([OWN_NOTES] if language == "en" else ())]
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                sub_event, text = line.split("\t")
                yield _item(_dispatch(text, None, language), language, sub_event, "note")
    for one in taught():
        if one.language == language and one.family is None:
            yield _item(one.dispatch, language, NONE, "taught")


def ordinary(folder: Path) -> Iterator[Item]:
    """Yield what rules do not call fighting in the files of *folder*, as counter-examples."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            dispatch = _dispatch(row.get("text") or "", row.get("headline"), file.stem)
            item = _item(dispatch, file.stem, None, "ordinary")
            if not item.is_told:
                yield item


def _dispatch(text: str, headline: str | None, language: str) -> Dispatch:
    draft = Draft(
        text=text, headline=headline, published_at=SOME_DAY, language=language, provider="fitting"
    )
    return complete(draft)


def _item(dispatch: Dispatch, language: str, label: str | None, source: str) -> Item:
    facts, places = evidence(dispatch)

    def named(fact: str) -> str:
        return fact if fact[0] in IN_CLASSES else f"{language}\t{fact}"

    return Item(
        tuple(map(named, sorted(facts))),
        language,
        label,
        TOLD in facts,
        source,
        frozenset(map(named, places)),
    )
