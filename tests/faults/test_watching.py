"""How long was nothing decided after a fault?"""

from __future__ import annotations

from tests.faults.watching import share, stalls


def test_a_silence_belongs_to_the_fault_that_began_it() -> None:
    """It lasts from the last decision before the fault to the first one after it."""
    assert stalls({0: [1, 2, 9, 10, 11]}, [2.5, 10.5], 12) == [7, 1]


def test_a_silence_that_a_second_fault_prolongs_is_counted_whole() -> None:
    """Killed again while it was starting: both count until there is progress."""
    assert stalls({0: [1, 9]}, [2, 5], 10) == [8, 8]


def test_a_silence_that_never_ends_lasts_as_long_as_the_load() -> None:
    """Without any decision after it there is no end to be seen."""
    assert stalls({0: [1]}, [2], 30) == [29]
    assert stalls({}, [2], 30) == [28]


def test_the_slowest_partition_counts() -> None:
    """Of two workers one may go on while the partitions of the other stand still."""
    assert stalls({0: [1, 2, 3, 4, 5], 1: [1, 5]}, [2.5], 5) == [4]


def test_a_share_of_the_faults() -> None:
    """Half of them, and all of them; of none it is nothing."""
    assert share([3, 1, 2, 4], 0.5) == 3
    assert share([3, 1, 2, 4], 1) == 4
    assert share([], 0.5) == 0
