"""The composition: valid for either Compose, and `up` rings within a minute and leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from streams.stopping import GRACE_SECONDS
from tests.containers.conftest import ROOT, docker
from tests.engine import free_ports

# The bar, from the command to the line on the screen, with the images there.
FIRST_ALARM_SECONDS = 60.0

SINGLE = {"broker", "worker", "poller", "wires", "alarms"}
PROFILES = ["--profile", "subscribers", "--profile", "cluster"]
SUBSCRIBERS = {"delivery", "api"}
CLUSTER = {"broker-1", "broker-2", "broker-3", "cluster-worker", "cluster-poller", "cluster"}


@pytest.fixture
def project(compose: list[str], image: str, kafka_image: str) -> Iterator[list[str]]:
    """Compose with a project of its own, of which nothing is left afterwards."""
    assert kafka_image
    command = [*compose, "--project-name", f"tocsin-test-{uuid.uuid4().hex[:12]}"]
    variables = {"TOCSIN_IMAGE": image, "KAFKA_PORT": str(free_ports(1)[0])}
    os.environ.update(variables)
    try:
        yield command
    finally:
        subprocess.run([*command, *PROFILES, "down", "-v"], cwd=ROOT, check=True)
        for name in variables:
            del os.environ[name]


@contextmanager
def up(project: list[str]) -> Iterator[subprocess.Popen]:
    """`up` as one types it, in the foreground; ended as by Ctrl-C."""
    with subprocess.Popen(
        [*project, "up", "--no-build"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=120)


def containers(project: list[str]) -> dict[str, dict]:
    """What the engine knows of each container of *project*, by service."""
    label = f"label=com.docker.compose.project={project[-1]}"
    ids = docker("ps", "--all", "--quiet", "--filter", label).split()
    found = json.loads(docker("inspect", *ids)) if ids else []
    return {each["Config"]["Labels"]["com.docker.compose.service"]: each for each in found}


def test_is_valid(compose: list[str]) -> None:
    """
    Compose takes it as it is written, and finds what is promised.
    """
    said = subprocess.run(
        [*compose, *PROFILES, "config", "--services"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert set(said.stdout.split()) == SINGLE | SUBSCRIBERS | CLUSTER
    assert said.stderr == ""


def test_up_rings_within_a_minute_and_leaves_nothing(project: list[str]) -> None:
    """
    The first alarm is on the screen in time; whatever runs is well, kept on a leash and goes.
    """
    began = time.monotonic()
    lines = []
    with up(project) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if "ONSET" in line:
                break
        took = time.monotonic() - began
        running = containers(project)
        doctor = subprocess.run(
            [*project, "exec", "-T", "worker", "tocsin", "doctor"],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    subprocess.run([*project, "down", "-v"], cwd=ROOT, check=True)
    label = f"label=com.docker.compose.project={project[-1]}"
    left = [docker(what, "ls", "--quiet", "--filter", label) for what in ("volume", "network")]

    assert "ONSET" in "".join(lines[-1:]), "".join(lines)
    print(f"\nfirst alarm {took:.1f} s after `up`")
    assert took < FIRST_ALARM_SECONDS
    assert doctor.returncode in {0, 3}, doctor.stdout
    assert set(running) == SINGLE
    assert all(each["State"]["Running"] for each in running.values())
    assert all(each["RestartCount"] == 0 for each in running.values())
    for service in ("broker", "worker", "poller"):
        assert running[service]["State"]["Health"]["Status"] == "healthy", service
    for service, each in running.items():
        _is_on_a_leash(service, each)
    assert containers(project) == {}
    assert left == ["", ""]


def _is_on_a_leash(service: str, about: dict) -> None:
    """Assert what holds for every service."""
    host = about["HostConfig"]
    bindings = [one for each in (host["PortBindings"] or {}).values() for one in each]

    assert host["RestartPolicy"]["Name"] == "unless-stopped", service
    assert host["LogConfig"]["Config"]["max-size"], service
    assert all(one["HostIp"] == "127.0.0.1" for one in bindings), service
    if service != "broker":
        assert about["Config"]["StopTimeout"] > GRACE_SECONDS, service
        assert about["Config"]["User"] == "tocsin", service
        assert host["ReadonlyRootfs"], service
