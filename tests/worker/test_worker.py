"""The small print of a worker's life."""

from __future__ import annotations

import pytest

from streams.worker import spans


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([], "none"), ([4], "4"), ([0, 1, 2], "0-2"), ([0, 1, 3, 5, 6], "0-1, 3, 5-6")],
)
def test_partitions_are_told_the_short_way(numbers: list[int], said: str) -> None:
    """
    A line of a log names runs of partitions, not each of twelve.
    """
    assert spans(numbers) == said
