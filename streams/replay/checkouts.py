"""
Whose rules judge?

Those of this checkout, of another one, or of a version of this one: its files are then
laid out under the state folder, by commit, and stay there for the next time. Not here:
running anything from there (``streams/replay/running.py``).
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from streams.first_run import CHECKOUT
from streams.settings import Settings
from streams.trouble import Trouble

JUDGES: Final = Path("streams/replay/process.py")
"""What a checkout needs to judge a replay."""


def commit_of(version: str) -> str:
    """
    Return the commit that *version* (a tag, branch or commit) names in this checkout.

    Raises:
        Trouble: This is no checkout of git, or it knows no such version.
    """
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}")
    if found.returncode:
        said = found.stderr.decode("utf-8", "replace").strip()
        why = f": {said}" if said else "; `git tag` and `git log` list what there is"
        raise Trouble(f"{CHECKOUT} knows no version {version}{why}")
    return found.stdout.decode().strip()


def tree_of(rules: str, settings: Settings) -> Path:
    """
    Return the folder of the checkout that *rules* names: a commit, a folder, or ours when empty.

    Raises:
        Trouble: It is not there, or from before replays were.
    """
    if not rules:
        return CHECKOUT
    tree = Path(rules) if Path(rules).is_absolute() else _laid_out(rules, settings)
    if not tree.is_dir():
        raise Trouble(f"{tree} is no folder: name a checkout of tocsin")
    if not (tree / JUDGES).is_file():
        what = tree if Path(rules).is_absolute() else f"version {rules[:12]}"
        raise Trouble(f"{what} cannot judge a replay: it is from before there were any ({JUDGES})")
    return tree


def _laid_out(commit: str, settings: Settings) -> Path:
    """Lay out the files of *commit*, unless they are there."""
    tree = settings.state / "replay" / "rules" / commit
    if tree.is_dir():
        return tree
    made = _git("archive", "--format=tar", commit)
    if made.returncode:
        raise Trouble(f"{CHECKOUT} has no version {commit[:12]} any more")
    try:
        tree.parent.mkdir(parents=True, exist_ok=True)
        # Aside first: whoever is killed meanwhile leaves no half of it under its name.
        with tempfile.TemporaryDirectory(dir=tree.parent, prefix=".") as aside:
            files = Path(aside, "files")
            with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
                archive.extractall(files, filter="data")
            files.rename(tree)
    except OSError as error:
        if not tree.is_dir():  # else somebody was quicker
            raise Trouble(
                f"{tree}: the rules cannot be laid out there: {error.strerror}"
            ) from error
    return tree


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(CHECKOUT), *words], capture_output=True, check=False
        )  # the words are ours, and git is where PATH says
    except OSError as error:
        raise Trouble(
            f"git cannot be called: {error.strerror}; name a checkout with --rules"
        ) from error
