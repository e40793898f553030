"""What holds for every command?"""

from __future__ import annotations

import importlib
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli import main
from streams.cli.commands import COMMANDS
from streams.cli.main import app
from streams.trouble import Trouble

# What the help promises, plus what a machine shared by many may take longer; the processor's
# time, of which others take none.
HELP_SECONDS = 0.4 * 3


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: listed.name)
def test_every_listed_command_explains_itself(listed: main.Listed) -> None:
    """The table names modules as text; each must be there and be a command."""
    result = CliRunner().invoke(app, [listed.name, "--help"])

    assert result.exit_code == 0
    assert "Usage" in result.output


def test_help_is_quick_and_imports_no_command(tocsin_process) -> None:
    """``tocsin --help`` lists all commands without loading what they need."""
    before = _computed_by_children()
    done = tocsin_process("--help")

    assert _computed_by_children() - before < HELP_SECONDS
    assert all(listed.name in done.stdout.decode() for listed in COMMANDS)
    assert b"Exit codes" in done.stdout


def test_unknown_command_is_wrong_usage_and_suggests_another(tocsin_process) -> None:
    """A typo costs one look."""
    done = tocsin_process("raed")

    assert done.returncode == 2
    assert b"Did you mean 'read'" in done.stderr


def test_version_is_that_of_the_project(tocsin) -> None:
    """One place says the version."""
    assert tocsin("--version").stdout.startswith(b"tocsin 0.")


def test_trouble_is_one_line_and_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's mistake shows no stack trace, whatever is in the message."""

    def read() -> None:
        raise Trouble("a.toml, line 3:\nno such key", code=3)

    monkeypatch.setattr(importlib.import_module("streams.cli.read"), "read", read)
    result = CliRunner().invoke(app, ["read"])

    assert result.exit_code == 3
    assert result.stderr == "tocsin: a.toml, line 3: no such key\n"


def test_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command with 130 and no words."""

    def read() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importlib.import_module("streams.cli.read"), "read", read)
    result = CliRunner().invoke(app, ["read"])

    assert (result.exit_code, result.output) == (130, "")


def test_closed_pipe_is_quiet(tmp_path: Path, environment: dict[str, str]) -> None:
    """``| head`` ends a command without a trace."""
    watchlist = "".join(f'[[watch]]\nid = "w{n}"\ncountry = "ML"\n' for n in range(9000))
    (tmp_path / "w.toml").write_text(watchlist)
    command = [sys.executable, "-m", "streams", "watch", "list", "w.toml"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert first.startswith(b"w0 ")
    assert said == b""


def test_config_names_the_settings_of_this_call(tocsin, tmp_path: Path) -> None:
    """``--config`` is read, and what is wrong in it is told with its line."""
    (tmp_path / "mine.toml").write_text("[kafka]\nbootstap = 'x'\n")

    done = tocsin("--config", "mine.toml", "watch", "list")

    assert done.returncode == 1
    assert done.stderr.startswith(b"tocsin: mine.toml, line 2, `kafka.bootstap`: unknown key")


def test_nothing_runs_is_one_line(tocsin_process) -> None:
    """Commands that need a running tocsin say how to get one."""
    done = tocsin_process("alerts", "tail")

    assert done.returncode == 1
    assert done.stderr.startswith(b"tocsin: no tocsin is running here: start `tocsin run`")


def _computed_by_children() -> float:
    """Return the processor's time, in seconds, of all processes that we started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
