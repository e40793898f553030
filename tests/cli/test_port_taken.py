"""Is it said in one line that the API's port is taken, before anything is started?"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Tocsin


@pytest.fixture
def port(environment: dict[str, str]) -> Iterator[int]:
    """A port of this machine that somebody has, set as the API's."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number: int = taken.getsockname()[1]
        environment["TOCSIN_API__PORT"] = str(number)
        environment["TOCSIN_KAFKA__BOOTSTRAP"] = "127.0.0.1:1"  # nobody is to be asked
        yield number


@pytest.mark.parametrize("command", [["run"], ["run", "api"]])
def test_a_port_that_is_taken_ends_it_at_once(
    tocsin_process: Tocsin, tmp_path: Path, port: int, command: list[str]
) -> None:
    """What, where, what to do; the code that says that no restart mends it."""
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "drop"\nfolder = "drop"\n')

    done = tocsin_process(*command)
    said = done.stderr.decode()

    assert done.returncode == 2
    assert f"tocsin: the API: port {port} of 127.0.0.1 is taken: another program" in said
    assert "set api.host and api.port in tocsin.toml" in said
    assert said.count("\n") == 1
    assert b"running:" not in done.stdout
