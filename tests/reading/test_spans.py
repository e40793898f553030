"""
Does every span of a reading cover the words that it claims?

Asked of the suite's seen items, and of texts thrown together from our own words in all
languages: those reach far more rules, side by side and in the wrong order, than letters at
random do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.lexicon import LANGUAGES, terms, words_of
from agents.lexicon.groups import names
from agents.reading import read
from agents.text.matching import GLUED, OPEN
from agents.text.sentences import SENTENCE_KEPT
from schemas.codec import decode, encode
from schemas.dispatch import Dispatch, canonical_text
from schemas.reading import Reading
from schemas.record import Span

from .builders import WEDNESDAY
from .test_suite_items import load

SEPARATORS = (" ",) * 12 + (
    ", ",
    ". ",
    ": ",
    " - ",
    "-",
    "\n\n",
    " (",
    ") ",
    " “",
    "” ",
    "، ",
    "؟ ",
)
THINGS = (
    "Kidal", "Kyiv", "Бахмут", "غزة", "Cabo Delgado", "North Kivu", "the village of Anefis",
    "Mali", "KIDAL, Mali, March 4 (Northwire) -", "40 km south of", "between", "near",
    "12", "1,200", "1.200", "17 000", "٢٠", "15-20", "3 to 90", "٪", "5,5", "twenty-one",
    "Tuesday", "mardi", "4. März", "الثلاثاء", "since January", "2012", "31/02/2026", "next week",
    "Smith", "President Amadou Traore", "he said", "according to residents", "AFP", "it", "not",
    "\u200f", "\u202e", "e\u0301", "ß", "ﷺ", "İ", "\0", "💥", "U.S.", "St.", "d'", "l’",
)  # fmt: skip
NONE: Span = (0, 0)


@cache
def _ours(language: str) -> tuple[str, ...]:
    """Return words of ours as a text may write them; the same ones each time."""
    chosen = random.Random(language)  # noqa: S311 - a sample, no secret
    phrases = [phrase for phrase, _ in terms(words_of(language))]
    groups = [phrase for phrase, _ in names()]
    known = chosen.sample(phrases, 2_000) + chosen.sample(groups, 100)
    small = [word for words in words_of(language)["grammar"].values() for word in words]
    return tuple(phrase.strip(OPEN + GLUED) for phrase in (*known, *small))


@st.composite
def dispatches(draw: st.DrawFn) -> Dispatch:
    """Make a dispatch of words of one language, or of all, with names and numbers between them."""
    language = draw(st.sampled_from(LANGUAGES))
    words = st.one_of(
        st.sampled_from(_ours(language)),
        st.sampled_from(_ours(draw(st.sampled_from(LANGUAGES)))),
        st.sampled_from(THINGS),
    )
    pairs = draw(st.lists(st.tuples(words, st.sampled_from(SEPARATORS)), max_size=60))
    text = "".join(word + separator for word, separator in pairs)
    shape = draw(st.sampled_from((str, str, str.upper, str.title)))
    return Dispatch(
        key="k",
        text=shape(text),
        headline=draw(st.sampled_from((None, "Fighting in Kidal", "12"))),
        language=draw(st.sampled_from((language, None))),
        published_at=WEDNESDAY,
        received_at=WEDNESDAY,
    )


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(dispatches())
def test_whatever_our_words_come_to_is_where_it_says(dispatch: Dispatch) -> None:
    """No order of words breaks a rule, and none makes it point beside what it read."""
    reading = read(dispatch)

    assert list(_misplaced(dispatch, reading)) == []
    assert decode(Reading, encode(reading)) == reading


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(dispatches(), min_size=2, max_size=4))
def test_what_was_read_before_makes_no_difference(several: list[Dispatch]) -> None:
    """What is remembered between dispatches (words, names) only saves time."""
    forth = [encode(read(one)) for one in several]
    back = [encode(read(one)) for one in reversed(several)]

    assert forth == back[::-1]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(dispatches())
def test_who_wants_only_events_gets_the_same_ones(dispatch: Dispatch) -> None:
    """What ``whole`` leaves out is the places of dispatches that tell of nothing."""
    whole, part = read(dispatch), read(dispatch, whole=False)

    assert part == whole or not (whole.mentions or whole.claims or part.place_mentions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_of_the_suite_cover_their_words(language: str) -> None:
    """As for chance, so for the wire."""
    wrong = {}
    for item in load("seen", language)[1]:
        dispatch = Dispatch(
            key=item["id"],
            text=item["text"],
            headline=item.get("headline"),
            language=language,
            published_at=item["published_at"],
            received_at=item["published_at"],
        )
        wrong[item["id"]] = list(_misplaced(dispatch, read(dispatch)))

    assert {name: found for name, found in wrong.items() if found} == {}


def _misplaced(dispatch: Dispatch, reading: Reading) -> Iterator[str]:
    """Name each part of *reading* whose span leaves the text or covers other words than its own."""
    text = canonical_text(dispatch)
    for what, (start, end), words in _told(reading):
        if not 0 <= start < end <= len(text):
            yield f"{what} {start, end}"
        elif words is not None and text[start:end] != words:
            yield f"{what} {text[start:end]!r} for {words!r}"
    for mention in reading.mentions:
        (start, end), (first, last) = mention.sentence_span, mention.trigger_span
        kept = " ".join(text[start:end].split())
        if not start <= first < last <= end:
            yield f"trigger {mention.trigger!r} outside its sentence"
        if len(mention.sentence) > SENTENCE_KEPT or not kept.startswith(mention.sentence[:-1]):
            yield f"sentence {mention.sentence!r} for {kept!r}"
    for claim in reading.claims:
        start, end = claim.span
        if claim.words not in text[start:end]:
            yield f"words {claim.words!r} outside {text[start:end]!r}"
    if len({claim.claim_id for claim in reading.claims}) < len(reading.claims):
        yield "two claims of one id"


def _told(reading: Reading) -> Iterator[tuple[str, Span, str | None]]:
    """List what *reading* says to stand where; the words only where they must be those there."""
    for place in reading.place_mentions:
        yield "place", place.span, place.name
    for mention in reading.mentions:
        yield "trigger", mention.trigger_span, mention.trigger
        yield "sentence", mention.sentence_span, None
        yield from (("realis", span, None) for span in mention.realis_spans)
        yield from (("place", place.span, place.name) for place in mention.places)
        yield from (("actor", actor.span, actor.name) for actor in mention.actors)
        if mention.time.text is not None:
            yield "time", mention.time.span or NONE, mention.time.text
    for claim in reading.claims:
        yield "claim", claim.span, None
        if claim.by is not None:
            yield "speaker", claim.by.span or NONE, None
