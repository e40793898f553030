"""
Which phrases does one line of a word file stand for?

``atac{ó,aron}`` stands for each of its forms; ``вооруженн{adj}`` takes the endings
that the file names ``adj``; Arabic words also stand with the letters that are
written onto them. A ``*`` at either end is left to ``agents/text/matching.py``.

Not here: what a phrase means (``agents/lexicon/__init__.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

BRACES: Final = re.compile(r"\{([^{}]*)\}")
MOST: Final = 400  # forms of one line: more is a slip of the pen, and memory


class Phrases:
    """
    How the lines of one word file are unfolded.

    Attributes:
        endings: Name -> the forms that it stands for inside braces.
        onto: What may be written onto the first word of a phrase ("و", "ال").
    """

    def __init__(self, endings: Mapping[str, str], onto: Iterable[str]) -> None:
        """Take the ``[endings]`` table, its values parted by commas, and the ``onto`` list."""
        self.endings = {name: _forms(listed) for name, listed in endings.items()}
        self.onto = ("", *onto)

    def forms(self, line: str) -> list[str]:
        """
        Return every phrase that *line* stands for, each once.

        Raises:
            ValueError: The line stands for more than ``MOST``, or a brace is left open.
        """
        if "{" not in line and "}" not in line:  # as in most
            return [" ".join(line.split())]
        parts = BRACES.split(line)
        if any("{" in part or "}" in part for part in parts):
            raise ValueError(f"phrase {line!r} leaves a brace open")
        choices = [
            self.endings.get(part) or _forms(part) if number % 2 else [part]
            for number, part in enumerate(parts)
        ]
        found = list(dict.fromkeys(" ".join("".join(one).split()) for one in product(*choices)))
        if len(found) > MOST:
            raise ValueError(f"phrase {line!r} stands for {len(found)} forms, more than {MOST}")
        return found

    def written_onto(self, phrase: str) -> list[str]:
        """Return *phrase* alone and with each of ``onto``; one open before takes none."""
        if phrase.startswith("*"):
            return [phrase]
        return [before + phrase for before in self.onto]


def _forms(listed: str) -> list[str]:
    # A blank behind a form parts it from what follows: "{heavy ,}fighting".
    return [form.lstrip() for form in listed.split(",")]
