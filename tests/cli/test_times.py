"""How are times on the command line understood?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import typer

from streams.cli.times import moment, since

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", datetime(2024, 7, 28, 10, tzinfo=UTC)),
        ("-90s", datetime(2024, 7, 28, 11, 58, 30, tzinfo=UTC)),
        ("3d", datetime(2024, 7, 25, 12, tzinfo=UTC)),
        ("2024-07-28T09:15:00Z", datetime(2024, 7, 28, 9, 15, tzinfo=UTC)),
        ("2024-07-28T11:15:00+02:00", datetime(2024, 7, 28, 9, 15, tzinfo=UTC)),
    ],
)
def test_since_takes_lengths_and_times(text: str, expected: datetime) -> None:
    """People say how long ago, programs say when."""
    assert since(text, now=NOW, option="--since") == expected


@pytest.mark.parametrize("text", ["yesterday", "2h30", "2024-07-28T09:15:00", "", "2 h"])
def test_what_is_no_time_is_wrong_usage(text: str) -> None:
    """A time without its offset is never taken for UTC."""
    with pytest.raises(typer.BadParameter):
        moment(text, option="--until")
