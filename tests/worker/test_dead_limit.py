"""How many bad records are too many?"""

from __future__ import annotations

from streams.dead_limit import WINDOW, DeadLimit


def say(limit: DeadLimit, records: str, stage: str = "reading") -> list[str]:
    """Count a record for each letter, ``x`` for a bad one; returns what was said of them."""
    said = [limit.bad(stage) if each == "x" else limit.good(stage) for each in records]
    return [each for each in said if each]


def test_a_run_is_too_many() -> None:
    """
    So many in a row, and not one less.
    """
    limit = DeadLimit(run=3, share=1)

    assert say(limit, "xx.xx.") == []
    assert say(limit, "xxx") == ["3 bad records in a row (worker.dead_limit)"]


def test_a_share_is_too_many() -> None:
    """
    Bad ones that are never in a row add up over the last records.
    """
    limit = DeadLimit(run=3, share=0.2)
    most = WINDOW // 5

    assert say(limit, "x." * most) == []
    [said] = say(limit, "x")
    assert said.startswith(f"{most + 1} of the last {2 * most + 1} records are bad")
    assert said.endswith(f"more than 20% of {WINDOW} (worker.dead_share)")


def test_what_is_long_past_is_forgotten() -> None:
    """
    The share is of the last records: a bad hour does not stop a worker days later.
    """
    limit = DeadLimit(run=3, share=0.2)
    rounds = 5

    assert say(limit, ("x" + "." * 9) * rounds * (WINDOW // 10)) == []
    assert say(limit, "x." * 50 + "." * WINDOW + "x." * 50) == []


def test_one_in_a_hundred_never_stops() -> None:
    """
    Wires with a steady share of rubbish are read on.
    """
    assert say(DeadLimit(run=20, share=0.2), ("." * 99 + "x") * 100) == []


def test_a_share_of_one_is_no_limit() -> None:
    """
    Who sets it so means to go on, whatever comes.
    """
    assert say(DeadLimit(run=10_000, share=1), "x" * 3 * WINDOW) == []


def test_stages_are_counted_apart() -> None:
    """
    One stage that handles everything does not hide that another handles nothing.
    """
    limit = DeadLimit(run=3, share=0.2)
    said = [each for _ in range(3) for each in (*say(limit, "x", "following"), *say(limit, "."))]

    assert len(said) == 1
