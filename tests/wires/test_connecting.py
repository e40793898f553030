"""Is it said in plain words why there is no connection?"""

from __future__ import annotations

import errno

import pytest

from streams.outward.connecting import no_connection


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 9999)"),
            "connection refused: nothing listens there (does it run? the right port?)",
        ),
        (OSError(errno.ETIMEDOUT, "x"), "nobody answered in time (does a firewall stop it?)"),
        (OSError(errno.EPERM, "Connect call failed"), "operation not permitted"),
        (OSError("Multiple exceptions: …"), "no way there"),
        (None, "no way there"),
    ],
)
def test_what_the_system_says_counts(error: OSError | None, said: str) -> None:
    """Not what asyncio writes into it: that names its own call."""
    assert no_connection(error) == said
