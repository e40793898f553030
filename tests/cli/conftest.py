"""How do tests call the command line?"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.main import app

ROOT = Path(__file__).parents[2]

Tocsin = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def environment() -> dict[str, str]:
    """The outside's variables without its tocsin settings; our packages from anywhere."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    return {**inherited, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}


@pytest.fixture
def tocsin_process(tmp_path: Path, environment: dict[str, str]) -> Tocsin:
    """Runs ``tocsin ARGUMENTS`` in an empty folder, as a real process."""

    def call(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "streams", *arguments],
            cwd=tmp_path, env=environment, input=stdin, capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    return call


@pytest.fixture
def tocsin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tocsin:
    """The same within this process: loading the gazetteer takes a second that is spent once."""
    for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        done = CliRunner().invoke(app, arguments, input=stdin, catch_exceptions=False)
        return subprocess.CompletedProcess(
            arguments, done.exit_code, done.stdout_bytes, done.stderr_bytes
        )

    return call
