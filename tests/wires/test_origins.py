"""Is the agency found that a text credits, and no other?"""

from __future__ import annotations

import pytest

from streams.wires.formats import Origin, parse
from streams.wires.formats.origins import agency_of, credited, origin_of


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("HALDEN, July 28 (Reuters) - Six people died.", "reuters"),
        ("HALDEN (AFP) – Six people died.", "afp"),
        ("(ANSA) - HALDEN, 28 LUG - Sei morti.", "ansa"),
        ("HALDEN, July 28. /TASS/. Six people died.", "tass"),
        ("Halden (dpa/afp) - Sechs Menschen starben.", "dpa"),
        ("هالدن (رويترز) - قتل ستة", "reuters"),
        ("HALDEN (AFP) Six people died.", "afp"),
        ("Port Halden, 28 juil. 2024 (AFP) Six personnes sont mortes.", "afp"),
        ("(AFP) Six people died.", "afp"),
        ("هالدن 28 تموز/يوليو 2024 (أ ف ب) قتل ستة", "afp"),
        ("Six people died.\n\nLe Courrier avec AFP", "afp"),
        ("Six people died.\n\n(avec AFP et Reuters)", "afp"),
        ("Six people died.\n\nSource: Reuters", "reuters"),
        ("Six people died.\n\n© 2024 AFP", "afp"),
        ("Sechs Menschen starben.\n\nMit Material von dpa", "dpa"),
        ("قتل ستة\n\nمع فرانس برس", "afp"),
    ],
)
def test_a_credit_is_found(text: str, family: str) -> None:
    """In the dateline or in a last line, in the forms that papers use."""
    assert credited(text) == family


@pytest.mark.parametrize(
    "text",
    [
        "Officials told Reuters that six people died.",
        "Six people (two of them children) died, the army said in a statement to (AP).",
        "The road on the sheet (map) - it was closed.",
        "The agency (AFP) reported six dead.",
        "Reporters (AP and others) were there.",
        "Agence France-Presse (AFP) said its reporter was hurt.",
        "قالت وكالة فرانس برس (أ ف ب) إن مراسلها أصيب",
        "Six people died.\n\nThe minister will not speak with Reuters.",
        "Six people died.\n\nSource: the council",
        "Six people died.\n\nAFP and the council",
        "AFP",
        "",
    ],
)
def test_a_mention_is_no_credit(text: str) -> None:
    """Who was told something did not write the text."""
    assert credited(text) is None


def test_a_name_of_few_letters_counts_as_written() -> None:
    """`MAP` is an agency and a map is none; `Reuters` is one in any case."""
    assert [agency_of([name]) for name in ("MAP", "map", "REUTERS", "the AP")] == [
        "map", None, "reuters", None,
    ]  # fmt: skip


def test_the_own_name_is_no_origin() -> None:
    """An agency that signs its own text says nothing new; the field before it may."""
    text = "HALDEN (AFP) - Six people died."

    assert origin_of(text, own=("afp.com", "AFP")) is None
    assert origin_of(text, ["A. Reporter", "Reuters"], own=("afp",)) == "reuters"
    assert origin_of(text, own=("courier",)) == "afp"


def test_every_format_tells_it() -> None:
    """A newspaper's feed with agency texts names the agency, too."""
    feed = b"<rss version='2.0'><channel><item><title>x</title><description>%s</description></item></channel></rss>"
    parsed = parse(feed % b"HALDEN (Reuters) - Six people died.", Origin(provider="courier"))

    assert parsed.dispatches[0].origin == "reuters"
