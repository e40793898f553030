"""
Which of the names of armed groups in a text are meant as such?

"ELN", "Azov", "Fatah" and "Wagner" are also other things. An acronym needs its
capitals; a short name needs a country where the group fights, or a second sign of it
("ELN guerrillas", its full name elsewhere); a name that is a word, a sea or a
composer needs both. In text all in capitals no acronym stands out, so each needs as
much as a short name.

Not here: which names there are (``agents/lexicon/groups.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon.groups import COMMON, Name, predecessor
from agents.text.folding import Text
from agents.text.matching import Hit
from agents.text.sentences import Page

MOST_JOINTS: Final = 2
LONG: Final = 3  # words
SEAMS: Final = (" ", "-", "'", "’", "\n", " «", " “", ' "', " '", " ‘", " „")


def named_in(page: Page) -> list[Hit]:
    """Return the names that are meant, with a ``Name`` each; they do not overlap."""
    hits = [hit for hit in page.marks.of("name") if _is_written_so(page.text, hit)]
    if not hits:
        return []
    near = frozenset(one.place.country for one in page.places if one.place.country)
    plain = [hit for hit in hits if _is_meant(page, hit, near, frozenset())]
    # Another name of the group that is meant for sure is a sign of it.
    known = frozenset(hit.payload.actor_id for hit in plain)
    unsure = len(plain) < len(hits) and known
    meant = [hit for hit in hits if _is_meant(page, hit, near, known)] if unsure else plain
    proper = {hit.payload.actor_id for hit in meant if hit.payload.guard in ("none", "either")}
    succeeded = {predecessor(actor_id) for actor_id in proper} - proper
    kept: list[Hit] = []
    for hit in sorted(meant, key=lambda one: (one.first, -one.last)):
        # "Russian mercenaries" are Wagner's, unless Africa Corps is whom the text names.
        is_other = hit.payload.guard == "home" and hit.payload.actor_id in succeeded
        if not is_other and (not kept or hit.first >= kept[-1].last):
            kept.append(hit)
    return kept


def joined(page: Page, kind: Hit, name: Hit) -> bool:
    """Tell whether *kind* and *name* are one party: "M23 rebels", "rebelles du M23"."""
    before, after = (kind, name) if kind.first < name.first else (name, kind)
    if before.last == after.first:
        return is_seamless(page, before.last, after.first)
    return before is kind and is_of(page, before.last, after.first)


def is_of(page: Page, first: int, last: int) -> bool:
    """Tell whether tokens ``[first, last)`` say "of" or "of the" and no sign parts them."""
    words = page.text.tokens[first:last]
    return (
        0 < len(words) <= MOST_JOINTS and words[0] in page.grammar.possessive
        and all(is_joint(page, word) for word in words)
        and is_seamless(page, first, last)
    )  # fmt: skip


def is_joint(page: Page, word: str) -> bool:
    """Tell whether *word* is an "of" or an article."""
    return word in page.grammar.possessive or word in page.grammar.article


def is_seamless(page: Page, first: int, last: int) -> bool:
    """Tell whether nothing but a space parts token *first* and those to *last* from what is before."""
    text = page.text
    return 0 < first <= last < len(text.tokens) and all(
        text.raw[text.ends[at - 1] : text.starts[at]] in SEAMS for at in range(first, last + 1)
    )


def _is_written_so(text: Text, hit: Hit) -> bool:
    """Tell whether a name is written as one: acronyms in capitals, words with a capital letter."""
    name: Name = hit.payload
    written = text.words(hit.first, hit.last)
    if name.is_acronym:
        return written.isupper() or written == name.written
    if not written[:1].islower() or name.written[:1].islower():
        return True
    # "forces de soutien rapide", "cartel de Sinaloa": a long name may begin small.
    return name.guard not in ("home", "both") and hit.last - hit.first >= LONG


def _is_meant(page: Page, hit: Hit, near: frozenset[str], known: frozenset[str]) -> bool:
    name: Name = hit.payload
    guard = name.guard
    if guard == "none" and not _is_shouting(page.text, hit):
        return True
    is_home = not name.home or bool(name.home & near)
    if guard == "home":
        return is_home
    if guard == "both":
        return is_home and _has_sign(page, hit, known)
    return is_home or _has_sign(page, hit, known)


def _is_shouting(text: Text, hit: Hit) -> bool:
    """Tell whether a short name stands in a sentence all of capitals, where any word looks so."""
    written = text.words(hit.first, hit.last)
    if len(written) > COMMON or not written.isupper():
        return False
    return text.raw[slice(*text.span(*text.sentences[text.sentence_of(hit.first)]))].isupper()


def _has_sign(page: Page, hit: Hit, known: frozenset[str]) -> bool:
    """Tell whether a kind of party stands beside the name, or the group is named otherwise too."""
    if hit.payload.actor_id in known:
        return True
    reach = MOST_JOINTS + 4
    beside = page.marks.within("party", max(hit.first - reach, 0), hit.last + reach)
    return any(
        kind.payload != "civilian" and (kind.last <= hit.first or kind.first >= hit.last)
        and joined(page, kind, hit)
        for kind in beside
    )  # fmt: skip
