"""Killed at random while receivers fail, hang and answer 500: does everyone get everything?"""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.settings import Settings

from .acceptance import MOST_DELAY_SECONDS
from .ordeal import Knobs, ordeal
from .ordeal_figures import not_exceeded

pytestmark = pytest.mark.broker

# The long one is `python -m tests.delivery.acceptance`; the bar for
# delays is its business, for here others may have the machine.
SHORT = Knobs(seconds=8, per_second=8, kills=1, each=1, patience=120)


def test_what_was_not_measured_passes_no_bar() -> None:
    """
    Receivers that heard nothing did not hear it in time.
    """
    assert not_exceeded([], 0.99) > MOST_DELAY_SECONDS
    assert not_exceeded([0.1, 0.2], 0.99) == 0.2


async def test_everyone_ends_with_everything(settings: Settings, tmp_path: Path) -> None:
    """
    In order, under one number each, and what came twice came under the same id.
    """
    found = await ordeal(settings, tmp_path, SHORT)

    assert (found.lacking, found.unasked, found.problems) == ({}, [], [])
    assert (found.disordered, found.gaps, found.doubled) == (0, 0, 0)
    assert found.kills == 1


async def test_two_share_and_one_dies(settings: Settings, tmp_path: Path) -> None:
    """
    The other takes up what was its part.
    """
    found = await ordeal(settings, tmp_path, SHORT._replace(processes=2, each=2, seed=3))

    assert (found.lacking, found.unasked, found.problems) == ({}, [], [])
    assert (found.disordered, found.gaps, found.doubled) == (0, 0, 0)
