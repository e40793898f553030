"""
What do the genre words of a wire make of a text?

``genres.toml`` lists them by register. Not here: the words of the text itself that name
its form (``agents/text/register.py``).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from schemas.reading import Register


@cache
def genres() -> dict[str, Register]:
    """Return the register of each genre word, which stands in small letters and without signs."""
    file = Path(__file__).with_name("genres.toml")
    listed: dict[Any, list[str]] = tomllib.loads(file.read_text("utf-8"))
    return {word: register for register, words in listed.items() for word in words}
