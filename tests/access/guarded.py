"""
A Kafka that lets nobody in without TLS or a login, for tests.

The embedded broker with further listeners: TLS, TLS with a certificate of the
client's, a login in plain text, and a login over TLS. Keys are made by the
`openssl` of this machine and are good for a day.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from streams.broker import embedded
from streams.broker.embedded import EmbeddedKafka

USER, PASSWORD = "wire-desk", "correct horse battery"
DAY = ("-days", "1")
NEW_KEY = ("-newkey", "rsa:2048", "-nodes")
MODULE = "org.apache.kafka.common.security"


class Authority(NamedTuple):
    """Who signs certificates."""

    certificate: Path
    key: Path

    @classmethod
    def new(cls, folder: Path, name: str) -> Authority:
        made = cls(folder / f"{name}.pem", folder / f"{name}.key")
        _openssl("req", "-x509", *NEW_KEY, *DAY, "-subj", f"/CN={name}",
                 "-keyout", made.key, "-out", made.certificate)  # fmt: skip
        return made

    def sign(self, folder: Path, name: str, hosts: str) -> tuple[Path, Path]:
        """Return a certificate for *hosts* (``IP:…``, ``DNS:…``) and its key."""
        asked, key = folder / f"{name}.csr", folder / f"{name}.key"
        certificate, names = folder / f"{name}.pem", folder / f"{name}.cnf"
        names.write_text(f"subjectAltName={hosts}")
        _openssl("req", *NEW_KEY, "-subj", f"/CN={name}", "-keyout", key, "-out", asked)
        _openssl("x509", "-req", *DAY, "-in", asked, "-CA", self.certificate, "-CAkey", self.key,
                 "-CAcreateserial", "-extfile", names, "-out", certificate)  # fmt: skip
        return certificate, key


class Guarded(NamedTuple):
    """Where the broker listens for whom (``host:port``), and what lets one in."""

    plain: str
    tls: str
    mutual: str
    login: str
    login_tls: str
    ca: Path
    ours: tuple[Path, Path]
    stranger: Path


class WithUser(EmbeddedKafka):
    """The embedded broker, with a user who may log in."""

    def _format(self, *more: str) -> None:
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            more += ("--add-scram", f'{mechanism}=[name="{USER}",password="{PASSWORD}"]')
        super()._format(*more)


@contextmanager
def guarded(folder: Path, *, hosts: str = "IP:127.0.0.1") -> Iterator[Guarded]:
    """Run a broker whose certificate is for *hosts*."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl, to make keys")
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority.new(folder, "authority")
    certificate, key = authority.sign(folder, "broker", hosts)
    pem = folder / "broker-both.pem"
    pem.write_text(key.read_text() + certificate.read_text())
    ports = dict(zip(("SSL", "MUTUAL", "SASL_PLAINTEXT", "SASL_SSL"), _free_ports(4), strict=True))
    plain = embedded.server_properties

    def properties(*, port: int, controller_port: int) -> str:
        named = {"PLAINTEXT": port, **ports}
        listeners = ",".join(f"{name}://127.0.0.1:{number}" for name, number in named.items())
        # Of two lines for one key the later counts.
        ours = (
            f"listeners={listeners},CONTROLLER://127.0.0.1:{controller_port}",
            f"advertised.listeners={listeners}",
            *_guards(pem, authority.certificate),
        )
        unguarded = plain(port=port, controller_port=controller_port)
        return unguarded + "".join(f"{line}\n" for line in ours)

    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(embedded, "server_properties", properties)
        broker = stack.enter_context(WithUser(folder / "kafka"))
        yield Guarded(
            broker.bootstrap,
            *(f"127.0.0.1:{port}" for port in ports.values()),
            authority.certificate,
            authority.sign(folder, "us", "DNS:us"),
            Authority.new(folder, "stranger").certificate,
        )


def _guards(pem: Path, ca: Path) -> Iterator[str]:
    """Yield the properties that guard the listeners."""
    protocols = "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,MUTUAL:SSL"
    yield f"listener.security.protocol.map={protocols},SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL"
    yield f"ssl.keystore.type=PEM\nssl.keystore.location={pem}"
    yield f"ssl.truststore.type=PEM\nssl.truststore.location={ca}"
    yield "listener.name.mutual.ssl.client.auth=required"
    yield "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"
    for listener in ("sasl_plaintext", "sasl_ssl"):
        for mechanism in ("scram-sha-256", "scram-sha-512"):
            yield (
                f"listener.name.{listener}.{mechanism}.sasl.jaas.config="
                f"{MODULE}.scram.ScramLoginModule required;"
            )
        yield (
            f"listener.name.{listener}.plain.sasl.jaas.config="
            f'{MODULE}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";'
        )


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _openssl(*arguments: object) -> None:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
