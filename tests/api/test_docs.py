"""Do the lines in docs/api.md do what they say?"""

from __future__ import annotations

import asyncio
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.api.desk import alert, incident, reading, tell

pytestmark = pytest.mark.broker

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
WRITTEN_FOR = "http://127.0.0.1:8090"
ENDED_BY_US = 28  # what curl says when its time is over: a stream has no other end


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="curl and jq are not installed"
)
async def test_every_example_works(settings: Settings) -> None:
    """Each block is a shell script; none may fail."""
    await tell(settings, *(alert(number) for number in range(5)), incident(1))
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    async with reading(settings) as api:
        for block in blocks:
            script = block.replace(WRITTEN_FOR, api.running.url).replace(
                "curl -sN", "curl -sN -m 1"
            )
            shell = await asyncio.create_subprocess_exec(
                "bash", "-euo", "pipefail", "-c", script,
                stdout=PIPE, stderr=STDOUT, env={"PATH": "/usr/bin:/bin", "TOKEN": "none"},
            )  # fmt: skip
            said, _ = await shell.communicate()

            assert shell.returncode in ((ENDED_BY_US,) if "-sN" in block else (0,)), (block, said)
            assert said or "/dev/null" in block, block
    assert len(blocks) >= 8
