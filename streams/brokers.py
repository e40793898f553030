"""
How does a client of ours get into the cluster?

An address that carries its way in: whoever has it can make a client, and nobody
can make one that forgets TLS or the login. Settings make it; the embedded
broker's address is a plain ``str``, which is let in as it is. Secrets are read
when a client is made and are kept nowhere else. Not here: which settings fit
together (``streams/settings.py``), and what went wrong when a broker does not
let us in (``streams/shut_out.py``).
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from .secret import revealed, secret
from .trouble import Trouble

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
"""As Kafka writes them in ``security.protocol``."""

Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class Access(NamedTuple):
    """
    How to get in; holds references to secrets, never a secret.

    Attributes:
        protocol: Whether TLS, and whether a login.
        mechanism: Of the login.
        username: As it is, or a reference to it.
        password: ``env:NAME`` or ``file:PATH``.
        ca_file: Whose signature on the broker's certificate counts; ``None``: this machine's CAs.
        cert_file, key_file: A certificate of our own in PEM, if the broker demands one.
        key_password: Reference to what opens the key.
        check_hostname: The certificate must be for the host that we called.
    """

    protocol: Protocol = "PLAINTEXT"
    mechanism: Mechanism = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    key_password: str | None = None
    check_hostname: bool = True

    @property
    def has_tls(self) -> bool:
        """Tell whether the connection is encrypted."""
        return self.protocol.endswith("SSL")

    @property
    def has_login(self) -> bool:
        """Tell whether we say who we are by a password."""
        return self.protocol.startswith("SASL")


class Brokers(str):
    """
    ``host:port,…`` of a cluster, and how to get in.

    Attributes:
        access: The way in; it goes wherever the address goes.
    """

    __slots__ = ("access",)
    access: Access

    def __new__(cls, hosts: str, access: Access) -> Self:
        """Let the address *hosts* carry *access*."""
        made = super().__new__(cls, hosts)
        made.access = access
        return made


def access_of(bootstrap: str) -> Access:
    """Return how to get into *bootstrap*: as it is, unless it is ``Brokers``."""
    return bootstrap.access if isinstance(bootstrap, Brokers) else Access()


def client_options(bootstrap: str) -> dict[str, Any]:
    """
    Return what every aiokafka client is made with: the only place that knows.

    Raises:
        Trouble: A secret or a file is not where it should be.
    """
    return {"bootstrap_servers": str(bootstrap), **connection_options(access_of(bootstrap))}


def connection_options(access: Access) -> dict[str, Any]:
    """Return the part of ``client_options`` that is the same for each host."""
    options: dict[str, Any] = {"security_protocol": access.protocol}
    if access.has_tls:
        options["ssl_context"] = _tls(access)
    if access.has_login:
        options |= {
            "sasl_mechanism": access.mechanism,
            "sasl_plain_username": revealed(access.username or ""),
            "sasl_plain_password": secret(access.password or ""),
        }
    return options


def _tls(access: Access) -> ssl.SSLContext:
    """Make the TLS context: whom we trust, and what we show."""
    for name in ("ca_file", "cert_file", "key_file"):
        _require_readable(f"kafka.{name}", getattr(access, name))
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except ssl.SSLError as error:
        raise Trouble(f"kafka.ca_file, {access.ca_file}: holds no certificate in PEM") from error
    context.check_hostname = access.check_hostname
    if access.cert_file is not None:
        # Never None: OpenSSL would ask at the terminal, and wait.
        opened_by = secret(access.key_password) if access.key_password else ""
        try:
            context.load_cert_chain(access.cert_file, access.key_file, opened_by)
        except ssl.SSLError as error:
            files = " and ".join(str(one) for one in (access.cert_file, access.key_file) if one)
            raise Trouble(
                f"kafka.cert_file, kafka.key_file: {files} hold no certificate in PEM with the "
                f"key that belongs to it ({error.reason or 'wrong key_password?'})"
            ) from error
    return context


def _require_readable(setting: str, file: Path | None) -> None:
    """Raise ``Trouble`` when there should be a file and cannot be read."""
    if file is None:
        return
    try:
        file.open("rb").close()
    except OSError as error:
        raise Trouble(f"{setting}, {file}: cannot be read: {error.strerror}") from error
