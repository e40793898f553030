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


def revealed(word: str) -> str:
    """Return *word*, or what it refers to: for user names, which may be written either way."""
    return secret(word) if word.startswith(("env:", "file:")) else word


def _first_line(path: Path) -> str:
    """Read a file's first line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise Trouble(f"the secret `file:{path}` cannot be read: {reason}") from error
    return lines[0] if lines else ""
