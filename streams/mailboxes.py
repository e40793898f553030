"""
What is an e-mail address here?

Addresses come from settings, from ``subscriptions.toml`` and over the API, and end in the
envelope and the header of a message: what could carry a line break, a second address or a
route past us is refused. Not here: whether anybody reads there.
"""

from __future__ import annotations

import re
from email.utils import formataddr

# RFC 5321 §4.5.3.1: 64 octets before the @. Quoted and non-ASCII ones are left out: hardly
# anybody has one, and many servers refuse them.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_LOCAL})@(?P<domain>(?:{_LABEL}\.)*{_LABEL})")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")

MOST = 50
"""Addresses of one subscription; more than that is a mailing list, which has an address itself."""


def address(text: str) -> str:
    """
    Return the one address that *text* is, its domain in ASCII (RFC 5891) and lower case.

    Raises:
        ValueError: It is none; says why.
    """
    plain = text.strip()
    before, at, domain = plain.rpartition("@")
    try:
        found = _ADDRESS.fullmatch(f"{before}@{domain.encode('idna').decode('ascii')}")
    except UnicodeError:
        found = None
    if not at or found is None or len(found["local"]) > 64 or len(found["domain"]) > 253:
        raise ValueError(f"`{plain[:80]}` is no e-mail address")
    return f"{found['local']}@{found['domain'].lower()}"


def addresses(text: str) -> tuple[str, ...]:
    """
    Return the addresses that stand in *text* with commas between, each once.

    Raises:
        ValueError: One is none, or there are too many, or none at all.
    """
    found = tuple(dict.fromkeys(address(one) for one in text.split(",") if one.strip()))
    if not found:
        raise ValueError("there is no e-mail address")
    if len(found) > MOST:
        raise ValueError(f"{len(found)} e-mail addresses; a subscription takes {MOST}")
    return found


def mailbox(text: str) -> tuple[str, str]:
    """
    Read ``Name <address>`` or an address alone; returns name (or nothing) and address.

    Raises:
        ValueError: It is neither.
    """
    named = _NAMED.fullmatch(text.strip())
    if named is None:
        return "", address(text)
    name = named["name"].strip().strip('"').strip()
    if not name.isprintable():
        raise ValueError("the name before an e-mail address holds a control character")
    return name, address(named["address"])


def written(name: str, where: str) -> str:
    """Write a mailbox as it stands in a header: ASCII only, the name quoted or encoded."""
    return formataddr((name, where), "utf-8")
