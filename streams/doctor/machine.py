"""
Is this machine fit to run it?

The state folder and its disk, the libraries whose faults are mended for exactly
one version each, and the words and places that judgement lives on.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from streams.release import release

from .findings import Finding, failure, ok, warning

GB = 10**9

# The embedded broker keeps 400 days; a busy wire writes some 100 MB a day, compressed.
SCARCE_BYTES = 2 * GB

# Kafka stops at a full disk, and comes back only when there is room.
FULL_BYTES = GB // 4

CHECK = "state folder"


def state_folder(folder: Path) -> list[Finding]:
    """Look at the state folder and at the disk that it lies on."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if folder.exists() and not folder.is_dir():
        return [failure(CHECK, f"{folder} is no folder", "set another `state`")]
    if not os.access(there, os.W_OK | os.X_OK):
        return [
            failure(
                CHECK, f"{there} cannot be written by this user", "give it to them, or set `state`"
            )
        ]
    return [*_open_to_others(folder), room(folder, shutil.disk_usage(there).free)]


def room(folder: Path, free: int) -> Finding:
    """Judge how many bytes are *free* where *folder* lies."""
    found = f"{folder}: {free / GB:.1f} GB free"
    if free < FULL_BYTES:
        return failure(CHECK, found, "make room now: Kafka stops when the disk is full")
    if free < SCARCE_BYTES:
        return warning(CHECK, found, f"make room: below {FULL_BYTES / GB:g} GB work will stop")
    return ok(CHECK, found)


def _open_to_others(folder: Path) -> Iterator[Finding]:
    """Find a folder into which anybody may put records."""
    if folder.exists() and folder.stat().st_mode & stat.S_IWOTH:
        yield warning(CHECK, f"{folder} can be written by everybody", f"chmod o-w {folder}")


def versions(installed: Callable[[str], str] = version) -> list[Finding]:
    """Compare what is installed with what the mended faults are known of."""
    from streams.faust_fixes import WRITTEN_FOR

    findings = []
    for package, wanted in WRITTEN_FOR.items():
        try:
            found = installed(package)
        except PackageNotFoundError:
            found = "nothing"
        if found != wanted:
            told = f"{package}: {found} is installed, its faults are mended for {wanted} only"
            findings.append(failure("versions", told, "make install"))
    if findings:
        return findings
    exact = ", ".join(f"{package} {wanted}" for package, wanted in WRITTEN_FOR.items())
    return [ok("versions", f"tocsin {release()}; {exact}")]


def words() -> list[Finding]:
    """Load what judgement needs, as a worker does."""
    from agents.reading import prepare

    began = time.monotonic()
    try:
        prepare()
    except Exception as error:  # noqa: BLE001  # whatever it is, a worker would not start
        told = f"words and places cannot be loaded: {type(error).__name__}: {error}"
        return [failure("words", told, "the installation is damaged: make install")]
    return [ok("words", f"words and places loaded in {time.monotonic() - began:.1f} s")]
