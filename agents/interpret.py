"""
What does one dispatch say happened?

Asks the questions in their order: language, dateline, places, times, parties,
events, claims, register. The same dispatch gives the same reading, and any text
gives one.

Not here: what becomes of it (``agents/reading.py``), and the questions
themselves, which are a module each.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from functools import partial
from typing import Final, Literal

from msgspec.structs import replace

from schemas.claim import AsOf
from schemas.dispatch import Dispatch, canonical_text
from schemas.event import Mention
from schemas.reading import Dateline, Provenance, Reading, Source
from schemas.record import identity

from .gazetteer.names import gazetteer
from .lexicon import LANGUAGES, lexicon
from .lexicon.grammar import EMPTY
from .lexicon.marks import Marks
from .linking.incidents import VIOLENT
from .said.claims import claims_in
from .said.speech import attributions_in
from .telling.gates import is_unorganised
from .text.datelines import dateline_of
from .text.folding import Text, fold
from .text.language import language_of
from .text.noted import noted_in
from .text.register import register_of
from .text.sentences import Page
from .what import weights
from .what.hints import may_tell
from .what.judged import judge, may_speak
from .what.weighing import WEIGHED, Weigher, weigh
from .when.times import times_in
from .where.places import places_in
from .where.scenes import home_countries
from .who.actors import ARMED, actors_in

RULESET: Final = "1"
"""Goes into every reading id: what another ruleset reads is another reading."""

LONGEST: Final = 100_000  # characters read; nobody writes news that long
MOST_PLACES: Final = 500  # place mentions kept, or a list of towns would make 5 MB of a reading
FRESH: Final = timedelta(days=7)  # older on arrival is late: a label, never a drop
SHARED: Final = tuple(name for name in Source.__struct_fields__ if name != "language")
LOCATING: Final = frozenset({"main", "near", "between", "border", "toward"})
NOTE: Final = re.compile(r"(?:[^\n]*\n\n)?(?P<note>\([^\n]{1,400}\))(?=\n\n)")
# Behind the dateline, as in: BAMAKO, 9 sept (Wire) - (Corrects the place: Koro, not Djibo)
NOTE_INSIDE: Final = re.compile(
    r"(?:[^\n]*\n\n)?[^\n()]{0,80}(?:\([^\n()]{1,30}\)[^\n()]{0,20})?[-\u2013\u2014]\s*"
    r"(?P<note>\([^\n()]{1,400}\))"
)


def prepare() -> None:
    """Load words and places (about a second), which the first dispatch would wait for."""
    # The gazetteer first: what its making needs for a moment is then not on top of the words.
    gazetteer()
    for language in LANGUAGES:
        lexicon(language)
        weights.fighting(language)
        weights.sub_events(language)
    language_of("Prepared before the first dispatch comes.")


def read(dispatch: Dispatch, *, whole: bool = True, weigher: Weigher = weigh) -> Reading:
    """
    Read *dispatch*: any text gives a reading, and the same text gives the same one.

    A language that is not read in full gives its places, names and numbers, and no events.

    Args:
        dispatch: What to read.
        whole: ``False`` leaves out the places of a dispatch that holds no word of an
            event; most news is such, and who only wants events is done sooner.
        weigher: What the evidence of a head comes to; fitting puts its own in its place.
    """
    full = canonical_text(dispatch)
    raw = _without_note(full[:LONGEST], dispatch)
    language = language_of(raw, declared=dispatch.language)
    text = fold(raw)
    line, tokens, _ = dateline_of(text, raw, language, dispatch.published_at)
    words = lexicon(language)
    page = Page(
        _below(text, tokens),
        language,
        words.mark(text) if words else Marks([]),
        words.grammar if words else EMPTY,
    )
    reading = Reading(
        reading_id=identity(dispatch.key, dispatch.revision, RULESET),
        dispatch=_source(dispatch, language),
        dateline=line,
        register=register_of(dispatch, page if words else None),
        late=dispatch.received_at - dispatch.published_at > FRESH,
        cut=len(full) > LONGEST,
        provenance=Provenance(ruleset=RULESET),
    )
    is_telling = words is not None and (may_tell(page) or may_speak(page, weigher))
    if not is_telling and not whole:
        return reading
    page.places = places_in(text, language, dateline=tokens)
    kept = page.places[:MOST_PLACES]
    reading = replace(reading, place_mentions=tuple(one.place for one in kept))
    if words is None:
        return replace(reading, noted=noted_in(page))
    return _with_events(reading, dispatch, page, weigher) if is_telling else reading


def _with_events(unread: Reading, dispatch: Dispatch, page: Page, weigher: Weigher) -> Reading:
    """Find times, parties, events and claims, and whether it is fighting."""
    line, published = unread.dateline, dispatch.published_at
    today, basis = _today(line, published.date())
    page.times = times_in(page.text, page.language, anchor=today, published=published, basis=basis)
    said = attributions_in(page)
    judged = judge(
        page, actors_in(page), said, unread, partial(_is_fighting, dispatch=dispatch), weigher
    )
    mentions, numbers, parties, recent = judged
    version = dispatch.key, dispatch.revision
    claims = claims_in(page, parties, said, dispatch=version, as_of=today)
    return replace(
        unread,
        mentions=tuple(mentions),
        claims=tuple(
            replace(
                claim,
                mention_idx=_nearest(
                    mentions, numbers, number, is_old=claim.as_of != AsOf(date=today)
                ),
            )
            for claim, number in claims
        ),
        fighting=bool(recent),
        countries=tuple(sorted({home for one in recent for home in home_countries(one)})),
    )


def _today(line: Dateline | None, published: date) -> tuple[date, Literal["dateline", "published"]]:
    """Return the day that weekdays count from, and whose day it is."""
    if line is not None and line.date is not None:
        return line.date, "dateline"
    return published, "published"


def _below(text: Text, dateline: range) -> Text:
    """Begin the first sentence of the body after the dateline, which tells nothing."""
    if not dateline:
        return text
    sentences = [
        (max(first, dateline.stop) if first <= dateline.start < last else first, last)
        for first, last in text.sentences
    ]
    return dataclasses.replace(text, sentences=[s for s in sentences if s[0] < s[1]])


def _without_note(raw: str, dispatch: Dispatch) -> str:
    """
    Blank the desk's note at the head of a correction: "(Corrects toll to nine from 11)".

    It says what was wrong before, which nobody reports any more. Behind the dateline a
    bracket is a note only where the item is a correction. Spans stay as they are.
    """
    note = NOTE.match(raw)
    if note is None and (dispatch.signal == "correction" or dispatch.corrects is not None):
        note = NOTE_INSIDE.match(raw)
    if note is None:
        return raw
    return raw[: note.start("note")] + " " * len(note["note"]) + raw[note.end("note") :]


def _source(dispatch: Dispatch, language: str) -> Source:
    return Source(language=language, **{name: getattr(dispatch, name) for name in SHARED})


def _is_fighting(mention: Mention, dispatch: Dispatch) -> bool:
    """Tell whether gates 1 to 4 hold: actual, a fight, specific, recent."""
    if mention.realis != "actual" or mention.background or mention.family not in VIOLENT:
        return False
    if mention.scope != "single" or not _is_specific(mention):
        return False
    if is_unorganised(mention):
        return False
    day = mention.time.end or mention.time.start
    is_open = mention.time.relation == "since"
    return day is None or is_open or dispatch.published_at.date() - day <= FRESH


def _is_specific(mention: Mention) -> bool:
    """Tell whether a place is named where it was, or who fought: "bombings" in a prayer are neither."""
    if WEIGHED in mention.rules:
        return True
    is_placed = any(place.role in LOCATING for place in mention.places)
    return is_placed or any(actor.type in ARMED for actor in mention.actors)


def _nearest(
    mentions: list[Mention], numbers: list[int], sentence: int, *, is_old: bool
) -> int | None:
    """
    Return the event that a toll in *sentence* belongs to: of its sentence, else actual and near.

    An old toll whose sentence names no event belongs to none: what is told around it is newer.
    """
    if is_old and sentence not in numbers:
        return None
    return min(
        range(len(mentions)),
        key=lambda i: (
            numbers[i] != sentence,
            mentions[i].realis != "actual",
            mentions[i].family not in VIOLENT,
            abs(numbers[i] - sentence),
            numbers[i] > sentence,
        ),
        default=None,
    )
