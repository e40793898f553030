"""
What do the tests of containers share?

The image, built once a session under a name of its own, and a way to run it. The
engine keeps its layers, so that the next build is quick; the name goes.
"""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import KAFKA_IMAGE, PYTHON_IMAGE, lacking

ROOT = Path(__file__).parents[2]

# Without any cached layer it installs from a package registry first.
BUILD_SECONDS = 900


@pytest.fixture(scope="session")
def image() -> Iterator[str]:
    """The name of an image built from the checkout."""
    if why := lacking(PYTHON_IMAGE):
        pytest.skip(f"the image of tocsin: {why}")
    name = f"tocsin-test-{uuid.uuid4().hex[:12]}"
    docker("build", "--tag", name, str(ROOT), within=BUILD_SECONDS)
    yield name
    docker("rmi", "--no-prune", name)


@pytest.fixture(scope="session")
def compose() -> list[str]:
    """The command of Compose, of either version."""
    for command in (["docker", "compose"], ["docker-compose"]):
        try:
            subprocess.run([*command, "version"], capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return command
    pytest.skip("neither `docker compose` nor docker-compose is here")


@pytest.fixture(scope="session")
def kafka_image() -> str:
    """The public image of the broker."""
    if why := lacking(KAFKA_IMAGE):
        pytest.skip(f"a composition with a broker: {why}")
    return KAFKA_IMAGE


def docker(*arguments: str, within: float = 120, told: str = "") -> str:
    """Run ``docker ARGUMENTS`` with *told* as input; returns what it said, fails with all of it."""
    done = subprocess.run(
        ["docker", *arguments],
        capture_output=True, text=True, input=told, timeout=within, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout
