"""
Which agency's text is this, when it is not the provider's?

Newspapers and broadcasters carry agency texts and say so: in the dateline
("DAKAR, July 28 (Reuters) -"), in a last line ("Avec AFP"), or in a field for
it. Two papers with one agency's text are one report, so the credit counts.
Attribution within a sentence ("officials told Reuters") is no credit. Not here:
texts that are alike without a credit (``agents``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .written_dates import month_of

# Family -> names that stand alone where a credit stands. Names of up to three letters
# are also words (MAP, TT), so those count only as written here.
AGENCIES: dict[str, tuple[str, ...]] = {
    "aa": ("Anadolu", "Anadolu Agency", "Anadolu Ajansı", "الأناضول", "AA"),
    "aap": ("AAP", "Australian Associated Press"),
    "afp": ("AFP", "afp", "AFP.com", "Agence France-Presse", "Agence France Presse",
            "France Presse", "France-Presse", "أ ف ب", "ا ف ب", "أ.ف.ب", "فرانس برس"),
    "ani": ("ANI",),
    "anp": ("ANP", "anp"),
    "ansa": ("ANSA",),
    "ap": ("AP", "Associated Press", "The Associated Press", "أ ب", "أسوشيتد برس"),
    "apa": ("APA", "apa", "Austria Presse Agentur"),
    "aps": ("APS", "Algérie Presse Service", "وأج"),
    "belga": ("Belga",),
    "bta": ("BTA",),
    "cp": ("CP", "The Canadian Press", "Canadian Press", "La Presse Canadienne"),
    "ctk": ("ČTK", "CTK"),
    "dpa": ("dpa", "DPA", "Deutsche Presse-Agentur"),
    "efe": ("EFE", "Agencia EFE"),
    "epd": ("epd",),
    "europapress": ("Europa Press", "EuropaPress"),
    "fana": ("Fana Broadcasting",),
    "interfax": ("Interfax", "Интерфакс"),
    "irna": ("IRNA",),
    "kyodo": ("Kyodo", "Kyodo News"),
    "lusa": ("Lusa", "Agência Lusa"),
    "map": ("MAP",),
    "mena": ("MENA", "أ ش أ"),
    "nan": ("NAN",),
    "ntb": ("NTB",),
    "pa": ("PA", "PA Media", "Press Association"),
    "pap": ("PAP",),
    "pti": ("PTI",),
    "reuters": ("Reuters", "Thomson Reuters", "رويترز", "Рейтер"),
    "ria": ("RIA Novosti", "РИА Новости"),
    "ritzau": ("Ritzau",),
    "saba": ("Saba", "سبأ"),
    "sana": ("SANA", "سانا"),
    "sda": ("SDA", "sda", "Keystone-SDA", "ATS", "Keystone-ATS", "Keystone-ATS-SDA"),
    "spa": ("SPA", "واس"),
    "suna": ("SUNA", "سونا"),
    "tanjug": ("Tanjug",),
    "tass": ("TASS", "ТАСС"),
    "tt": ("TT",),
    "ukrinform": ("Ukrinform", "Укрінформ"),
    "unian": ("UNIAN", "УНІАН"),
    "upi": ("UPI",),
    "wafa": ("WAFA", "وفا"),
    "xinhua": ("Xinhua", "新华社", "شينخوا"),
    "yonhap": ("Yonhap",),
}  # fmt: skip
AMBIGUOUS = 3
"""Names of up to so many letters are matched as written."""

LONGEST_DATELINE = 6
"""Words of a town and a day: "Port Halden, 28 de julio 2024"."""

_FAMILIES = {
    (name if len(name) <= AMBIGUOUS else name.casefold()): family
    for family, names in AGENCIES.items()
    for name in names
}
# A dateline is at most a few towns and a date; longer, and the bracket is in a sentence.
_DATELINE = re.compile(
    r"[^()\n]{0,80}\((?P<round>[^()\n]{2,60})\)\s*(?:[-–—:.]|$)|[^/\n]{0,80}/(?P<slashed>[^/\n]{2,40})/\s*[-–—.]",
)
_BARE_DATELINE = re.compile(r"(?P<before>[^()\n]{0,80})\((?P<round>[^()\n]{2,60})\)\s")
# Between the words of a town's name or of a date.
_SMALL_WORDS = frozenset(["de", "del", "la", "le", "el", "du", "da", "do", "am", "den"])
# "Agence Halcyon (AFP) said": a speaker, and no town.
_SPEAKERS = frozenset(["agency", "agence", "agencia", "agência", "agentur", "وكالة", "agenzia"])
_LONGEST_LINE = 80
_WITH = re.compile(
    r"^(?:(?:\S+\s+){0,3})?(?:with|avec|mit|con|com|from|source|sources|quelle|quellen|fuente|fonte"
    r"|المصدر|مع|via)\b(?:\s+(?:material|information|información|agencies))?(?:\s+(?:von|de|of|from))?"
    r"\s*:?\s+(?P<names>.+)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[/,;&+|]|\b(?:and|et|und|y|e)\b|\sو)\s*", re.IGNORECASE)
_AROUND = " \t()[]{}«»\"'.-–—*©:"
_COPYRIGHT = re.compile(r"^\W*(?:copyright|\(c\)|©)?\W*(?:\d{4})?\s*", re.IGNORECASE)


def origin_of(text: str, names: Iterable[str] = (), *, own: Iterable[str]) -> str | None:
    """
    Return the family of the agency that an item owes its text to.

    Args:
        text: Of the item.
        names: What fields of the item give as its source; anybody, not only agencies.
        own: Provider and family: their own credit says nothing new.
    """
    ours = {word for name in own for word in (name.casefold(), agency_of([name]))}
    credits_ = (*(agency_of([name]) or _of_line(name) for name in names), credited(text))
    return next((agency for agency in credits_ if agency and agency not in ours), None)


def agency_of(names: Iterable[str]) -> str | None:
    """Return the family of the first of *names* that is a news agency's."""
    for name in names:
        bare = name.strip(_AROUND)
        if family := _FAMILIES.get(bare if len(bare) <= AMBIGUOUS else bare.casefold()):
            return family
    return None


