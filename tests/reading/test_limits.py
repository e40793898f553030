"""Texts that are built to be slow, or to break something, are read like any other."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from agents.interpret import LONGEST
from agents.reading import prepare, read
from agents.versions import fingerprint
from schemas.codec import BadRecord, decode, encode
from schemas.dispatch import STACKED, Dispatch, Draft, canonical_text
from schemas.reading import Reading
from schemas.topics import LARGEST_RECORD

from .builders import WEDNESDAY, said

OPENING = "Fighting broke out in Kidal on Monday, killing 5 people. "
STEPS = (20_000, 100_000)
RATIO = 10.0  # of the time for STEPS; linear work takes 5 to 6, quadratic 25
NOISE_SECONDS = 0.05  # what another process on this machine may cost at any time
LANGUAGES = ("en", "fr", "es", "ar", "de", "pt", "ru", "uk", "pl")

FLOODS = {
    "events": "fighting in Kidal ",
    "clauses": "fighting in Kidal, ",
    "tolls": "5 soldiers were killed and ",
    "speakers": "the army said ",
    "times": "two days ago ",
    "dated tolls": "killed in January 2012 and wounded ",
    "sentences": "Residents said 5 were killed. ",
    "short sentences": "He said. ",
    "parties": "The army killed 3. ",
    "datelines": "KIDAL, Mali, July 28 (Northwire) - Fighting broke out.\n\n",
    "quotes": "“killed” said ",
    "conditions": "if the army attacks ",
    "offsets": "40 km south of ",
    "pairs": "between Kidal and ",
    "numbers": "hundred and twenty-",
    "marks": "\u0301\u0316",
    "Arabic tolls": "مقتل 12 جنديا ",
    "shots": "застрелили ",
    "Russian tolls": "В Кидале погибли 5 солдат. ",
    "German tolls": "Bei Kämpfen in Kidal wurden am Montag 5 Soldaten getötet. ",
    "one word": "a",
}
STRANGE = {
    "nothing": "",
    "white space": " \t\n\u00a0\u2003 ",
    "line feeds": "\n" * 5_000,
    "NUL": "\0killed\0 12\0 in Kidal\0",
    "right to left": "\u202eKidal\u202c \u200fقتل\u200f 12 \u2067killed\u2069",
    "emoji": "💥👨\u200d👩\u200d👧 killed 12 🇲🇱 in Kidal 💥",
    "scripts": "killed в Кидале قتل 12 戦闘 ١٢ १२ in Kidal",
    "capitals": "KIDAL, MALI (NORTHWIRE) - ARMY AND REBELS CLASHED, 12 KILLED",
    "a dateline": "KIDAL, Mali, March 4 (Northwire) - ",
    "only marks": "\u0301" * 5_000,
    "nothing but stops": ". ! ? … ؟ 。" * 500,
    "brackets": "(" * 2_000 + "killed" + ")" * 2_000,
    "nested quotes": "“he said ‘" * 500 + "12 killed" + "’”" * 500,
    "digits": "1" * 5_000 + " killed",
    "exponents": "1e999 killed, -5 dead, ½ wounded, ² hurt, Ⅻ killed, 五 killed",
    "years": "killed on 31 February 0000, 99/99/9999, 0-0-0 and in 10000",
}


@pytest.fixture(autouse=True, scope="module")
def _no_collection() -> Iterator[None]:
    """Keep the collector from going through words and places in the middle of a measurement."""
    prepare()
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("unit", FLOODS.values(), ids=FLOODS.keys())
def test_repetition_costs_no_more_than_length(unit: str) -> None:
    """A sentence of thousands of events, places, tolls or speakers is no attack."""
    short, long = (_seconds(OPENING + unit * (length // len(unit))) for length in STEPS)

    assert long < short * RATIO + NOISE_SECONDS


@pytest.mark.parametrize("unit", FLOODS.values(), ids=FLOODS.keys())
def test_no_reading_is_too_large_to_send(unit: str) -> None:
    """A list of towns or of the dead would outgrow its topic, and its incident with it."""
    reading = said(OPENING + unit * (LONGEST // len(unit)))

    assert len(encode(reading)) < LARGEST_RECORD // 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_any_text_gives_a_reading(text: str, language: str) -> None:
    """The reading is a record like any other, and comes back from its bytes."""
    dispatch = Dispatch(
        key="k", text=text, language=language, published_at=WEDNESDAY, received_at=WEDNESDAY
    )
    reading = read(dispatch)

    assert decode(Reading, encode(reading)) == reading
    assert fingerprint(dispatch)
    assert said(OPENING + text, headline=text or None, language=language).reading_id


def test_half_a_surrogate_pair_reaches_no_reading() -> None:
    """It could not be written again; the codec refuses it, so it ends as a dead letter."""
    with pytest.raises(BadRecord):
        decode(Draft, rb'{"published_at": "2026-03-04T12:00:00Z", "text": "\ud800"}')


def test_what_is_not_read_of_a_long_text_is_said() -> None:
    """At the limit nothing is cut; one character more is, and the reading says so."""
    words = "".join(islice(cycle("Quiet day. "), LONGEST))

    assert not said(words, language="en").cut
    assert said(words + "x", language="en").cut


def test_fighting_behind_the_limit_is_not_read() -> None:
    """Nobody writes news that long."""
    reading = said("Quiet day. " * (LONGEST // 11 + 1) + OPENING, language="en")

    assert not reading.mentions
    assert reading.cut


def test_marks_that_a_script_may_pile_up_are_kept() -> None:
    """Spans count from the canonical text, so nothing that anybody writes may go from it."""
    text = "Kida" + "\u0316" * STACKED + "l"
    dispatch = Dispatch(key="k", text=text, published_at=WEDNESDAY, received_at=WEDNESDAY)

    assert canonical_text(dispatch) == text


def _seconds(text: str) -> float:
    """Return the processor time that reading *text* takes, the better of two tries."""
    took = []
    for _ in range(2):
        start = time.process_time()
        said(text)
        took.append(time.process_time() - start)
    return min(took)
