"""Do dates, HTML, sign-offs and advisory lines mean what people meant?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.wires.formats.markup import plain
from streams.wires.formats.newsml12_text import is_sign_off
from streams.wires.formats.signals import signal_of_advisory
from streams.wires.formats.times import instant


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Sun, 28 Jul 2024 10:00:00 GMT", 10),
        ("Sun, 28 Jul 2024 10:00:00 CET", 9),
        ("Sun, 28 Jul 2024 10:00:00 EST", 15),
        ("28 Jul 24 10:00 +0200", 8),
        (" Sun,  28 Jul 2024 10:00:00 GMT+02:00 ", 8),
        ("dim. 28 juillet 2024 10:00:00 +0200", 8),
        ("2024-07-28T10:00:00+02:00", 8),
        ("2024-07-28 10:00:00 +0200", 8),
        ("20240728T100000+0000", 10),
        ("2024-07-28", 0),
    ],
)
def test_a_date_is_read_with_its_offset(written: str, hour: int) -> None:
    """Numeric offsets, unambiguous names and both languages; UTC comes out."""
    assert instant(written) == datetime(2024, 7, 28, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["", None, "yesterday", "06/01/2026", "Sun, 28 Jul 2024 10:00:00 IST", "0001-01-01T00:00:00Z",
     "1970-01-01T00:00:00Z", "Sun, 32 Jul 2024 10:00:00 GMT", "Sun, 28 Foo 2024 10:00:00 GMT",
     "2024-07-28T10:00:00+99:00"],
)  # fmt: skip
def test_a_date_without_one_meaning_is_none(written: str | None) -> None:
    """A wrong time is worse than none."""
    assert instant(written) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_dates(written: str) -> None:
    """Publishers write anything."""
    found = instant(written)

    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br><br/>Two.", "One.\n\nTwo."),
        ("3 < 5 &amp; 6", "3 < 5 & 6"),
        ("AT&T", "AT&T"),
        ("<!' and <a>more</a>", "<!' and more"),
        ("<![CDATA[<p>wrapped twice</p>]]>", "wrapped twice"),
        ("a &lt; b, <i>c<3</i>", "a < b, c<3"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("x<script>y</script><style>z</style>", "x"),
        ("</body></html>rest", "rest"),
        ("One &amp; one.\n\nTwo.", "One & one.\n\nTwo."),
        ("<p>one\ntwo</p>", "one two"),
    ],
)
def test_html_becomes_paragraphs(html: str, text: str) -> None:
    """No markup stays, and no words go."""
    assert plain(html) == text


@given(st.text(max_size=200))
def test_no_text_breaks_the_stripper(html: str) -> None:
    """Feeds carry broken HTML."""
    assert "\n\n\n" not in plain(html)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("ab/cd e/fgh", True),
        ("burs-ab/cd", True),
        ("Mali/Niger", False),
        ("more to follow", False),
        ("They came at dawn, and left/stayed for some time", False),
    ],
)
def test_only_initials_are_a_sign_off(paragraph: str, *, expected: bool) -> None:
    """A short last paragraph may still be news."""
    assert is_sign_off(paragraph) is expected


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("CORRECTS toll in paragraph 2", "correction"),
        ("RECTIFIÉ - bilan au 3e paragraphe", "correction"),
        ("UPDATES with toll, CORRECTS spelling of name", "correction"),
        ("UPDATES with reaction", "update"),
        ("ACTUALISE avec le bilan", "update"),
        ("ADDS police kill two in raid", "update"),
        ("ATTENTION - MANDATORY KILL", "kill"),
        ("ANNULATION de la dépêche précédente", "kill"),
        ("ATTENTION - embargoed photos follow", "advisory"),
        ("AÑADE reacción del gobierno", "update"),
        ("ATENCIÓN - CORRIGE cifra en párrafo 2", "correction"),
        ("ANULA despacho anterior", "kill"),
        ("ATUALIZA com balanço", "update"),
        ("RETIFICA número de mortos", "correction"),
        ("ACHTUNG - BERICHTIGUNG: Opferzahl im 2. Absatz", "correction"),
        ("ERGÄNZT um Reaktion", "update"),
        ("ZURÜCKGEZOGEN - bitte nicht verwenden", "kill"),
        ("تصحيح عدد القتلى في الفقرة الثانية", "correction"),
        ("تنبيه - إلغاء الخبر السابق", "kill"),
        ("تحديث مع حصيلة جديدة", "update"),
        ("UPDATES with army: two captains corrected the map", "update"),
        ("", "advisory"),
    ],
)
def test_the_verb_of_an_advisory_line_decides(line: str, signal: str) -> None:
    """Only the leading verb can kill; a correction counts wherever it stands in capitals."""
    assert signal_of_advisory(line) == signal
