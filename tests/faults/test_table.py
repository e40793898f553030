"""Does the page carry what was measured, and nothing else change?"""

from __future__ import annotations

from datetime import date

import pytest

from tests.faults.checker import Verdict
from tests.faults.scenario import Row
from tests.faults.table import BEGIN, END, page

ROW = Row(
    name="kill",
    title="killed",
    records=5_120,
    verdict=Verdict((), (), 37),
    stalls=[1.0, 9.0, 10.0],
    recovered="yes",
    took=120.4,
)


def test_puts_rows_in_place_of_their_old_ones() -> None:
    """What else was measured stays, and so does the prose; what is measured no more goes."""
    old = "| killed | 1 |\n| frozen | 2 |\n| gone | 3 |\n"
    made = page(
        f"before\n{BEGIN}\n{old}{END}\nafter\n",
        [ROW],
        order=["frozen", "killed"],
        today=date(2026, 11, 23),
    )
    rows = [line for line in made.splitlines() if line.startswith("| ")][1:]

    assert made.startswith(f"before\n{BEGIN}\n| scenario | in |")
    assert made.endswith(f"\n{END}\nafter\n")
    assert rows[0] == "| frozen | 2 |"
    assert rows[1].startswith(
        "| killed | 5,120 | 0 | 0 | 37 | 9.0 | 10.0 | 10.0 | yes | 120 | 2026-"
    )
    assert len(rows) == 2


def test_refuses_a_page_without_its_markers() -> None:
    """Rather than write over what somebody wrote."""
    with pytest.raises(ValueError, match="has no"):
        page("prose", [ROW], order=[], today=date(2026, 11, 23))


def test_a_loss_is_no_pass() -> None:
    """Nor is what was invented."""
    assert ROW.holds
    assert not Row(**(vars(ROW) | {"verdict": Verdict(("alert a",), (), 0)})).holds
    assert not Row(**(vars(ROW) | {"verdict": Verdict((), ("alert a",), 0)})).holds
