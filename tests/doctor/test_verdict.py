"""What does the whole examination come to?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from streams.doctor.findings import EXIT_CODES, Finding, failure, ok, warning, worst


@dataclass
class Case:
    findings: list[Finding]
    code: int


@pytest.mark.parametrize(
    "case",
    [
        Case([], 0),
        Case([ok("a", "")], 0),
        Case([ok("a", ""), warning("b", "", "")], 3),
        Case([failure("c", "", ""), warning("b", "", "")], 1),
    ],
)
def test_the_gravest_finding_is_the_exit_code(case: Case) -> None:
    """0 all fine, 3 warnings only, 1 something broken."""
    assert EXIT_CODES[worst(case.findings)] == case.code
