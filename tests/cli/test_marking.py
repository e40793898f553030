"""Are the words that decided shown where they stand?"""

from __future__ import annotations

import io
from datetime import UTC, datetime

from msgspec.structs import replace
from rich.console import Console

from schemas.claim import Claim
from schemas.dispatch import Dispatch
from schemas.event import Mention, Place
from schemas.reading import Reading, Source
from streams.marking import STYLES, explained, marked

AT = datetime(2024, 7, 28, 9, 15, tzinfo=UTC)
TEXT = "Troops\x1b[31m clashed with rebels near Kidal, killing three."
DISPATCH = Dispatch(key="k", headline="Clash", text=TEXT, published_at=AT, received_at=AT)
BEFORE = len("Clash\n\n")


def span(words: str) -> tuple[int, int]:
    """Where *words* stand in the canonical text."""
    start = BEFORE + TEXT.index(words)
    return start, start + len(words)


READING = Reading(
    reading_id="r",
    dispatch=Source(key="k", revision=1, provider="p", publisher_family="p", language="en",
                    published_at=AT, received_at=AT),
    mentions=(Mention(idx=0, realis="actual", trigger="clashed", trigger_span=span("clashed"),
                      sentence=TEXT, sentence_span=(BEFORE, BEFORE + len(TEXT)), family="fight",
                      places=(Place(name="Kidal", role="near", span=span("Kidal"), country="ML"),),
                      rules=("fight.clash@1",)),),
    claims=(Claim(claim_id="c", kind="killed", min=3, max=3, words="three", mention_idx=0,
                  span=span("three")),),
)  # fmt: skip


def test_each_span_has_the_colour_of_what_it_told() -> None:
    """Control characters before it do not move a mark."""
    text = marked(DISPATCH, READING)

    coloured = {text.plain[one.start : one.end]: one.style for one in text.spans}
    assert coloured == {
        "clashed": STYLES["trigger"],
        "Kidal": STYLES["place"],
        "three": STYLES["claim"],
    }
    assert "\x1b" not in text.plain


def test_a_language_that_is_not_read_is_said_to_be() -> None:
    """Its places are shown; that no event was found in it would be no news."""
    polish = replace(
        READING,
        dispatch=replace(READING.dispatch, language="pl"),
        mentions=(),
        place_mentions=READING.mentions[0].places,
    )
    out = _printed(polish)

    assert "near: near Kidal, ML" in out
    assert "events are not read in this language (pl)" in out
    assert "no event is mentioned" in _printed(replace(READING, mentions=()))


def test_what_was_not_read_of_a_long_text_is_said() -> None:
    """Who misses an event at its end learns why."""
    assert "its end was not read" in _printed(replace(READING, cut=True))


def test_rows_say_the_same_without_colour() -> None:
    """A pipe, or eyes that see no colour, lose nothing."""
    out = _printed(READING)

    for part in ("actual fight, by “clashed”", "near: near Kidal, ML", "3 killed", "fight.clash@1"):
        assert part in out


def test_without_colour_words_stand_in_brackets_with_their_kind() -> None:
    """A legend of colours over a text without any would say nothing."""
    out = _printed(READING)

    assert "[trigger: clashed] with rebels near [place: Kidal], killing [claim: three]." in out
    assert "marked:" not in out
    assert "marked: trigger" in _printed(READING, in_colour=True)


def test_the_words_that_decided_whether_it_happened_have_a_row() -> None:
    """With the rule that asked; a plain statement needs no words."""
    (mention,) = READING.mentions
    plan = replace(
        mention, realis="planned", realis_spans=(span("near"),), rules=("x@1", "realis.planned@1")
    )
    plain = replace(mention, rules=("realis.default@1",))

    assert "because  “near”  (realis.planned@1)" in _printed(replace(READING, mentions=(plan,)))
    assert "because  a plain statement  (realis.default@1)" in _printed(
        replace(READING, mentions=(plain,))
    )


def test_where_all_words_decided_the_row_says_so() -> None:
    """Also where none of them weighs by itself, only classes."""
    (mention,) = READING.mentions
    by_all = replace(mention, rules=("realis.words@1",))
    doubted = replace(mention, realis="unclear", rules=("x@1", "realis.doubted_by_words(@)@1"))

    assert "because  all its words together  (realis.words@1)" in _printed(
        replace(READING, mentions=(by_all,))
    )
    assert "because  all its words together  (realis.doubted_by_words(@)@1)" in _printed(
        replace(READING, mentions=(doubted,))
    )


def test_a_text_without_letters_is_not_called_a_language() -> None:
    """No language is named ``und``."""
    nameless = replace(
        READING, dispatch=replace(READING.dispatch, language="und"), mentions=(), claims=()
    )

    assert "its language cannot be told" in _printed(nameless)


def _printed(reading: Reading, *, in_colour: bool = False) -> str:
    """Return the letters that are shown of *reading*."""
    out = io.StringIO()
    Console(file=out, width=100, markup=False, highlight=False).print(
        explained(DISPATCH, reading, in_colour=in_colour)
    )
    return out.getvalue()
