"""Is everybody let in who may be, and does each mistake have its line? On a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.kafka_admin import PATIENCE_SECONDS, reachable
from streams.kafka_settings import Kafka
from streams.trouble import Trouble

from .guarded import PASSWORD, USER, Guarded, guarded

LOGIN = {"username": USER, "password": "env:KAFKA_PASSWORD"}
TLS = {"security_protocol": "SSL", "ca_file": "{ca}"}
LOGIN_TLS = {**LOGIN, "security_protocol": "SASL_SSL", "ca_file": "{ca}"}
LOGIN_PLAIN = {**LOGIN, "security_protocol": "SASL_PLAINTEXT"}

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A guarded broker whose certificate is for 127.0.0.1."""
    with guarded(tmp_path_factory.mktemp("guarded")) as made:
        yield made


@pytest.fixture(autouse=True)
def passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The right one and a wrong one."""
    monkeypatch.setenv("KAFKA_PASSWORD", PASSWORD)
    monkeypatch.setenv("WRONG_PASSWORD", "not it")


def bootstrap(broker: Guarded, listener: str, said: dict[str, str]) -> str:
    """The address of a listener, with the way in that *said* describes."""
    files = {
        "ca": broker.ca, "stranger": broker.stranger,
        "cert": broker.ours[0], "key": broker.ours[1],
    }  # fmt: skip
    filled: dict[str, Any] = {name: value.format(**files) for name, value in said.items()}
    host = getattr(broker, listener).replace("127.0.0.1", filled.pop("host", "127.0.0.1"))
    return Kafka(bootstrap=host, **filled).bootstrap or ""


@pytest.mark.parametrize(
    ("listener", "said"),
    [
        ("plain", {}),
        ("tls", TLS),
        ("mutual", {**TLS, "cert_file": "{cert}", "key_file": "{key}"}),
        *(
            (listener, {**how, "sasl_mechanism": mechanism})
            for listener, how in (("login", LOGIN_PLAIN), ("login_tls", LOGIN_TLS))
            for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
        ),
        ("tls", {**TLS, "host": "localhost", "check_hostname": "false"}),
    ],
)
async def test_lets_in(broker: Guarded, listener: str, said: dict[str, str]) -> None:
    """
    Each protocol and each mechanism that settings offer works.
    """
    await reachable(bootstrap(broker, listener, said))


@pytest.mark.parametrize(
    ("listener", "said", "line"),
    [
        ("login_tls", {**LOGIN_TLS, "password": "env:WRONG_PASSWORD"},
         f"refuses the login of `{USER}` by SCRAM-SHA-512: check kafka.username"),
        ("login", {**LOGIN_PLAIN, "password": "env:WRONG_PASSWORD", "sasl_mechanism": "PLAIN"},
         f"refuses the login of `{USER}` by PLAIN: check kafka.username"),
        ("login_tls", {**LOGIN_TLS, "password": "env:NOT_SET"}, "the variable NOT_SET is not set"),
        ("tls", {**TLS, "ca_file": "{stranger}"}, "is signed by nobody that kafka.ca_file,"),
        ("tls", {"security_protocol": "SSL"}, "is signed by nobody that this machine vouches for"),
        ("tls", {**TLS, "host": "localhost"}, "is for another host"),
        ("plain", TLS, "speaks no TLS on this port"),
        ("login", LOGIN_TLS, "set kafka.security_protocol to SASL_PLAINTEXT"),
        ("tls", {}, "speaks TLS only: set kafka.security_protocol to SSL"),
        ("login_tls", LOGIN_PLAIN, "speaks TLS only: set kafka.security_protocol to SASL_SSL"),
        ("mutual", TLS, "Set kafka.cert_file and kafka.key_file"),
        ("login", {}, "tells us nothing without a login: set kafka.security_protocol to SASL_P"),
        ("login_tls", TLS, "tells us nothing without a login: set kafka.security_protocol to SASL_S"),
        ("plain", LOGIN_PLAIN, "wants no login: set kafka.security_protocol to PLAINTEXT"),
        ("tls", {**TLS, "ca_file": "away.pem"}, "kafka.ca_file, away.pem: cannot be read: No such"),
        ("tls", {**TLS, "ca_file": "{key}"}, "holds no certificate in PEM"),
        ("tls", {**TLS, "cert_file": "{cert}", "key_file": "{ca}"}, "kafka.cert_file, kafka.key_file"),
    ],
)  # fmt: skip
async def test_each_mistake_has_its_line(
    broker: Guarded, listener: str, said: dict[str, str], line: str
) -> None:
    """
    What is wrong, at which host, which setting; soon, and without the password.
    """
    with pytest.raises(Trouble) as caught:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reachable(bootstrap(broker, listener, said))

    assert line in str(caught.value)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert "not it" not in str(caught.value)


def test_a_broker_under_another_name_than_it_was_called_by(tmp_path: Path) -> None:
    """
    The certificate fits the name in bootstrap and not the one the broker gives itself.
    """

    async def called_localhost(made: Guarded) -> None:
        named = made.tls.replace("127.0.0.1", "localhost")
        await reachable(
            Kafka(bootstrap=named, security_protocol="SSL", ca_file=made.ca).bootstrap or ""
        )

    with (
        guarded(tmp_path, hosts="DNS:localhost") as made,
        pytest.raises(Trouble, match=r"Kafka at 127\.0\.0\.1:\d+ is for another host"),
    ):
        asyncio.run(called_localhost(made))
