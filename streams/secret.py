"""
What is the secret that is kept there?

Configuration names a variable or a file; the secret itself is in neither
configuration nor records nor logs, and no message of ours repeats it.
"""

from __future__ import annotations

import os
from pathlib import Path

from .trouble import Trouble


def secret(reference: str) -> str:
    """
    Read the secret that *reference* names.

    Args:
        reference: ``env:NAME``, or ``file:PATH`` relative to the working folder, whose first
            line counts: an editor's newline at the end is no part of a password.

    Raises:
        Trouble: It is not there, or empty, or no one line of text.
    """
    kind, _, place = reference.partition(":")
    found = os.environ.get(place, "") if kind == "env" else _first_line(Path(place))
    if not found:
        where = f"the variable {place} is not set" if kind == "env" else f"{place} is empty"
        raise Trouble(f"the secret `{reference}` is not there: {where}")
    if not found.isprintable():
        raise Trouble(f"the secret `{reference}` holds a line break or a control character")
    return found


class KeptSecrets:
    """Secrets that are asked for all the time: a file is read anew when it has changed."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[object, str]] = {}

    def read(self, reference: str) -> str:
        """Return what *reference* names now; raises as ``secret`` does."""
        if not reference.startswith("file:"):
            return secret(reference)
        # Before the reading: what is written in between is seen the next time.
        seen = _state_of(Path(reference.removeprefix("file:")))
        kept = self._read.get(reference)
        if kept is None or kept[0] != seen:
            kept = self._read[reference] = (seen, secret(reference))
        return kept[1]


def revealed(word: str) -> str:
    """Return *word*, or what it refers to: for user names, which may be written either way."""
    return secret(word) if word.startswith(("env:", "file:")) else word


def _state_of(path: Path) -> tuple[int, ...] | None:
    """Return what changes when a file is written or replaced; ``None`` when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _first_line(path: Path) -> str:
    """Read a file's first line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise Trouble(f"the secret `file:{path}` cannot be read: {reason}") from error
    return lines[0] if lines else ""
