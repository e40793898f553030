"""
Is the opening of a note read as its dateline?

Catalogues open with a day and put the district in brackets; wires put the city, the day and
the agency there.
"""

from __future__ import annotations

import pytest

from tests.reading.builders import said


@pytest.mark.parametrize(
    "text",
    [
        "On 2 March 2026, rebels clashed with soldiers in Menaka (Gao). No casualties were reported.",
        "On 2 March 2026, rebels clashed with soldiers in Menaka (Gao). ",
        "On March 2, rebels clashed with soldiers near Menaka (Mali) - two were killed.",
    ],
)
def test_a_sentence_with_a_day_and_brackets_is_no_dateline(text: str) -> None:
    """
    What stands between the day and the brackets is the report.
    """
    reading = said(text)

    assert reading.dateline is None
    assert [one.trigger for one in reading.mentions] == ["clashed with"]


def test_a_text_that_is_all_dateline_is_a_report() -> None:
    """
    With nothing below it, the line must tell something itself.
    """
    assert said("Bamako, 2 March 2026 (Agency) ").dateline is None
