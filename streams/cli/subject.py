"""
Which dispatch does the user mean: a file, a pipe, or just words?

For the commands that explain. A file may hold dispatches as JSON or be a wire
document. Not here: dispatches that Kafka keeps (``streams/cli/kept.py``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from schemas.dispatch import Dispatch, Draft, complete
from streams.cli.intake import report
from streams.dispatch_files import STDIN, Bad, dispatches_in
from streams.trouble import Trouble


def is_file(subject: str) -> bool:
    """Tell whether *subject* names something to read."""
    try:
        return subject == STDIN or Path(subject).is_file()
    except (OSError, ValueError):  # too long for a name: words
        return False


def in_file(name: str) -> tuple[list[Dispatch], bool]:
    """
    Read the dispatches of a JSON file or a wire document; bad parts are reported on stderr.

    Returns:
        The dispatches, and whether all of the file was good.

    Raises:
        Trouble: There is none in it.
    """
    if name != STDIN and _opening(name) == b"<":
        found, faults = _in_document(name)
    else:
        found, faults = [], []
        for each in dispatches_in([name]):
            if isinstance(each, Bad):
                faults.append(each)
            else:
                found.append(each.dispatch)
    for fault in faults:
        report(fault.where, fault.what)
    if not found:
        raise Trouble(f"no dispatch could be read from {name}")
    return found, not faults


def spoken(words: str) -> Dispatch:
    """Make a dispatch of words typed just now, by no agency."""
    if not words.strip():
        raise Trouble("no words: give a file, or words in quotes", code=2)
    return complete(Draft(text=words, published_at=now()))


def now() -> datetime:
    """Return the time; commands are asked by people, who mean now."""
    return datetime.now(UTC)


def _opening(name: str) -> bytes:
    """Return the first byte of a file that is not blank."""
    with Path(name).open("rb") as stream:
        return stream.read(1 << 12).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]


def _in_document(name: str) -> tuple[list[Dispatch], list[Bad]]:
    """Read a wire document; returns its dispatches and what could not be read."""
    from streams.wires.formats import NotADispatch, Origin, parse

    try:
        parsed = parse(Path(name).read_bytes(), Origin())
    except NotADispatch as error:
        raise Trouble(f"{name}: {error}") from error
    faults = [Bad(where=f"{name}: {fault.where}", what=fault.what) for fault in parsed.errors]
    return list(parsed.dispatches), faults
