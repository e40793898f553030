"""
In which words is it told that another subscription is not reached?

From the fields of a ``Notice``, in the language of whoever reads it. What a server answered
stays as it was said. Not here: words about alerts (``texts.py``), and when it is told
(``streams/delivery``).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from schemas.notice import Notice
from schemas.watch import TextLanguage

WORDS: Final = Path(__file__).with_name("notices.toml")

# A command or an English answer within an Arabic line keeps its own direction (Unicode TR9:
# first-strong isolate).
_ISOLATED: Final = "\u2068{}\u2069"


def notice_words(notice: Notice, language: TextLanguage, zone: str) -> tuple[str, str]:
    """
    Say that a subscription is not reached.

    Args:
        notice: Which, since when, and what came of it.
        language: Of the reader.
        zone: IANA name; times are told in it.

    Returns:
        One line, and lines of text.
    """
    words = _words()[language]
    placed = _ISOLATED if language == "ar" else "{}"
    name = words["name"].format(placed.format(notice.title or notice.subscription_id))
    since = f"{notice.since.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
    command = placed.format(f"tocsin subscriptions enable {notice.subscription_id}")
    lines = [
        words["since"].format(placed.format(since)),
        words["channel"].format(placed.format(notice.channel)),
        words["attempts"].format(notice.attempts),
        words["waiting"].format(notice.waiting),
    ]
    if notice.detail:
        lines.append(words["answer"].format(placed.format(notice.detail)))
    lines.append(words["enable"].format(command) if notice.disabled else words["goes_on"])
    return words["stopped" if notice.disabled else "subject"].format(name), "\n".join(lines)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(WORDS.read_text("utf-8"))
