"""
What does a desk mean by the note on a dispatch?

AFP puts corrections and kills into a line of free text that begins with a verb
("CORRECTS toll in paragraph 2"). English and French so far. Not here: what
follows from a correction (``agents``).
"""

from __future__ import annotations

import re
import unicodedata

from schemas.dispatch import Signal

# Written before the verb; they only call for attention.
_CALLS = frozenset(
    ["attention", "urgent", "mandatory", "editors", "note", "notes", "to", "a", "les", "redactions"]
)
# Accents folded. The stem decides: CORRECTS, CORRECTION, CORRECTED.
_KILLS = ("kill", "withdraw", "retract", "eliminat", "annul", "supprim", "retire")
_CORRECTIONS = ("correct", "corrig", "rectifi")
_UPDATES = (
    "updat", "add", "recast", "writethru", "writethrough", "refil", "lead",
    "actualis", "ajout", "complet", "mise", "precis", "repren",
)  # fmt: skip


def signal_of_advisory(line: str) -> Signal:
    """
    Tell which signal an advisory *line* is; ``advisory`` when it is none that we know.

    Only the leading verb can kill: "ADDS police kill 12" is an update. A correction
    counts anywhere in capitals, because it weighs more than the update beside it.
    """
    words = re.findall(r"[^\W\d_]+", _folded(line))
    leading = next((word for word in words if word.lower() not in _CALLS), "")
    capitals = [word.lower() for word in words if word.isupper() and len(word) > 3]
    if leading.lower().startswith(_KILLS):
        return "kill"
    if any(word.startswith(_CORRECTIONS) for word in (leading.lower(), *capitals)):
        return "correction"
    if leading.lower().startswith(_UPDATES):
        return "update"
    return "advisory"


def _folded(line: str) -> str:
    """Strip accents: desks write RECTIFIÉ and RECTIFIE."""
    return unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode()
