"""Is a dispatch found wherever it lies, without reading more than is needed?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.effects import Output
from schemas.dispatch import Draft, complete
from schemas.topics import DISPATCHES
from streams.cli.context import config_file
from streams.cli.explain import _find
from streams.kafka import partition_of, producer
from streams.outputs import Outbox
from streams.settings import Settings

pytestmark = pytest.mark.broker

AT = datetime(2024, 7, 28, 9, 15, tzinfo=UTC)


async def test_a_correction_is_found_by_its_own_key(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies with the dispatch that it corrects, in a partition that its key does not tell."""
    wrong = complete(Draft(key="afp:1", text="Twelve dead in Koro.", published_at=AT))
    far = next(key for key in (f"afp:c{n}" for n in range(99))
               if partition_of(key, 3) != partition_of("afp:1", 3))  # fmt: skip
    right = complete(Draft(key=far, text="In Djibo.", published_at=AT, corrects="afp:1"))
    async with producer(settings.kafka.bootstrap or "") as sender:
        await Outbox(sender, settings.kafka.prefix).send(
            *(Output(DISPATCHES, one.item, one) for one in (wrong, right))
        )
    monkeypatch.setenv("TOCSIN_KAFKA__BOOTSTRAP", settings.kafka.bootstrap or "")
    monkeypatch.setenv("TOCSIN_KAFKA__PREFIX", settings.kafka.prefix)
    config_file.set(None)

    assert [one.key for one in (await _find("afp:1"))[0]] == ["afp:1"]
    assert [one.key for one in (await _find(far))[0]] == [far]
    assert await _find("nobody:1") == ([], [], [])
