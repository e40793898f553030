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


def test_puts_the_table_between_its_markers() -> None:
    """What stood there goes; the prose round it stays."""
    made = page(
        f"before\n{BEGIN}\nold\n{END}\nafter\n",
        [ROW],
        command="make faults",
        today=date(2026, 11, 23),
    )

    assert made.startswith(f"before\n{BEGIN}\n`make faults`, 2026-11-23, on ")
    assert made.endswith(f"{END}\nafter\n")
    assert "| killed | 5,120 | 0 | 0 | 37 | 9.0 | 10.0 | 10.0 | yes | 120 |\n" in made
    assert "old" not in made


def test_refuses_a_page_without_its_markers() -> None:
    """Rather than write over what somebody wrote."""
    with pytest.raises(ValueError, match="has no"):
        page("prose", [ROW], command="make faults", today=date(2026, 11, 23))


def test_a_loss_is_no_pass() -> None:
    """Nor is what was invented."""
    assert ROW.holds
    assert not Row(**(vars(ROW) | {"verdict": Verdict(("alert a",), (), 0)})).holds
    assert not Row(**(vars(ROW) | {"verdict": Verdict((), ("alert a",), 0)})).holds
