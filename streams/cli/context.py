"""
With which settings was this command called?

Holds ``--config`` for the length of one invocation. Not here: what the settings
mean (``streams/settings.py``).
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Reading settings loads pydantic, a quarter of a second that `--help` need not wait for.
    from streams.settings import Settings

config_file: ContextVar[Path | None] = ContextVar("config_file", default=None)
"""What ``--config`` named; set once, before any command runs."""


def settings() -> Settings:
    """Return the settings of this invocation; raises ``Trouble`` when they are wrong."""
    from streams.settings import load_settings

    return load_settings(config_file.get())
