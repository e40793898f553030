"""Do the lines in docs/api.md do what they say?"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.api.desk import alert, incident, reading, tell

pytestmark = pytest.mark.broker

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
WRITTEN_FOR = "http://127.0.0.1:8090"
# After so long a thing does not come any more, on however busy a machine: no test's claim.
PATIENCE_SECONDS = 60
END_OF_EVENT = b"\n\n"


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="curl and jq are not installed"
)
async def test_every_example_works(settings: Settings) -> None:
    """Each block is a shell script; none may fail."""
    await tell(settings, *(alert(number) for number in range(5)), incident(1))
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    async with reading(settings) as api:
        for block in blocks:
            script = block.replace(WRITTEN_FOR, api.running.url)
            shell = await asyncio.create_subprocess_exec(
                "bash", "-euo", "pipefail", "-c", script,
                stdout=PIPE, stderr=STDOUT, env={"PATH": "/usr/bin:/bin", "TOKEN": "none"},
                start_new_session=True,
            )  # fmt: skip
            if "-sN" in block:
                said = await first_event(shell)

                assert said.endswith(END_OF_EVENT), (block, said)
                continue
            said, _ = await shell.communicate()

            assert shell.returncode == 0, (block, said)
            assert said or "/dev/null" in block, block
    assert len(blocks) >= 8


async def first_event(shell: asyncio.subprocess.Process) -> bytes:
    """Read what a stream says until the end of its first event, and end it: it has no other end."""
    assert shell.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await shell.stdout.readuntil(END_OF_EVENT)
    except asyncio.IncompleteReadError as error:
        return error.partial
    finally:
        if shell.returncode is None:
            os.killpg(shell.pid, signal.SIGTERM)  # curl is the shell's child
        await shell.wait()
