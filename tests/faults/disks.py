"""
What if the disk under the state folder is full?

A small file system of its own holds what ``tocsin run`` keeps there: the broker's data and
the worker's folder. A file takes the rest of it; later it is taken away. Mounting needs
root; elsewhere the scenario is left out. Not here: disks of a cluster.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

from streams.broker.embedded import EmbeddedKafka
from streams.trouble import Trouble

from .brokers import port_for
from .scenario import Bench, Scenario

SIZE = 256 << 20
"""Bytes: a broker's empty files are sparse, its records of some minutes take half of it."""
ENDS_WITHIN = 60.0
FULL_SECONDS = 5.0
BETWEEN = 1_600


class SmallDisk(EmbeddedKafka):
    """A broker on a file system of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "broker", port=port_for())
        self.disk = folder

    async def __aenter__(self) -> Self:
        if not self.disk.exists():
            self.disk.mkdir()
            _mount(self.disk)
        await super().__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        try:
            await super().__aexit__(*raised)
        finally:
            # Lazily: whoever still has a file open there must not keep it mounted.
            await asyncio.to_thread(subprocess.run, ["umount", "--lazy", self.disk], check=True)

    def fill(self) -> None:
        """Take all the space that is left."""
        with suppress(OSError), self._filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))

    def make_room(self) -> None:
        """Give it back."""
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.disk / "filler"


async def fill(bench: Bench) -> None:
    """
    The disk is full for some seconds, and is still full when the broker is started again.

    The broker ends, which is loud; the worker gets no acknowledgement and acknowledges
    nothing. Somebody makes room, and all goes on.
    """
    disk = bench.broker
    assert isinstance(disk, SmallDisk)
    await bench.worker.stop()
    bench.worker.settings = bench.settings.model_copy(update={"state": disk.disk / "state"})
    bench.worker.start()
    await bench.watching.progress()
    for number in bench.times(2, quick=1):
        bench.broke(f"disk full, number {number + 1}")
        disk.fill()
        if not await _ended(disk):
            bench.remarks.append(f"the broker lived on with a full disk for {ENDS_WITHIN:.0f} s")
        await asyncio.to_thread(disk.stop)
        await asyncio.sleep(FULL_SECONDS)
        bench.say("room is made")
        disk.make_room()
        await disk.__aenter__()
        await bench.watching.progress(BETWEEN)
    bench.helped = "no: an operator made room"


async def _ended(disk: SmallDisk) -> bool:
    """Wait for the end of the broker; tells whether it came."""
    try:
        async with asyncio.timeout(ENDS_WITHIN):
            await disk.ended()
    except Trouble:
        return True
    except TimeoutError:
        return False
    return True


def cannot_mount() -> str | None:
    """Return why no file system can be mounted here."""
    if os.geteuid() != 0:
        return "only root may mount a small disk"
    with tempfile.TemporaryDirectory() as name:
        try:
            _mount(Path(name))
        except (OSError, subprocess.CalledProcessError):
            return "this machine lets nobody mount a small disk"
        subprocess.run(["umount", name], check=True)
    return None


def _mount(folder: Path) -> None:
    said = ["-t", "tmpfs", "-o", f"size={SIZE}", "tocsin-faults"]
    subprocess.run(["mount", *said, folder], check=True, capture_output=True)


SCENARIOS = (
    Scenario(
        "disk", "disk of the state folder full, twice", fill, broker=SmallDisk, needs=cannot_mount
    ),
)
