"""
Is there a container engine, and what can it run?

Asked by every fixture that needs one; where none answers, tests say so and are
skipped. Not here: what is run on it (``cluster.py``, ``conftest.py``,
``containers/``).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack

KAFKA_IMAGE = "apache/kafka:4.4.0"
PYTHON_IMAGE = "python:3.11-slim-bookworm"

# The reaper is one image more to pull, and `with` ends our containers as well. Read by
# testcontainers when it is imported.
os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"


def lacking(*images: str) -> str | None:
    """Say why containers of *images* cannot be started here; ``None`` when they can."""
    if shutil.which("docker") is None or not _docker("info", within=20):
        return "no container engine answers"
    for image in images:
        if not (
            _docker("image", "inspect", image, within=10) or _docker("pull", image, within=180)
        ):
            return f"the engine has no image {image} and cannot pull it"
    return None


def free_ports(count: int) -> list[int]:
    """Return so many ports of loopback that nobody has: a broker must tell its clients in advance."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _docker(*arguments: str, within: float) -> bool:
    """Tell whether ``docker ARGUMENTS`` succeeds *within* seconds."""
    try:
        done = subprocess.run(
            ["docker", *arguments], capture_output=True, timeout=within, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
