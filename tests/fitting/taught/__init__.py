"""
What are the dispatches that the weights of words are learned from?

Thousands that were written for it, a file for each language, a line for each: when it was
published, what it is, country, place, headline and text, parted by bars. What tells of
fighting is ``f`` (fight), ``r`` (remote) or ``o`` (one-sided); anything else has a minus
and why it is none. Paragraphs are parted by a pilcrow.

Not here: fitting (``tests/fitting/fighting.py``), and the suite that readings are
measured on (``tests/reading/suite``): nobody who wrote these lines had seen either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from schemas.dispatch import Dispatch, Draft, complete

FOLDER: Final = Path(__file__).parent
FAMILIES: Final = {"f": "fight", "r": "remote", "o": "one_sided"}
OTHER: Final = "-"
FIELDS: Final = 6


class Taught(NamedTuple):
    """One line: the dispatch, its language, and the family of its fighting, if it tells of any."""

    dispatch: Dispatch
    language: str
    family: str | None


def taught() -> Iterator[Taught]:
    """Yield every line of every language, in the order of the files."""
    for file in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                yield _item(line, file.stem, f"{file.name}:{number}")


def _item(line: str, language: str, where: str) -> Taught:
    fields = line.split("|")
    if len(fields) != FIELDS:
        raise ValueError(f"{where}: {FIELDS} fields, not {len(fields)}")
    published, kind, _, _, headline, text = fields
    if kind not in FAMILIES and not kind.startswith(OTHER):
        raise ValueError(f"{where}: {kind!r} is none of {', '.join(FAMILIES)}, and has no minus")
    draft = Draft(
        text=text.replace(" ¶ ", "\n\n"),
        headline=headline or None,
        published_at=datetime.fromisoformat(published).replace(tzinfo=UTC),
        language=language,
        provider="taught",
    )
    return Taught(complete(draft), language, FAMILIES.get(kind))
