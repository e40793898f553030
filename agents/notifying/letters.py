"""
How is text of others set between ours?

Without control characters, on one line, and so that letters which run the other way turn nothing
round them. Not here: what a channel cannot carry (``streams/delivery/channels/cleaning.py``).
"""

from __future__ import annotations

import unicodedata
from typing import Final

from agents.telling.place_words import ISOLATE

RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
# They show letters in another order than they stand in. Isolates do not, and our own lines of
# Arabic use them.
TURNING: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\ufeff")


def plain(text: str) -> str:
    """Return *text* as one line without control characters."""
    kept = (
        " " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one
        for one in text
        if one not in TURNING
    )
    return " ".join("".join(kept).split(" ")).strip()


def apart(text: str, language: str) -> str:
    """Set *text* apart where it runs the other way than *language* does (UAX 9)."""
    is_turned = any(unicodedata.bidirectional(one) in RIGHT_TO_LEFT for one in text)
    return ISOLATE.format(text) if text and is_turned != (language == "ar") else text
