"""
Which words do messages to people use in each language, round the headline?

One file for each language, all with the same parts; the head of ``en.toml`` explains them. Not
here: how the words are put together (``agents/notifying/texts.py``), and headlines
(``agents/telling/wording``).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent


class Phrases(NamedTuple):
    """The words of one language; the parts are those of the word files."""

    line: dict[str, str]
    mark: dict[str, str]
    notice: dict[str, str]
    because: dict[str, str]
    why: dict[str, str]
    rule: dict[str, str]
    severity: dict[str, str]
    certainty: dict[str, str]
    precision: dict[str, str]
    claim: dict[str, str]
    people: dict[str, str]
    number: dict[str, str]
    status: dict[str, str]
    hedge: dict[str, str]
    change: dict[str, str]
    state: dict[str, str]


@cache
def phrases(language: str) -> Phrases:
    """Return the words of *language*, one of ``agents.telling.wording.LANGUAGES``."""
    told = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return Phrases(**{part: told[part] for part in Phrases._fields})
