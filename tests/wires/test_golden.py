"""
Does each document become what it must?

A pair for each quirk: ``golden/NAME.xml`` (or another ending that is not
``.json``) as a wire might send it, invented by us, and ``golden/NAME.json`` as
it must come out. To write a new pair, run this
file with the name: ``python -m tests.wires.test_golden NAME``, and read what it wrote.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import plain, pretty
from streams.wires.formats import Origin, parse

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = {path.stem: path for path in GOLDEN.iterdir() if path.suffix != ".json"}
SOURCE = Origin(feed="golden", received_at=datetime(2024, 7, 28, 12, 0, tzinfo=UTC))

# Equal in every pair, so said once: what the poller or the operator adds.
SAME = {"feed": "golden", "intake": "live", "received_at": "2024-07-28T12:00:00Z"}


def comes_out(name: str) -> dict[str, Any]:
    """Parse a document; returns its dispatches without what is always the same, and its errors."""
    parsed = parse(DOCUMENTS[name].read_bytes(), SOURCE)
    dispatches = plain(pretty(parsed.dispatches))
    assert all(SAME.items() <= dispatch.items() for dispatch in dispatches)
    told = [
        {
            field: value
            for field, value in d.items()
            if field not in SAME and value not in (None, [])
        }
        for d in dispatches
    ]
    return {"dispatches": told, "errors": [error._asdict() for error in parsed.errors]}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_pair(name: str) -> None:
    """The document comes out as its pair says, and the same on a second reading."""
    expected = plain((GOLDEN / f"{name}.json").read_bytes())

    assert comes_out(name) == expected
    assert comes_out(name) == expected


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        (GOLDEN / f"{chosen}.json").write_bytes(pretty(comes_out(chosen)))
