"""
How is each fault of Faust mended?

One module for each part of Faust that has faults, one function for each fault; its
docstring says what goes wrong, and where that is told upstream. Calling it replaces
methods of Faust for the whole process. Not here: which of them are applied, and to
which versions (``streams/faust_fixes.py``), and when each can go
(docs/decisions/0011).
"""

from __future__ import annotations


def replace(owner: type, name: str, function: object) -> None:
    """Put *function* in the place of a method; mypy rightly refuses the plain assignment."""
    setattr(owner, name, function)
