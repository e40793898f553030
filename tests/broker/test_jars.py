"""The jars of the embedded Kafka are the locked ones, or nothing runs."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from streams.broker.jars import Jar, jars, locked
from streams.trouble import Trouble

CHECKOUT = Path(__file__).parents[2]

CONTENTS = {"kafka_2.13": b"a broker", "slf4j-api": b"a logger"}


class Terminal(io.StringIO):
    """Standard error as a person sees it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock file of two small jars."""
    lines = ["# a comment"]
    for artifact, content in CONTENTS.items():
        digest = hashlib.sha256(content).hexdigest()
        lines.append(f"org.apache.kafka:{artifact}:4.4.0 {digest}")
    path = tmp_path / "jars.lock"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Maven cache."""
    monkeypatch.setenv("M2_REPO", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def repository(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository on loopback that has both jars, and jgo's settings that name it."""
    root = tmp_path / "repository"
    for jar in locked(lock):
        put(root, jar, CONTENTS[jar.artifact])
    handler = partial(Silent, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        config = tmp_path / "jgo.conf"
        config.write_text(f"[repositories]\ncentral = http://127.0.0.1:{server.server_port}\n")
        monkeypatch.setenv("JGO_CONFIG_FILE", str(config))
        yield root
        server.shutdown()
        thread.join()


class Silent(SimpleHTTPRequestHandler):
    """Serves files, says nothing."""

    def log_message(self, *_: object) -> None:
        pass


def put(root: Path, jar: Jar, content: bytes) -> None:
    """Put a jar where a repository or a cache has it."""
    path = root / jar.place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_ctrl_c_ends_a_download_that_hangs(tmp_path: Path, cache: Path) -> None:
    """
    A repository that swallows packets does not keep the terminal, nor leaves half a jar.
    """
    config = tmp_path / "jgo.conf"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        config.write_text(f"[repositories]\ncentral = http://127.0.0.1:{silent.getsockname()[1]}\n")
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "broker"],
            env=os.environ | {"JGO_CONFIG_FILE": str(config), "TOCSIN_STATE": str(tmp_path / "s")},
            cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        said = process.stderr.readline()
        silent.accept()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=5)

    assert said.startswith(b"fetching Kafka")
    assert list(cache.rglob("*.jar")) == []


def test_the_lock_names_every_jar_once_with_a_digest() -> None:
    """
    The lock file of the repository is complete and well-formed.
    """
    found = locked()

    assert len({jar[:2] for jar in found}) == len(found) == 45
    assert all(len(jar.sha256) == 64 for jar in found)
    assert ("org.apache.kafka", "kafka_2.13", "4.4.0") in {jar[:3] for jar in found}


@pytest.mark.usefixtures("repository")
def test_fetches_what_is_missing_and_says_so_once(lock: Path, cache: Path) -> None:
    """
    Outside a terminal the fetching is one line.
    """
    said = io.StringIO()
    paths = jars(lock, say=said)

    assert [path.read_bytes() for path in paths] == list(CONTENTS.values())
    assert all(path.is_relative_to(cache) for path in paths)
    assert said.getvalue() == "fetching Kafka 4.4.0: 2 of 2 jars\n"


@pytest.mark.usefixtures("repository", "cache")
def test_counts_on_a_terminal(lock: Path) -> None:
    """
    On a terminal the one line is rewritten as jars arrive.
    """
    said = Terminal()
    jars(lock, say=said)

    assert said.getvalue() == (
        "\rfetching Kafka 4.4.0: 1 of 2 jars\rfetching Kafka 4.4.0: 2 of 2 jars\n"
    )


def test_leaves_the_network_alone_when_all_are_there(
    lock: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The second start works without a network, and says nothing.
    """
    monkeypatch.setattr("streams.broker.jars._fetch", None)  # calling it would raise
    for jar in locked(lock):
        put(cache, jar, CONTENTS[jar.artifact])
    said = io.StringIO()
    jars(lock, say=said)

    assert said.getvalue() == ""


def test_refuses_a_jar_that_was_changed(lock: Path, cache: Path) -> None:
    """
    A digest that differs is one line that names the file; nothing is run.
    """
    for jar in locked(lock):
        put(cache, jar, b"something else")

    with pytest.raises(Trouble, match=r"kafka_2\.13-4\.4\.0\.jar is not the file .* delete it"):
        jars(lock)


def test_refuses_a_download_that_is_something_else(
    lock: Path, cache: Path, repository: Path
) -> None:
    """
    What a captive portal answers never reaches the cache.
    """
    for jar in locked(lock):
        put(repository, jar, b"<html>please log in</html>")

    with pytest.raises(Trouble, match="arrived as something else"):
        jars(lock, say=io.StringIO())
    assert list(cache.rglob("*.jar")) == []


def test_says_what_to_do_without_a_network(
    lock: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    No network at the first start is one line with both ways out.
    """
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(cache / "none.conf"))

    with pytest.raises(Trouble) as trouble:
        jars(lock, say=io.StringIO())

    assert str(trouble.value).startswith("could not fetch ")
    assert str(trouble.value).endswith("; connect once, or point kafka.bootstrap at a cluster")
    assert "\n" not in str(trouble.value)


def test_says_which_jar_a_repository_lacks(lock: Path, cache: Path, repository: Path) -> None:
    """
    A repository without the jar is named as the reason.
    """
    (repository / locked(lock)[1].place).unlink()

    with pytest.raises(Trouble, match=r"could not fetch slf4j-api-4\.4\.0\.jar .*not found"):
        jars(lock, say=io.StringIO())
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []
