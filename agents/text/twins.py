"""
Which of two languages that look alike is a short line in?

"Dozens die in Sudan fighting" has the n-grams of German, and a line of Portuguese those
of Spanish. Their small words tell them apart, some that news uses every day, endings, and
letters that the other never writes.

Not here: longer texts, which the n-grams tell (``agents/text/language.py``).
"""

from __future__ import annotations

from typing import Final

# Languages whose n-grams are alike in a short line: "Dozens die in Sudan fighting" is no German.
TWINS: Final = {"es": "pt", "pt": "es", "en": "de", "de": "en", "ru": "uk", "uk": "ru"}
# Words that only one of the two uses in news.
SMALL: Final = {
    "es": frozenset({
        "y", "el", "los", "las", "del", "en", "con", "una", "su", "sus", "lo", "al", "fue", "hubo",
        "tras", "según", "la", "mueren", "muertos",
    }),
    "pt": frozenset({
        "e", "os", "as", "do", "da", "das", "em", "com", "uma", "sua", "suas", "seu", "seus", "ao",
        "aos", "não", "foi", "na", "no", "à", "após", "morrem", "mortos",
    }),
    "en": frozenset({
        "the", "of", "and", "to", "for", "on", "at", "by", "with", "from", "after", "near", "as",
        "is", "are", "was", "were", "has", "have", "attack", "attacks", "dead", "killed", "kill",
        "kills", "fighting", "say", "says", "men", "people", "soldiers", "dozens", "rebels",
    }),
    "de": frozenset({
        "der", "das", "und", "von", "mit", "bei", "im", "auf", "nach", "ein", "eine", "ist",
        "sind", "zu", "zum", "zur", "den", "dem", "des", "aus", "für", "über", "wird", "wurde",
        "sterben", "tote", "toten", "am", "vor", "durch", "gegen", "nicht", "sich", "rebellen",
        "hirten", "soldaten", "luftwaffe", "armee", "autobombe", "explodiert",
    }),
    "ru": frozenset({"и", "из", "от", "с", "со", "ко", "что", "как", "при", "или", "после", "погиб"}),
    "uk": frozenset({
        "й", "та", "з", "зі", "із", "від", "що", "як", "або", "після", "вбито", "поранено",
    }),
}  # fmt: skip
ENDINGS: Final = {
    "de": ("iert", "ierte", "ieren", "ung", "ungen", "isch", "ische", "ischen", "eiten"),
    "ru": ("лся", "лась", "лись", "лось", "ение", "ения"),
    "uk": ("вся", "лася", "лися", "лося", "ував", "ували"),
}
"""What words of one end in, and words of the other do not."""
LETTERS: Final = {"de": "äöüß", "ru": "ыэёъ", "uk": "іїєґ"}
"""What only one of the two writes."""


def told_apart(text: str, best: str) -> str:
    """
    Return *best*, or the language that is taken for it where more small words say so.

    Args:
        text: The start of a text, with its diacritics.
        best: The language that its n-grams tell.
    """
    if best not in TWINS:
        return best
    line, other = text.lower(), TWINS[best]
    counts = {name: _signs(line, name) for name in (best, other)}
    return other if counts[other] > counts[best] else best


def _signs(line: str, name: str) -> int:
    """Count what shows that *line*, in small letters, is in the language *name*."""
    words = [word.strip('.,:;!?«»"()') for word in line.split()]
    small = sum(map(SMALL[name].__contains__, words))
    endings = ENDINGS.get(name)
    ends = sum(word.endswith(endings) for word in words) if endings else 0
    return small + ends + sum(line.count(letter) for letter in LETTERS.get(name, ""))
