"""
Does the composition do what the documents promise?

It is valid for either Compose, rings within a minute, tells subscribers, and leaves nothing. One
`up` serves all tests that look at it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from streams.stopping import GRACE_SECONDS
from tests.containers.composition import Composition, said
from tests.containers.subscribers import PORT, folder

# The bar, from the command to the line on the screen, with the images there.
FIRST_ALARM_SECONDS = 60.0
# The longest that anything may take here; a busy machine starts four roles at once slowly.
PATIENCE_SECONDS = 240.0

SINGLE = {"broker", "worker", "poller", "wires", "alarms"}
SUBSCRIBERS = {"delivery", "api"}
CLUSTER = {"broker-1", "broker-2", "broker-3", "cluster-worker", "cluster-poller", "cluster"}


@pytest.fixture(scope="module")
def composition(compose: list[str], image: str, kafka_image: str) -> Iterator[Composition]:
    """A project of its own, of which nothing is left afterwards."""
    assert kafka_image
    project = Composition(compose, image)
    yield project
    project.run("down", "-v")


@pytest.fixture(scope="module")
def first_alarm(composition: Composition) -> Iterator[tuple[str, float]]:
    """What `up`, as one types it, has put on the screen until it rang, and how many seconds it took."""
    began = time.monotonic()
    with composition.foreground("up", "--no-build") as process:
        screen = said(process, "ONSET", within=PATIENCE_SECONDS)
        yield screen, time.monotonic() - began


def test_is_valid(compose: list[str]) -> None:
    """
    Compose takes it as it is written, and finds what is promised.
    """
    done = Composition(compose, "tocsin").run("config", "--services")

    assert set(done.stdout.split()) == SINGLE | SUBSCRIBERS | CLUSTER
    assert done.stderr == ""


def test_up_rings_within_a_minute(first_alarm: tuple[str, float]) -> None:
    """
    The first alarm is on the screen in time.
    """
    screen, took = first_alarm

    assert "ONSET" in screen, screen
    print(f"\nfirst alarm {took:.1f} s after `up`")
    assert took < FIRST_ALARM_SECONDS


@pytest.mark.usefixtures("first_alarm")
def test_all_are_well_and_on_a_leash(composition: Composition) -> None:
    """
    Whatever runs is well and knows it; it has no more than it needs, and is there for us alone.
    """
    running = composition.containers()
    doctor = composition.run("exec", "-T", "worker", "tocsin", "doctor", codes={0, 3})

    assert doctor.stdout
    assert set(running) == SINGLE
    assert all(each["State"]["Running"] for each in running.values())
    for service in ("broker", "worker", "poller"):
        assert running[service]["State"]["Health"]["Status"] == "healthy", service
    for service, each in running.items():
        _is_on_a_leash(service, each)


@pytest.mark.usefixtures("first_alarm")
def test_tells_subscribers(
    composition: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    With their profile and a folder of one's own, a receiver gets a message that it can verify, and
    the API tells who has a token what rang, nobody else.
    """
    etc = tmp_path / "mine"
    token = folder(etc)
    monkeypatch.setenv("ETC_TOCSIN", str(etc))
    # The others stay as they are: they have the demo's folder.
    composition.run("up", "--no-build", "--detach", "--no-deps", *SUBSCRIBERS)
    composition.healthy(SUBSCRIBERS, within=PATIENCE_SECONDS)

    inside = ("exec", "-T", "delivery", "tocsin")
    listen = ("listen", "--secret", "file:hook", "--port", str(PORT), "--for", "1", "--json")
    with composition.foreground(*inside, *listen) as listener:
        assert f":{PORT}/" in said(listener, "listening on", within=PATIENCE_SECONDS)
        composition.run(*inside, "alerts", "test", "--subscription", "desk", "--wait", "120")
        heard = said(listener, '"summary"', within=PATIENCE_SECONDS)
    alerts = f"http://127.0.0.1:{composition.api_port}/v1/alerts"
    with urlopen(Request(alerts, headers={"Authorization": f"Bearer {token}"}), timeout=60) as told:
        rang = json.load(told)["items"]
    with pytest.raises(HTTPError) as stranger:
        urlopen(alerts, timeout=60)

    summary = json.loads(heard.splitlines()[-1])["summary"]
    assert summary["clean"], heard
    assert summary["subscriptions"]["desk"]["messages"] == 1
    assert "ONSET" in {each["alert"]["kind"] for each in rang}
    assert stranger.value.code == 401
    for service, each in composition.containers().items():
        _is_on_a_leash(service, each)


def test_down_leaves_nothing(composition: Composition) -> None:
    """
    Whatever was there is gone after `down -v`: containers, networks, volumes. The last one here.
    """
    composition.run("down", "-v")

    assert composition.containers() == {}
    assert composition.left() == []


def _is_on_a_leash(service: str, about: dict) -> None:
    """Assert what holds for every service."""
    host = about["HostConfig"]
    bindings = [one for each in (host["PortBindings"] or {}).values() for one in each]

    assert about["RestartCount"] == 0, service
    assert host["RestartPolicy"]["Name"] == "unless-stopped", service
    assert host["LogConfig"]["Config"]["max-size"], service
    assert all(one["HostIp"] == "127.0.0.1" for one in bindings), service
    if service != "broker":
        assert about["Config"]["StopTimeout"] > GRACE_SECONDS, service
        assert about["Config"]["User"] == "tocsin", service
        assert host["ReadonlyRootfs"], service
