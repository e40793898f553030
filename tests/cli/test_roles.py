"""Which roles does one machine run, and where is it said that they are?"""

from __future__ import annotations

import pytest

from streams.children import ROLES
from streams.cli.run import Role
from streams.settings import Settings
from streams.supervisor import roles_of, where_api_is


def settings(**api: object) -> Settings:
    """Settings with that ``[api]``."""
    return Settings.model_validate({"api": api})


def test_every_role_can_run_alone_and_with_the_others() -> None:
    """
    What one machine runs is what a cluster runs.
    """
    assert set(roles_of(settings())) == set(ROLES) == {role.value for role in Role}


def test_who_reads_starts_before_who_writes() -> None:
    """
    The first alarm of a start is delivered, too.
    """
    assert roles_of(settings()) == ("worker", "delivery", "api", "poller")


def test_the_api_can_be_left_out() -> None:
    """
    Nothing listens that nobody asks.
    """
    assert roles_of(settings(enabled=False)) == ("worker", "delivery", "poller")


@pytest.mark.parametrize(
    ("api", "said"),
    [
        ({}, "the API is at http://127.0.0.1:8090/v1; /openapi.json describes it"),
        (
            {"host": "::1", "port": 9},
            "the API is at http://[::1]:9/v1; /openapi.json describes it",
        ),
        ({"port": 0}, "the API takes any free port: its log tells which"),
    ],
)
def test_it_is_said_where_the_api_is(api: dict[str, object], said: str) -> None:
    """
    As one types it into a browser.
    """
    assert where_api_is(settings(**api)) == said
