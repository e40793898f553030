"""Does a container's health check learn what the role's page says?"""

from __future__ import annotations

import json

import pytest

from streams.health.pages import Pages


@pytest.fixture
def pages():
    """A role that is alive and not ready."""
    served = Pages("127.0.0.1", 0, {
        "/healthz": lambda: (True, {"alive": True}),
        "/readyz": lambda: (False, {"reasons": ["it is starting"]}),
    })  # fmt: skip
    served.start()
    yield served
    served.stop()


def test_alive_is_0_and_not_ready_is_1(tocsin, pages: Pages, monkeypatch) -> None:
    """The page's own words on stdout."""
    monkeypatch.setenv("TOCSIN_HEALTH__PORT", pages.url.rpartition(":")[2])
    monkeypatch.setenv("TOCSIN_HEALTH__HOST", "0.0.0.0")
    alive, ready = tocsin("health"), tocsin("health", "--ready")

    assert (alive.returncode, json.loads(alive.stdout)) == (0, {"alive": True})
    assert (ready.returncode, json.loads(ready.stdout)) == (1, {"reasons": ["it is starting"]})


@pytest.mark.parametrize(("port", "said"), [("1", b"nobody answers at 127.0.0.1, port 1"),
                                            ("off", b"health.port is not fixed")])  # fmt: skip
def test_nobody_there_is_one_line(tocsin, monkeypatch, port: str, said: bytes) -> None:
    """A dead role, and a check that cannot work."""
    monkeypatch.setenv("TOCSIN_HEALTH__PORT", port)
    done = tocsin("health")

    assert done.returncode == 1
    assert said in done.stderr
