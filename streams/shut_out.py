"""
Why does no broker let us in?

aiokafka says only that it could not connect. Asked after that, this tries each
host once more by hand and turns what it sees into one line: what, where, and
which setting to look at. Only what waiting does not mend is told; a broker that
is starting is not. Not here: how we get in (``streams/brokers.py``).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from .brokers import Access, access_of, connection_options
from .trouble import Trouble

# A host that is there answers in milliseconds; Kafka holds a refused login back for 100 ms.
PROBE_MS = 2_000

# OpenSSL's numbers for "certificate of another name" and "of another address".
OTHER_HOST = frozenset({62, 64})
EXPIRED = 10


async def require_entrance(bootstrap: str) -> None:
    """
    Raise what keeps us out of *bootstrap*, when waiting will not mend it.

    Raises:
        Trouble: Says what is wrong, at which host, and what to do.
    """
    access = access_of(bootstrap)
    options = connection_options(access)
    hosts = [(host, port) for host, port, _ in collect_hosts(str(bootstrap))]
    known = set(hosts)
    while hosts:
        host, port = hosts.pop(0)
        try:
            told = await _brokers_by(host, port, options)
        except (OSError, KafkaError, TimeoutError) as error:
            line = await _explained(error, host, port, access)
            if line is not None:
                raise Trouble(line) from error
        else:
            # What the first broker calls the others by is what clients will call them.
            hosts += sorted(set(told) - known)
            known.update(told)


async def _brokers_by(host: str, port: int, options: dict[str, Any]) -> list[tuple[str, int]]:
    """Ask one host which brokers there are, as every client does first."""
    connection = await create_conn(host, port, request_timeout_ms=PROBE_MS, **options)
    try:
        answer = await connection.send(MetadataRequest([]))
    finally:
        connection.close()
    return [(name, number) for _, name, number, *_ in answer.brokers]


async def _explained(error: BaseException, host: str, port: int, access: Access) -> str | None:
    """Say what *error* means; ``None`` when it may pass."""
    where = f"Kafka at {host}:{port}"
    causes = list(_chain(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _of_certificate(cause, where, access)
    if any(isinstance(cause, SaslAuthenticationFailed) for cause in causes):
        return (
            f"{where} refuses the login of `{access.username}` by {access.mechanism}: "
            "check kafka.username and kafka.password"
        )
    if any(isinstance(cause, UnsupportedSaslMechanismError) for cause in causes):
        return (
            f"{where} does not take logins by {access.mechanism}: set kafka.sasl_mechanism to "
            "one that it takes"
        )
    if any(isinstance(cause, IllegalSaslStateError) for cause in causes):
        plain = "SSL" if access.has_tls else "PLAINTEXT"
        return f"{where} wants no login: set kafka.security_protocol to {plain}"
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or ""):
            return (
                f"{where} refuses our side of TLS ({cause.reason}): does it demand a certificate? "
                "Set kafka.cert_file and kafka.key_file"
            )
    return await _of_other_protocol(host, port, access, where)


def _of_certificate(error: ssl.SSLCertVerificationError, where: str, access: Access) -> str:
    """Say what is wrong with the broker's certificate."""
    if error.verify_code in OTHER_HOST:
        return (
            f"the certificate of {where} is for another host ({error.verify_message}): call it in "
            "kafka.bootstrap, or let it advertise itself, by the name in its certificate"
        )
    if error.verify_code == EXPIRED:
        return f"the certificate of {where} has expired: it needs a new one"
    trusted = f"kafka.ca_file, {access.ca_file}," if access.ca_file else "this machine"
    return (
        f"the certificate of {where} is signed by nobody that {trusted} vouches for "
        f"({error.verify_message}): set kafka.ca_file to the certificate of its authority"
    )


async def _of_other_protocol(host: str, port: int, access: Access, where: str) -> str | None:
    """Say so when *host* answers to another protocol than ours."""
    if access.has_tls:
        if await _speaks_plainly(host, port):
            less = access.protocol.replace("_SSL", "_PLAINTEXT").replace("SSL", "PLAINTEXT")
            return (
                f"{where} speaks no TLS on this port: take its TLS port in kafka.bootstrap, or, "
                f"if nobody can listen on the way, set kafka.security_protocol to {less}"
            )
    elif await _speaks_tls(host, port):
        more = access.protocol.replace("PLAINTEXT", "SSL")
        return f"{where} speaks TLS only: set kafka.security_protocol to {more}, and kafka.ca_file"
    elif await _speaks_plainly(host, port) and not access.has_login:
        return _wants_login(where, "SASL_PLAINTEXT")
    if access.has_tls and not access.has_login and await _speaks_tls(host, port):
        return _wants_login(where, "SASL_SSL")
    return None


def _wants_login(where: str, protocol: str) -> str:
    return (
        f"{where} answers, and tells us nothing without a login: set kafka.security_protocol to "
        f"{protocol}, kafka.sasl_mechanism, kafka.username and kafka.password"
    )


async def _speaks_plainly(host: str, port: int) -> bool:
    """Tell whether *host* answers Kafka's first question without TLS."""
    with suppress(OSError, KafkaError, TimeoutError):
        (await create_conn(host, port, request_timeout_ms=PROBE_MS)).close()
        return True
    return False


async def _speaks_tls(host: str, port: int) -> bool:
    """Tell whether *host* begins a TLS connection; who it is does not matter, nothing is sent."""
    anybody = ssl.create_default_context()
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PROBE_MS / 1000):
            _, writer = await asyncio.open_connection(host, port, ssl=anybody)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return True
    return False


def _chain(error: BaseException | None) -> Iterable[BaseException]:
    """Yield *error* and what caused it."""
    while error is not None:
        yield error
        error = error.__cause__
