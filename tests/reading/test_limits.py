"""Texts that are built to be slow are read in proportion to their length."""

from __future__ import annotations

import time

import pytest

from .builders import said

OPENING = "Fighting broke out in Kidal on Monday, killing 5 people. "
LIMIT_SECONDS = 5.0  # a tenth of it on an idle machine; quadratic work took a minute


@pytest.mark.parametrize(
    "unit",
    ["fighting in Kidal ", "fighting in Kidal, ", "5 soldiers were killed and ", "the army said ", "two days ago "],
)  # fmt: skip
def test_repetition_costs_no_more_than_length(unit: str) -> None:
    """A sentence of thousands of events, places, tolls or speakers is no attack."""
    start = time.perf_counter()
    reading = said(OPENING + unit * (60_000 // len(unit)), language="en")

    assert time.perf_counter() - start < LIMIT_SECONDS
    assert reading.fighting
