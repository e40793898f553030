"""Does the bench itself work, and would it see a loss?"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.faults import __main__ as bench
from tests.faults import running
from tests.faults.accounts import Accounts, accounts
from tests.faults.scenario import Bench, Scenario


async def kill_once(bench: Bench) -> None:
    bench.broke("killed")
    bench.worker.signal(signal.SIGKILL)
    await bench.watching.progress()


@pytest.mark.broker
async def test_a_loss_is_seen_and_nothing_else_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Of a worker that was killed, one decision and one alert are hidden from the checker.
    """
    hidden: list[str] = []

    async def without_two(*asked: object) -> Accounts:
        books = await accounts(*asked)
        alert = books.found.alerts[0]
        decision = books.found.decisions[0]
        hidden.extend((alert, decision.decision_id))
        found = books.found._replace(
            alerts=[one for one in books.found.alerts if one != alert],
            decisions=[one for one in books.found.decisions if one != decision],
        )
        return books._replace(found=found)

    monkeypatch.setattr(running, "accounts", without_two)
    row = await running.run(
        Scenario("once", "killed once", kill_once), tmp_path, is_quick=True, say=lambda _: None
    )

    assert row.recovered == "yes"
    assert row.records >= running.QUICK_RECORDS
    assert len(row.stalls) == 1
    assert not row.holds
    assert len(row.verdict.lost) == len(hidden)
    assert all(any(one in line for line in row.verdict.lost) for one in hidden)
    assert not row.verdict.invented


def test_every_scenario_is_told_of_on_the_page() -> None:
    """An operator reads in docs/reliability.md what each row means."""
    page = bench.table.PAGE.read_text("utf-8")
    untold = [one.name for one in bench.SCENARIOS.values() if f"`{one.name}`" not in page]

    assert not untold


def test_a_scenario_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The message names those that are."""
    assert bench.main(["nonsense"]) == 2
    assert "kill" in capsys.readouterr().out
