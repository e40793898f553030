"""
Why can a port not be listened on?

For whoever starts a role, or a receiver to try. Not here: who listens where
(``streams/api``, ``streams/health``, ``streams/delivery/receiving.py``).
"""

from __future__ import annotations

import errno


def cannot_listen(host: str, port: int, error: OSError) -> str:
    """Say why nobody can listen at *port* of *host*; the caller says what else to try."""
    # asyncio writes its own words into the error, so the number counts.
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: another program listens there (lsof -i :{port})"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} cannot be had: below 1024 only root may listen"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine"
    return f"port {port} of {host} cannot be listened on ({error.strerror or error})"
