"""Are questions about the past refused when they make no sense, before any Kafka is asked?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import typer

from streams.cli.times import days, past
from tests.cli.conftest import Tocsin

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("incidents", "show", "x", "--as-of", "2024-07-28"), b"needs its offset"),
        (("incidents", "list", "--as-of", "2199-07-28T00:00:00Z"), b"lies ahead"),
        (("incidents", "list", "--happened", "Tuesday"), b"is no day"),
        (("incidents", "list", "--happened", "2024-07-02..2024-07-01"), b"ends before it begins"),
        (("incidents", "list", "--status", "over"), b"is none of"),
        (("incidents", "list", "--country", "QQ"), b"is no ISO 3166-1 code"),
        (("alerts", "list", "--as-of", "soon"), b"is no time"),
        (("alerts", "list", "--as-of", "2h", "--since", "1h"), b"is later than --as-of"),
        (("alerts", "list", "--kind", "FLASH"), b"is none of ONSET"),
    ],
)
def test_a_wrong_question_is_wrong_usage(
    tocsin: Tocsin, asked: tuple[str, ...], said: bytes
) -> None:
    """
    It says which word, and what would be right.
    """
    done = tocsin(*asked)

    assert (done.returncode, done.stdout) == (2, b"")
    assert said in b" ".join(done.stderr.replace("│".encode(), b"").split())


def test_the_past_may_be_said_as_a_length_of_time() -> None:
    """
    Two hours ago, or a time; never one ahead.
    """
    assert past("2h", now=NOW, option="--as-of") == datetime(2024, 7, 28, 10, tzinfo=UTC)
    with pytest.raises(typer.BadParameter):
        past("2024-07-28T12:00:01Z", now=NOW, option="--as-of")


def test_a_day_may_be_several() -> None:
    """
    One day is from itself to itself.
    """
    july = date(2024, 7, 1), date(2024, 7, 31)

    assert days("2024-07-01..2024-07-31", option="--happened") == july
    assert days("2024-07-01", option="--happened") == (july[0], july[0])
