"""
May this address be called at all?

A feed's address comes from outside, and so does every redirect. What it must
not reach is our own inside: loopback, private networks, cloud metadata. The
guard stands at the moment of connecting and sees the very address being
dialled, so that redirects, numeric hosts, IPv4 inside IPv6 and names that
change their answer meet it in one place.
"""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address
from typing import Any

from yarl import URL

from streams.trouble import Trouble

# One reading of a socket brings at most about this much, so that what a server sends at
# full speed (10,000 empty interim answers, say) is parsed in pieces. Still 300 kB/s over
# the slowest line, and less memory for each of a thousand connections.
RECEIVE_BUFFER = 32 << 10

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]


class BlockedAddress(OSError):
    """The address lies inside; calling it from a feed is refused."""


def guarded_socket(info: AddrInfo) -> socket.socket:
    """
    Make the socket for a connection, for aiohttp's ``socket_factory``.

    Raises:
        BlockedAddress: The address is not a public one.
    """
    address = str(info[4][0])
    if not is_public(address):
        raise BlockedAddress(f"{address} is not a public address")
    return open_socket(info)


def open_socket(info: AddrInfo) -> socket.socket:
    """Make the socket for a connection to wherever it leads: for hosts that are allowed."""
    family, kind, protocol, _, _ = info
    made = socket.socket(family=family, type=kind, proto=protocol)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    return made


def is_public(address: str) -> bool:
    """Tell whether the IP *address* is reachable from anywhere, IPv4 unwrapped from IPv6."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def allowed(entries: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    """
    Read ``poller.allow``: the inside hosts that an operator wants to be polled.

    Raises:
        Trouble: An entry is not ``host:port``.
    """
    hosts = set()
    for entry in entries:
        try:
            url = URL(f"http://{entry}")
            host, port = url.host, url.explicit_port
        except ValueError:
            host = port = None
        if not host or port is None or url.path not in ("", "/"):
            raise Trouble(f"poller.allow: `{entry}` is not host:port; write 127.0.0.1:8080")
        hosts.add((host, port))
    return frozenset(hosts)


def is_allowed(url: URL, hosts: frozenset[tuple[str, int]]) -> bool:
    """Tell whether *url* is at one of the inside *hosts*; the name as written, not its address."""
    return (url.host, url.port) in hosts
