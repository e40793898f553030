"""
Which words do messages use in each language?

One file for each language, all with the same parts; the head of ``en.toml`` explains
them. Not here: how the words are put together (``agents/telling/headlines.py``), and
what parties are called (``agents/who/party_names.py``).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from agents.gazetteer.tables import rows_of
from agents.text.folding import fold_words
from schemas.record import PlaceId
from schemas.watch import TextLanguage

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final[tuple[TextLanguage, ...]] = get_args(TextLanguage)

FEW: Final = range(3, 11)
MANY: Final = range(11, 100)
# Four figures need no mark in any of the languages, and the mark differs in each.
GROUPED: Final = 10_000
NARROW_SPACE: Final = "\u202f"
"""Between groups of three figures, the one mark that no language reads as a decimal point."""


class Wording(NamedTuple):
    """
    The words of one language.

    Attributes:
        language: ISO 639-1.
        line, kinds, families, sub_events, where, killed, says, status, certainty: As in the
            word files.
        countries: Pattern by country code; that of all others under "".
        places: Name by gazetteer id or ISO 3166-2 code.
        shape: Patterns and what they become.
    """

    language: str
    line: dict[str, str]
    kinds: dict[str, str]
    families: dict[str, str]
    sub_events: dict[str, str]
    where: dict[str, str]
    countries: dict[str, str]
    places: dict[str, str]
    killed: dict[str, str]
    says: dict[str, str]
    status: dict[str, str]
    certainty: dict[str, str]
    shape: tuple[tuple[re.Pattern[str], str], ...]

    def counted(self, count: int) -> str:
        """Write so many killed: "1 mort", "17 morts", "قتيلان"."""
        forms, rest = self.killed, count % 100
        if count == 0:
            return forms["none"]
        wanted = {1: "one", 2: "two"}.get(count)
        if wanted is None:
            wanted = "few" if rest in FEW else "many" if rest in MANY else "other"
        return forms.get(wanted, forms["other"]).format(figure(count))

    def place(self, place_id: PlaceId | None) -> str | None:
        """Return what a place is called, ``None`` where nothing else than usual."""
        return self.places.get(str(place_id))

    def shaped(self, line: str) -> str:
        """Elide and contract what met when *line* was put together."""
        for pattern, instead in self.shape:
            line = pattern.sub(instead, line)
        return line


def figure(count: int) -> str:
    """Write a number so that it is read alike in every language."""
    return f"{count:,}".replace(",", NARROW_SPACE) if count >= GROUPED else str(count)


@cache
def wording(language: str) -> Wording:
    """Return the words of *language*, one of ``LANGUAGES``."""
    told = _file(language)
    return Wording(
        language=language,
        **{part: told[part] for part in (
            "line", "kinds", "families", "sub_events", "where", "killed", "says", "status",
            "certainty",
        )},
        countries={
            code: pattern
            for pattern, codes in told["countries"].items()
            for code in codes.split() or [""]
        },
        places=_spelt(language) | told["places"],
        shape=tuple((re.compile(one), instead) for one, instead in told["shape"]["rules"]),
    )  # fmt: skip


@cache
def _spelt(language: str) -> dict[str, str]:
    """Return the spellings of our own places that tell their language by their letters."""
    if language != "ar":
        return {}
    found: dict[str, str] = {}
    for _, place_id, *_, spellings, _ in rows_of("supplement.tsv"):
        for name in spellings.split(";"):
            if place_id and name and is_arabic(name):
                found.setdefault(place_id, name)
    return found


def is_arabic(name: str) -> bool:
    """Tell whether *name* has letters of the Arabic script."""
    return any("\u0600" <= one <= "\u06ff" for one in name)


def role_in(language: str, written: str) -> str | None:
    """
    Say in *language* what a speaker is who was described as *written*, in any language.

    The longest description that *written* holds decides: "former United Nations worker" is
    the UN before it is anybody else. ``None`` when it is none that we know.
    """
    words = tuple(fold_words(written))
    for size in range(len(words), 0, -1):
        for first in range(len(words) - size + 1):
            kind = _roles().get(words[first : first + size])
            if kind is not None:
                told: str = _file(language)["roles"][kind][0]
                return told
    return None


@cache
def _roles() -> dict[tuple[str, ...], str]:
    """Index the kinds of speaker by every description of any language."""
    return {
        tuple(fold_words(form)): kind
        for language in reversed(LANGUAGES)  # a word of two languages is the earlier one's
        for kind, forms in _file(language)["roles"].items()
        for form in forms
    }


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
