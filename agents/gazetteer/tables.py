"""
How are our tables read, and what do their names also look like?

Tab-separated files beside this one; their heads say what the columns are. Not
here: what the rows mean (``names.py``, ``cues.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent

# Kinds of region, in any language that GeoNames writes them in.
GENERIC: Final = frozenset(
    {
        "region", "province", "oblast", "oblast’", "state", "governorate", "district", "county",
        "department", "prefecture", "republic", "krai", "kray", "voivodeship", "municipality",
        "rayon", "muhafazat", "wilaya", "wilayat", "of", "de", "du",
    }
)  # fmt: skip


READABLE: Final = frozenset(
    chr(code)
    for script in (
        range(ord("A"), 0x250), range(0x400, 0x530), range(0x600, 0x700), range(0x1E00, 0x1F00),
    )
    for code in script
)  # fmt: skip
"""Letters of the Latin, Cyrillic and Arabic scripts: those of the languages we read."""


def bare(name: str) -> str:
    """Return *name* without the kind of region at its ends: "Tula Oblast" is called Tula."""
    words = name.split()
    while len(words) > 1 and words[-1].lower() in GENERIC:
        words.pop()
    while len(words) > 1 and words[0].lower() in GENERIC:
        words.pop(0)
    return " ".join(words)


def with_plural(word: str) -> tuple[str, ...]:
    """Return an adjective with its plural, where that only adds an s."""
    is_whole = not word or word.endswith(("s", "h", "x", "ese")) or not "a" <= word[-1] <= "\u024f"
    return (word,) if is_whole else (word, f"{word}s")


def rows_of(file: str) -> Iterator[list[str]]:
    """Read one of our tables: tabs between columns, comments begin with "#"."""
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
