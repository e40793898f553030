"""
What may be said about Kafka?

The table ``[kafka]``: which cluster, how we get in, how topics are made. What
does not fit together is refused here, so that nobody believes a connection to
be encrypted or a copy to be kept which is not. Not here: what clients make of
it (``streams/brokers.py``), and the other tables (``streams/settings.py``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.access import REFERENCE

from .brokers import Access, Brokers, Mechanism, Protocol

FILES = ("ca_file", "cert_file", "key_file")


class Section(BaseModel):
    """One table of ``tocsin.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Kafka(Section):
    """Which Kafka, how we get in, and how its topics are made."""

    bootstrap: str | None = None
    """``host:port,…`` of a cluster; without one the embedded broker is started."""
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")
    """Put before every topic name and the application's group."""
    partitions: int = Field(default=12, ge=1)
    """Of topics that are not there yet; ``dispatches`` and ``readings`` never change later."""
    replication: int = Field(default=1, ge=1)
    """Of topics that are not there yet; 3 on a cluster."""
    min_insync: int | None = Field(default=None, ge=1)
    """Copies that must have a record before it counts as stored; without it one less than
    ``replication`` when that is 3 or more, else 1."""
    security_protocol: Protocol = "PLAINTEXT"
    """PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, as Kafka's own clients call it."""
    sasl_mechanism: Mechanism = "SCRAM-SHA-512"
    """PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512: how the login is proved."""
    username: str | None = None
    """Of the login; ``env:NAME`` and ``file:PATH`` are looked up."""
    password: str | None = None
    """Where it is kept: ``env:NAME``, or ``file:PATH``, whose first line counts."""
    ca_file: Path | None = None
    """Certificates (PEM) whose signature on the broker's is trusted; else this machine's."""
    cert_file: Path | None = None
    """Our own certificate (PEM), where brokers demand one."""
    key_file: Path | None = None
    """Its key (PEM), unless that stands in ``cert_file`` too."""
    key_password: str | None = None
    """Where the key's password is kept, as for ``password``."""
    check_hostname: bool = True
    """The broker's certificate must name the host that was called."""

    @field_validator("password", "key_password")
    @classmethod
    def _is_reference(cls, value: str | None) -> str | None:
        """Refuse a secret itself; the message does not repeat it."""
        if value is not None and not re.match(REFERENCE, value):
            raise ValueError(
                "a secret is named, not written: env:NAME for a variable, file:PATH for a file"
            )
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Refuse what contradicts itself, and let the address carry the way in."""
        access = self._access()
        given = {name for name in type(self).model_fields if getattr(self, name) is not None}
        if access.has_login and (self.username is None or self.password is None):
            raise ValueError(f"{access.protocol} needs kafka.username and kafka.password")
        if not access.has_login and {"username", "password"} & given:
            raise ValueError(
                f"there is a username or password, and security_protocol is {access.protocol}, "
                "which logs in nobody: set SASL_SSL"
            )
        if not access.has_tls and {*FILES, "key_password"} & given:
            raise ValueError(
                "there are files for TLS, and nothing would be encrypted: set security_protocol "
                f"to {access.protocol.replace('PLAINTEXT', 'SSL')}"
            )
        if self.key_file is not None and self.cert_file is None:
            raise ValueError("key_file is the key of cert_file, which is not set")
        if access.protocol != "PLAINTEXT" and self.bootstrap is None:
            raise ValueError(
                f"security_protocol {access.protocol} is for a cluster: set kafka.bootstrap "
                "(the embedded Kafka is open to this machine only)"
            )
        if self.copies_that_count > self.replication:
            raise ValueError(
                f"min_insync {self.min_insync} of {self.replication} copies (kafka.replication): "
                "no record could ever be stored"
            )
        if self.bootstrap is not None:
            # The model is frozen for all others.
            object.__setattr__(self, "bootstrap", Brokers(self.bootstrap, access))
        return self

    @property
    def copies_that_count(self) -> int:
        """How many copies must have a record before it is acknowledged (min.insync.replicas)."""
        if self.min_insync is not None:
            return self.min_insync
        return self.replication - 1 if self.replication >= 3 else 1

    def _access(self) -> Access:
        return Access(
            protocol=self.security_protocol,
            mechanism=self.sasl_mechanism,
            username=self.username,
            password=self.password,
            ca_file=self.ca_file,
            cert_file=self.cert_file,
            key_file=self.key_file,
            key_password=self.key_password,
            check_hostname=self.check_hostname,
        )


def beside(kafka: Kafka, folder: Path, *, apart_from: Collection[str]) -> Kafka:
    """Return *kafka* with its files looked for in *folder*, but for those named by variables."""
    found = {
        name: folder / file
        for name in FILES
        if name not in apart_from and (file := getattr(kafka, name)) is not None
    }
    return Kafka(**{**{name: getattr(kafka, name) for name in kafka.model_fields_set}, **found})
