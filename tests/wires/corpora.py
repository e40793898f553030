"""Where are the public corpora? Beside the repository, or where ``TOCSIN_SHARED`` says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Taken out of the environment: tocsin refuses a variable of its own name that is no setting.
SHARED = Path(os.environ.pop("TOCSIN_SHARED", "") or Path(__file__).parents[2].parent / "shared")


def corpus(name: str) -> Path:
    """Return the folder of a corpus; skips the test where it is absent."""
    folder = SHARED / "corpora" / name
    if not folder.is_dir():
        pytest.skip(f"no {folder}: public test material, never part of the project")
    return folder