def credited(text: str) -> str | None:
    """
    Return the family of the agency that *text* credits, ``None`` when it credits none.

    The dateline counts before the last line; of several agencies the first is taken.
    """
    first, _, rest = text.partition("\n\n")
    if found := _DATELINE.match(first):
        written = found["round"] or found["slashed"]
        if agency := agency_of(_BETWEEN.split(written)):
            return agency
    # Without a dash only towns, days and months may stand before the bracket.
    if (found := _BARE_DATELINE.match(first)) and _is_place_and_day(found["before"]):
        names = [agency_of([name]) for name in _BETWEEN.split(found["round"])]
        if all(names):
            return names[0]
    last = rest.rpartition("\n\n")[2]
    # "He walked with Reuters." is a sentence, "Le Monde avec AFP" a credit.
    is_credit = 0 < len(last) <= _LONGEST_LINE and not last.endswith((".", "!", "?"))
    return _of_line(last) if is_credit else None


def _is_place_and_day(before: str) -> bool:
    """Tell whether every word is a name, a number or a month: no sentence begins so."""
    words = before.replace("/", " ").split()
    if not _SPEAKERS.isdisjoint(word.casefold() for word in words) or agency_of([before]):
        return False
    return len(words) <= LONGEST_DATELINE and all(
        not word[:1].islower() or word in _SMALL_WORDS or month_of(word.strip(".,"))
        for word in words
    )


def _of_line(line: str) -> str | None:
    """Return the agency of a last line that holds nothing but a credit."""
    bare = line.strip(_AROUND)
    found = _WITH.match(bare)
    names = found["names"] if found else _COPYRIGHT.sub("", bare)
    # Every name must be an agency's, or a sentence that ends in "AP" would be a credit.
    pieces = [piece for piece in _BETWEEN.split(names) if piece.strip(_AROUND)]
    agencies = [agency_of([piece]) for piece in pieces]
    return agencies[0] if agencies and all(agencies) else None
