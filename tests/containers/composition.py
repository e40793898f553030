"""
How does a test speak with Compose?

A project of its own: its name, its ports, commands in the foreground that are read as they speak,
and what the engine knows of it. Not here: what it must do (``test_compose.py``).
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer

from tests.containers.conftest import ROOT, docker

PROFILES = ("--profile", "subscribers", "--profile", "cluster")


class Composition:
    """
    A project of Compose, with the image under test.

    Attributes:
        name: Of the project.
    """

    def __init__(self, compose: list[str], image: str) -> None:
        self.name = f"tocsin-test-{uuid.uuid4().hex[:12]}"
        self._command = [*compose, "--project-name", self.name]
        # The engine takes ports that are free, when it needs them.
        self._variables = {"TOCSIN_IMAGE": image, "KAFKA_PORT": "0", "API_PORT": "0"}

    def run(
        self, *arguments: str, within: float = 300, codes: Collection[int] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with every profile; fails with all it said."""
        done = subprocess.run(
            [*self._command, *PROFILES, *arguments], env=os.environ | self._variables,
            cwd=ROOT, capture_output=True, text=True, timeout=within, check=False,
        )  # fmt: skip
        assert done.returncode in codes, f"{arguments}: {done}"
        return done

    @contextmanager
    def foreground(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A command as one types it, `up` without any profile; ended as by Ctrl-C."""
        profiles = () if arguments[0] == "up" else PROFILES
        with _speaking([*self._command, *profiles, *arguments], self._variables) as process:
            yield process

    def containers(self) -> dict[str, dict]:
        """What the engine knows of each container, by service."""
        ids = docker("ps", "--all", "--quiet", "--filter", self._label).split()
        found = json.loads(docker("inspect", *ids)) if ids else []
        return {each["Config"]["Labels"]["com.docker.compose.service"]: each for each in found}

    @property
    def api_port(self) -> int:
        """Where this machine finds the API that runs."""
        (bound, *_) = self.containers()["api"]["NetworkSettings"]["Ports"]["8090/tcp"]
        return int(bound["HostPort"])

    def healthy(self, services: Collection[str], *, within: float) -> None:
        """Wait until *services* are, by their own checks; what was just before counts, too."""
        watch = (
            "docker", "events", "--since", str(int(time.time() - within)), "--filter", self._label,
            "--filter", "event=health_status", "--format",
            '{{.Action}} {{index .Actor.Attributes "com.docker.compose.service"}};',
        )  # fmt: skip
        wanted = [f"health_status: healthy {service};" for service in services]
        with _speaking(watch) as events:
            found = said(events, *wanted, within=within)
        assert all(one in found for one in wanted), found + self.run("logs", *services).stdout

    def left(self) -> list[str]:
        """Return the volumes and networks that are there."""
        lists = [
            docker(what, "ls", "--quiet", "--filter", self._label) for what in ("volume", "network")
        ]
        return "".join(lists).split()

    @property
    def _label(self) -> str:
        return f"label=com.docker.compose.project={self.name}"


def said(process: subprocess.Popen[str], *awaited: str, within: float) -> str:
    """
    Read what a process says until all that is *awaited* was among it.

    Args:
        process: From ``foreground``; it is ended when *within* seconds have passed.
        awaited: Words, each within a line.
        within: Seconds.
    """
    assert process.stdout is not None
    lines, missing = [], set(awaited)
    ending = Timer(within, process.terminate)
    ending.start()
    try:
        while missing and (line := process.stdout.readline()):
            lines.append(line)
            missing = {words for words in missing if words not in line}
    finally:
        ending.cancel()
    return "".join(lines)


@contextmanager
def _speaking(
    command: Sequence[str], variables: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A process to be read; told to end, and waited for, when the block ends."""
    with subprocess.Popen(
        command, env=os.environ | (variables or {}), cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=120)
