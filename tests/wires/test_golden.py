"""
Does each document become what it must?

A pair for each quirk: ``golden/NAME.xml`` (or another ending that is not ``.json``) as a
wire might send it, invented by us, and ``golden/NAME.json`` as it must come out; or
``polls/NAME/``, the documents of one feed named by the hour at which they come, beside
what each of them brings. Which pair is there for what, and that none is missing, is told in
``quirks.toml``. To write a new pair, run this file with the name:
``python -m tests.wires.test_golden NAME``, and read what it wrote.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.codec import plain, pretty
from schemas.feed import Pace, Seen
from streams.wires.formats import NotADispatch, Origin, Parsed, parse
from streams.wires.formats.charsets import Charset, charset_of
from streams.wires.seen import sift
from tests.wires.corpora import SHARED
from tests.wires.quirks import DOCUMENTS, HERE, POLLS, QUIRKS, origin_of

# Equal in every pair, so said once: what the poller or the operator adds.
SAME = {"feed": "golden", "intake": "live", "received_at": "2024-07-28T12:00:00Z"}

# What needs no telling: UTF-8 that says so, and documents in which no charset shows.
PLAIN = (Charset("utf-8", "declaration"), Charset("us-ascii", "bytes"))

# What a poll shows of a dispatch; the rest is in the pairs of single documents.
OF_A_POLL = ("key", "revision", "headline", "signal", "pubstatus", "embargo_until", "published_at")


def comes_out(name: str) -> dict[str, Any]:
    """Read a document; returns what it holds without what is always the same, or why not."""
    data, origin = DOCUMENTS[name].read_bytes(), origin_of(name)
    try:
        parsed = parse(data, origin)
    except NotADispatch as error:
        return {"refused": str(error), "outcome": error.outcome}
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
    errors = [error._asdict() for error in parsed.errors]
    return {"dispatches": told, "errors": errors, **_besides(data, origin, parsed)}


def _besides(data: bytes, origin: Origin, parsed: Parsed) -> dict[str, Any]:
    """Return what a document says of itself, and its charset where more than the bytes told."""
    said: dict[str, Any] = {}
    if parsed.pace != Pace():
        said["pace"] = plain(pretty(parsed.pace))
    if parsed.next_url:
        said["next_url"] = parsed.next_url
    charset = charset_of(data, origin.charset)
    if b"<" in data[:4] and charset not in PLAIN:
        said["charset"] = charset._asdict()
    return said


def comes_in(name: str) -> dict[str, list[dict[str, Any]]]:
    """Read the documents of a feed as they come; returns what each of them brings."""
    seen: tuple[Seen, ...] = ()
    brought = {}
    for path in sorted(POLLS[name].iterdir()):
        if path.suffix == ".json":
            continue
        at = datetime.strptime(path.stem, "%Y-%m-%dT%H").replace(tzinfo=UTC)
        parsed = parse(path.read_bytes(), Origin(feed="polls", received_at=at))
        fresh, seen = sift(seen, parsed.dispatches, numbered=parsed.numbered)
        brought[path.stem] = [
            {field: d[field] for field in OF_A_POLL if d[field] is not None}
            for d in plain(pretty(fresh))
        ]
    return brought


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_pair(name: str) -> None:
    """The document comes out as its pair says, and the same on a second reading."""
    expected = plain((HERE / "golden" / f"{name}.json").read_bytes())

    assert comes_out(name) == expected
    assert comes_out(name) == expected


@pytest.mark.parametrize("name", sorted(POLLS))
def test_polls(name: str) -> None:
    """Each document of a feed brings what its pair says, and nothing a second time."""
    assert comes_in(name) == plain((POLLS[name] / "brings.json").read_bytes())


def test_every_habit_has_its_pair(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is shown by pairs that exist, and no pair is there for nothing."""
    pairs = DOCUMENTS.keys() | POLLS.keys()
    named = {pair for quirk in QUIRKS for pair in quirk.pairs}
    with capsys.disabled():
        sections = len({quirk.section for quirk in QUIRKS})
        print(f"\nquirks: {len(QUIRKS)} of {sections} sections, shown by {len(pairs)} pairs")

    assert [quirk for quirk in QUIRKS if not quirk.pairs] == []
    assert (sorted(named - pairs), sorted(pairs - named)) == ([], [])
    assert not DOCUMENTS.keys() & POLLS.keys()


def test_the_sections_are_those_of_the_specification() -> None:
    """A section that is renumbered must not leave its habits behind."""
    specification = SHARED / "reference" / "wires.md"
    if not specification.is_file():
        pytest.skip(f"no {specification}: the specification is never part of the project")
    headings = {
        line.lstrip("#").split()[0].rstrip(".")
        for line in specification.read_text(encoding="utf-8").splitlines()
        if line.startswith("##")
    }

    assert {quirk.section for quirk in QUIRKS} <= headings


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        if chosen in POLLS:
            (POLLS[chosen] / "brings.json").write_bytes(pretty(comes_in(chosen)))
        else:
            (HERE / "golden" / f"{chosen}.json").write_bytes(pretty(comes_out(chosen)))
