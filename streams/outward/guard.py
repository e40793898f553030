"""
May this address be called at all?

A feed's address comes from outside, and so do every redirect and every
webhook's address. What they must not reach is our own inside: loopback,
private networks, cloud metadata. The guard stands at the moment of connecting
and sees the very address being dialled, so that redirects, numeric hosts, IPv4
inside IPv6 and names that change their answer meet it in one place.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from yarl import URL

from streams.trouble import Trouble

# One reading of a socket brings at most about this much, so that what a server sends at
# full speed (10,000 empty interim answers, say) is parsed in pieces. Still 300 kB/s over
# the slowest line, and less memory for each of a thousand connections.
RECEIVE_BUFFER = 32 << 10

# NAT64 (RFC 6052) and the addresses that were once "IPv4-compatible" (RFC 4291) lead to the IPv4
# address at their end; Python calls both of them global.
_CARRIERS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")  # RFC 8215: a network's own, whatever is behind it

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]


class BlockedAddress(OSError):
    """The address lies inside; calling it for somebody outside is refused."""


def is_blocked(error: BaseException) -> bool:
    """Tell whether a request failed because of the guard, however its library wrapped that."""
    reasons = (error, error.__cause__, error.__context__, getattr(error, "os_error", None))
    return any(isinstance(reason, BlockedAddress) for reason in reasons)


def guarded_socket(info: AddrInfo) -> socket.socket:
    """
    Make the socket for a connection, for aiohttp's ``socket_factory``.

    Raises:
        BlockedAddress: The address is not a public one.
    """
    if not is_public(str(info[4][0])):
        # The same words for each address of a name: of different ones aiohttp would make a
        # plain OSError, and what is closed would look like what is not there.
        raise BlockedAddress("not a public address")
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
        if found.is_site_local or found in _LOCAL_NAT64:
            return False
        found = found.ipv4_mapped or found.sixtofour or _carried(found) or found
    return found.is_global and not found.is_multicast


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address in the last four bytes, where a network may send it on to that."""
    if any(address in prefix for prefix in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def allowed(entries: tuple[str, ...], *, setting: str) -> frozenset[tuple[str, int]]:
    """
    Read *setting*: the inside hosts that an operator wants to be called.

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
            raise Trouble(f"{setting}: `{entry}` is not host:port; write 127.0.0.1:8080")
        hosts.add((host, port))
    return frozenset(hosts)


def is_allowed(url: URL, hosts: frozenset[tuple[str, int]]) -> bool:
    """Tell whether *url* is at one of the inside *hosts*; the name as written, not its address."""
    return (url.host, url.port) in hosts
