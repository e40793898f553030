"""Does ``tocsin explain --region`` tell quiet from blind, from what a real Kafka keeps?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.effects import Output
from schemas.codec import plain
from schemas.control import Tick
from schemas.dispatch import Draft, complete
from schemas.topics import DISPATCHES, READINGS
from streams.kafka import producer
from streams.outputs import Outbox
from streams.settings import Settings
from tests.following.builders import MENAKA, mention, on, reading

Answer = Callable[..., Coroutine[Any, Any, tuple[int, bytes, bytes]]]


def told(key: str, *, days_ago: float, family: str, **more: Any) -> Output:
    """A report on a fight of that day."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    seen = reading(key, mention(time=on(at.date()), **more), published_at=at, received_at=at,
                   publisher_family=family)  # fmt: skip
    return Output(READINGS, "ML", seen)


def came(key: str, *, days_ago: float, family: str, **more: Any) -> Output:
    """An item of no interest."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    item = Draft(key=key, text="Sport.", published_at=at, received_at=at, provider=family,
                 publisher_family=family, **more)  # fmt: skip
    return Output(DISPATCHES, key, complete(item))


@pytest.fixture
async def answer(settings: Settings, tmp_path: Path, environment: dict[str, str]) -> Answer:
    """
    Runs ``tocsin explain`` beside a week of news.

    Kidal: told of by afp, which is heard. Ménaka: by rtr, which fell silent. An archive that
    is imported right now is no news of today.
    """
    async with producer(settings.kafka.bootstrap or "") as sender:
        await Outbox(sender, settings.kafka.prefix).send(
            told("afp:1", days_ago=5, family="afp"),
            told("afp:2", days_ago=3, family="afp"),
            told("rtr:1", days_ago=2, family="rtr", places=(MENAKA,)),
            Output(READINGS, "ML", Tick(at=datetime.now(UTC))),
            came("afp:3", days_ago=0.1, family="afp"),
            came("afp:4", days_ago=2, family="afp"),
            came("rtr:2", days_ago=0.2, family="rtr", intake="backfill"),
        )

    async def call(*arguments: str) -> tuple[int, bytes, bytes]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "streams", "explain", *arguments),
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**environment, "TOCSIN_KAFKA__BOOTSTRAP": settings.kafka.bootstrap or "",
                 "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix},
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), timeout=60)
        return process.returncode or 0, out, err

    return call


@pytest.mark.broker
async def test_quiet_where_the_usual_voice_is_heard(answer: Answer) -> None:
    """Who told of it is alive and tells nothing; counts and the last report are given."""
    code, out, err = await answer("--region", "ML-8", "--json")

    found = plain(out)["hearing"]
    assert (code, err) == (0, b"")
    assert found["verdict"] == "no reports"
    assert found["last"]["key"] == "afp:2"
    (afp,) = found["voices"]
    assert (afp["day"], afp["week"], afp["heard"]["day"], afp["heard"]["week"]) == (0, 2, 1, 2)


@pytest.mark.broker
async def test_blind_where_it_is_not(answer: Answer) -> None:
    """For people: the verdict, why, and how much is usual over what is known."""
    code, out, _ = await answer("--region", "ML-9")

    lines = out.decode().splitlines()
    assert code == 0
    assert lines[0] == "ML-9 (iso3166_2 ML-9): blind"
    assert lines[1] == "  why       rtr used to tell of it and was not heard for a day"
    assert "  expected  0.5 reports a day, over 2 days" in lines


@pytest.mark.broker
@pytest.mark.parametrize("named", ["ML", "2455290"])
async def test_a_country_and_a_place_have_an_answer_too(answer: Answer, named: str) -> None:
    """ISO 3166-1 and gazetteer ids."""
    code, out, _ = await answer("--region", named, "--json")

    assert code == 0
    assert plain(out)["hearing"]["verdict"] in ("no reports", "blind")


@pytest.mark.parametrize(
    "arguments",
    [(), ("some:key", "--region", "ML"), ("--region", "XX"), ("--region", "Kidal"),
     ("--region", "ML-99"), ("--region", "1"), ("--region", "ML", "--since", "soon")],
)  # fmt: skip
def test_what_is_no_region_is_wrong_usage(tocsin, arguments: tuple[str, ...]) -> None:
    """Neither or both, a name, and what no table has."""
    assert tocsin("explain", *arguments).returncode == 2
