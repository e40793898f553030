"""Do brackets say what colours would, in every script?"""

from __future__ import annotations

from streams.brackets import ISLAND_END, LEFT_ISLAND, OWN_ISLAND, bracketed


def test_words_with_two_meanings_have_one_bracket() -> None:
    """And what is said twice stands once."""
    spans = [((0, 6), "claim"), ((0, 6), "trigger"), ((0, 6), "trigger"), ((3, 3), "place")]

    assert bracketed("killed three", spans) == "[trigger, claim: killed] three"


def test_words_within_others_have_their_bracket_within() -> None:
    """Whatever order they are told in."""
    spans = [((8, 13), "claim"), ((0, 13), "trigger")]

    assert bracketed("killing three.", spans) == "[trigger: killing [claim: three]]."


def test_words_that_cross_still_pair() -> None:
    """The later one is closed and opened again."""
    spans = [((0, 3), "place"), ((2, 5), "actor")]

    assert bracketed("abcde", spans) == "[place: ab[actor: c]][actor: de]"
    assert (
        bracketed("ab de", [((0, 2), "place"), ((1, 5), "actor")])
        == "[place: a[actor: b]] [actor: de]"
    )


def test_words_that_run_to_the_left_are_islands() -> None:
    """Brackets and label keep their order, and so do the words around; no letter is moved."""
    text = "اندلعت اشتباكات قرب كيدال"
    shown = bracketed(text, [((7, 15), "trigger")])

    opener, closer = f"{LEFT_ISLAND}[trigger: {OWN_ISLAND}", f"{ISLAND_END}]{ISLAND_END}"
    assert f"{opener}اشتباكات{closer}" in shown
    assert shown.replace(opener, "").replace(closer, "") == text
