"""
Does a broker run in this folder, whose is it, and where does it listen?

One lock file and one small text beside the broker's data. The lock is a
``flock``: the kernel drops it with the last process that holds it, so nothing
stale can block a start. Java holds it too (it inherits the open file): as long
as any of it runs, the folder is taken.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from streams.trouble import Trouble

# A broker whose parent was killed ends within half a second; a slow disk takes longer.
ORPHAN_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.05


class Home:
    """
    The folder of one embedded broker.

    Attributes:
        folder: Where its settings, ``data`` and ``log`` lie.
        lock: The open lock file's descriptor while claimed, to be inherited by Java.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock: int | None = None

    def claim(self) -> None:
        """
        Take the folder for this process.

        Waits a little for a broker whose parent has died and which is still closing its
        files.

        Raises:
            Trouble: Another process runs a broker here.
        """
        for name in ("data", "log"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        give_up = time.monotonic() + ORPHAN_SECONDS
        while not _locked(lock):
            owner = os.pread(lock, 32, 0).decode().strip()
            if _runs(owner) or time.monotonic() > give_up:
                os.close(lock)
                raise Trouble(self._taken(owner))
            time.sleep(LOOK_AGAIN_SECONDS)
        self.lock = lock
        os.truncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        (self.folder / "bootstrap").unlink(missing_ok=True)

    def _taken(self, owner: str) -> str:
        """Say who is in the way."""
        where = _announced(self.folder) or "not listening yet"
        return (
            f"an embedded Kafka already runs in {self.folder}: pid {owner or 'unknown'}, {where}; "
            "use that one, end it, or give another folder"
        )

    def announce(self, bootstrap: str) -> None:
        """Write down where the broker listens, for other commands on this machine."""
        fresh = self.folder / "bootstrap.new"
        fresh.write_text(f"{bootstrap}\n", "utf-8")
        fresh.replace(self.folder / "bootstrap")

    def leave(self) -> None:
        """Give the folder back; does nothing when it is not ours."""
        if self.lock is None:
            return
        (self.folder / "bootstrap").unlink(missing_ok=True)
        os.truncate(self.lock, 0)
        os.close(self.lock)
        self.lock = None


def bootstrap_in(folder: Path) -> str | None:
    """Return where the broker that runs in *folder* listens, ``None`` when none does."""
    try:
        lock = os.open(folder / "lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        # Taken for a moment only, and shared: a start that meets it looks again.
        return None if _locked(lock, shared=True) else _announced(folder)
    finally:
        os.close(lock)


def _announced(folder: Path) -> str | None:
    """Return what the broker of *folder* wrote down."""
    try:
        return (folder / "bootstrap").read_text("utf-8").strip() or None
    except OSError:
        return None


def _locked(lock: int, *, shared: bool = False) -> bool:
    """Lock the open file *lock* if nobody holds it; tell whether that worked."""
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _runs(pid: str) -> bool:
    """Tell whether the process *pid*, as read from a lock file, is alive."""
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
