"""
What do the offline commands do with bad input, and how do they end?

A bad line is one JSON line on stderr and the rest goes on; the exit code says
whether everything, a part or nothing could be read. Not here: what a line
holds (``streams/dispatch_files.py``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

import typer

from schemas.codec import encode
from schemas.dispatch import Dispatch
from streams.dispatch_files import Bad, dispatches_in
from streams.trouble import Trouble

PARTIAL = 3


def each_dispatch(files: Iterable[str], handle: Callable[[Dispatch], None]) -> bool:
    """
    Hand every dispatch in *files* to *handle*, in order; bad ones are reported and passed over.

    Returns:
        Whether all of it was good; ``finish`` turns that into the exit code.

    Raises:
        Trouble: Nothing at all could be read.
    """
    good = bad = 0
    for found in dispatches_in(files):
        if isinstance(found, Bad):
            bad += 1
            report(found.where, found.what)
            continue
        try:
            handle(found.dispatch)
        except (OSError, typer.Exit):
            raise  # our output, not their input
        except Exception as error:  # noqa: BLE001  # in life it would be a dead letter
            bad += 1
            report(found.where, f"{type(error).__name__}: {error}")
        else:
            good += 1
    if not good:
        names = ", ".join(files)
        raise Trouble(
            f"nothing readable in {names}: {bad} bad, said above" if bad else f"{names}: empty"
        )
    return not bad


def finish(*, all_good: bool) -> None:
    """End the command: 0, or 3 when some input was bad."""
    if not all_good:
        raise typer.Exit(PARTIAL)


def report(where: str, what: str) -> None:
    """Tell about one bad item, on stderr, as a line that programs can read."""
    # A file name may hold bytes that are no UTF-8; JSON cannot.
    error = {"where": _utf8(where), "what": _utf8(what)}
    print(encode({"error": error}).decode(), file=sys.stderr, flush=True)


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def put(record: Any) -> None:
    """Print *record* as one JSON line, at once: whoever reads us may be waiting for it."""
    sys.stdout.buffer.write(encode(record) + b"\n")
    sys.stdout.buffer.flush()
