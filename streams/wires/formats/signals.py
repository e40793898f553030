"""
What does a desk call an item: an alert, a correction, a kill?

Some say it with a code (``sig:correction``), some with a line of free text that
begins with a verb ("CORRECTS toll in paragraph 2", "AÑADE reacción"), some only
with an urgency. Not here: what follows from a correction (``agents``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from schemas.dispatch import PubStatus, Signal

ALERT_URGENCY = 2
"""IPTC urgency, or AFP's envelope priority, from which on an item is an alert."""

# The last part of a code, whatever vocabulary it is from. A repeat ("sig:repeat") is a
# resend and no signal; what is not here (planned, atomic) says nothing about the words.
CODES: dict[str, Signal] = {
    "flash": "flash", "newsflash": "flash", "alert": "alert", "newsalert": "alert",
    "bulletin": "alert", "urgent": "urgent", "lead": "lead", "update": "update",
    "writethru": "update", "correction": "correction", "corrective": "correction",
    "advisory": "advisory", "kill": "kill", "cancel": "kill", "retraction": "kill",
    "withdrawal": "kill",
}  # fmt: skip

# Desks that have no field for it put the word before the slug, three times to be seen.
_KILLED = re.compile(r"\W*KILL(?:\W+KILL)+\b")
_HELD = re.compile(r"\W*HOLD(?:\W+HOLD)+\b")

# Written before the verb; they only call for attention.
_CALLS = frozenset(
    [
        "attention", "urgent", "mandatory", "editors", "note", "notes", "to", "a", "les", "redactions",
        "atencion", "nota", "urgente", "redactores", "atencao", "editores", "aos", "los",
        "achtung", "hinweis", "an", "die", "redaktionen", "eilt", "انتباه", "تنبيه", "عاجل",
    ]
)  # fmt: skip
# Accents folded, by the languages of AFP's wires: English, French, Spanish, Portuguese, German,
# Arabic. The stem decides: CORRECTS, CORRECTION, CORRECTED.
_KILLS = (
    "kill", "withdraw", "retract", "eliminat", "annul", "supprim", "retire", "anul", "elimin",
    "cancel", "stornier", "zuruckgezog", "zuruckzieh", "الغاء", "يلغي", "تلغي", "سحب",
)  # fmt: skip
_CORRECTIONS = (
    "correct", "corrig", "rectif", "correc", "correg", "retific", "korrigier", "korrektur",
    "berichtig", "richtigstell", "تصحيح", "يصحح", "تصحح", "تصويب",
)  # fmt: skip
_UPDATES = (
    "updat", "add", "recast", "writethru", "writethrough", "refil", "lead",
    "actualis", "ajout", "complet", "mise", "precis", "repren", "remplac", "replac", "substitut",
    "actualiz", "anad", "ampli", "sustitu", "reemplaz", "atualiz", "acrescent", "substitui",
    "aktualisier", "erganz", "neufassung", "ersetz", "تحديث", "يحدث", "تحدث", "اضافة", "يضيف",
    "تضيف",
)  # fmt: skip


def signal_of(
    *,
    pubstatus: PubStatus,
    codes: Iterable[str] = (),
    notes: Iterable[str] = (),
    roles: Iterable[str] = (),
    slug: str = "",
    urgency: int | None = None,
) -> Signal | None:
    """
    Tell what the desk calls an item, from all that it says.

    Args:
        pubstatus: Canceled is a kill.
        codes: Signals as sent ("sig:update"); the weightiest known one counts.
        notes: To editors. Most hold telephone numbers, so only a leading verb counts.
        roles: What the notes are for ("…role:correction"); counts where no code does.
        slug: Headline or slug, for the word KILL shouted before it.
        urgency: From ``ALERT_URGENCY`` on an alert, unless something above says more.
    """
    if pubstatus == "canceled" or _KILLED.match(slug):
        return "kill"
    said = _meant(codes) or _meant(roles)
    if not said:
        said = [meant for note in notes if (meant := signal_of_advisory(note)) != "advisory"]
    for signal in ("kill", "correction"):
        if signal in said:
            return signal
    if said:
        return said[0]
    return "alert" if urgency is not None and urgency <= ALERT_URGENCY else None


def is_held(slug: str) -> bool:
    """Tell whether *slug* asks to hold the item: HOLD, shouted as KILL is."""
    return _HELD.match(slug) is not None


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


def _meant(codes: Iterable[str]) -> list[Signal]:
    """Return the signals among *codes*, whatever vocabulary they are from."""
    words = (re.split(r"[:/]", code)[-1].strip().casefold() for code in codes)
    return [CODES[word] for word in words if word in CODES]


def _folded(line: str) -> str:
    """Strip accents: desks write RECTIFIÉ and RECTIFIE, إلغاء and الغاء."""
    parts = unicodedata.normalize("NFKD", line)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
