"""
Plant each bug in a copy of the project, run its test, and say whether it was caught.

    python -m tests.mutations              all of them, some minutes
    python -m tests.mutations --fast       only those that need no Kafka
    python -m tests.mutations WORDS        those whose names have these words in them

The checkout stays as it is. Exit code 1 when a bug was not caught, or is out of date;
2 when no bug has such a name.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.mutations.bug import Bug
from tests.mutations.bugs import BUGS

ROOT = Path(__file__).parents[2]

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info")

MOST_SECONDS = 180
"""For one test, a broker's start included; what hangs longer was noticed too."""

FAILED = 1  # pytest's exit code when tests ran and failed; other codes say that it could not


def main() -> int:
    """Try all bugs that were asked for; returns the exit code."""
    parser = argparse.ArgumentParser("tests.mutations", description=__doc__, allow_abbrev=False)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("words", nargs="?", default="", help="part of a name")
    parser.add_argument("--fast", action="store_true", help="without those that need a Kafka")
    asked = parser.parse_args()
    bugs = [bug for bug in BUGS if asked.words in bug.name]
    bugs = [bug for bug in bugs if not (asked.fast and bug.needs_broker)]
    if not bugs:
        print(f"no bug has {asked.words!r} in its name", file=sys.stderr)
        return 2
    caught = 0
    with tempfile.TemporaryDirectory(prefix="tocsin-mutations-") as folder:
        copy = Path(folder) / "tocsin"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT, symlinks=True)
        for number, bug in enumerate(bugs, 1):
            print(f"{number:2}/{len(bugs)}  {bug.name} ... ", end="", flush=True)
            began = monotonic()
            trouble = not_caught(bug, copy)
            caught += trouble is None
            print(f"{'caught' if trouble is None else f'NOT CAUGHT: {trouble}'}"
                  f"  ({monotonic() - began:.0f} s, {bug.caught_by})", flush=True)  # fmt: skip
    print(f"{caught} of {len(bugs)} planted bugs were caught")
    return 0 if caught == len(bugs) else 1


def not_caught(bug: Bug, copy: Path) -> str | None:
    """Plant *bug* in *copy* for one run of its test; returns why that did not catch it."""
    file = copy / bug.file
    sound = file.read_text(encoding="utf-8")
    if sound.count(bug.text) != 1:
        return f"what it replaces stands {sound.count(bug.text)} times in {bug.file}"
    file.write_text(sound.replace(bug.text, bug.instead), encoding="utf-8")
    try:
        # Not what lies compiled: two bugs may be written to one file within a second.
        ran = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", "-x", "-p", "no:cacheprovider", bug.caught_by],
            cwd=copy, capture_output=True, text=True, check=False, timeout=MOST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    finally:
        file.write_text(sound, encoding="utf-8")
    if ran.returncode == FAILED:
        return None
    return f"pytest ended with code {ran.returncode}: {(ran.stdout + ran.stderr).strip()[-300:]}"


if __name__ == "__main__":
    raise SystemExit(main())
