"""
Which pair shows which habit of the wires, and what else is known of its documents?

``quirks.toml`` lists every habit that the specification of the wires names for what stands
in a document, with the section it is from and the pairs that show it: documents in
``golden/``, and feeds as they come hour by hour in ``polls/``. Not here: how pairs are
compared (``test_golden.py``).
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from streams.wires.formats import Origin

HERE = Path(__file__).parent
DOCUMENTS = {path.stem: path for path in (HERE / "golden").iterdir() if path.suffix != ".json"}
POLLS = {path.name: path for path in (HERE / "polls").iterdir() if path.is_dir()}
_LISTED = tomllib.loads((HERE / "quirks.toml").read_text(encoding="utf-8"))


class Quirk(NamedTuple):
    """A habit: the section of the specification, what it is in words, and the pairs for it."""

    section: str
    says: str
    pairs: tuple[str, ...]


QUIRKS = tuple(
    Quirk(section, says, tuple(pairs.split()))
    for section, habits in _LISTED["quirks"].items()
    for says, pairs in habits.items()
)


def origin_of(name: str) -> Origin:
    """Return what is known of a golden document besides its bytes."""
    known: dict[str, Any] = _LISTED["origins"].get(name, {})
    return Origin(feed="golden", received_at=datetime(2024, 7, 28, 12, 0, tzinfo=UTC), **known)
