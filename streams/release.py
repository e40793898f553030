"""
Which tocsin is this?

It runs from its checkout, never from a wheel, so the project file beside the
code knows (docs/decisions/0001-plain-packages.md).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def release() -> str:
    """Return the version of this tocsin ("0.1.0")."""
    version: str = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]
    return version
