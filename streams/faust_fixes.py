"""
What in Faust must be mended before it may carry news?

Faults of faust-streaming 0.15.3 and its Kafka client that lose records, hold them up,
or end a worker for nothing. They are mended by replacing private methods, so only the
exact versions that this was written for are accepted. Not here: how each is mended
(``streams/mending/``), how it was found and when it can go (docs/decisions/0011), what
we do differently by choosing settings (``streams/app.py``), and which faults we stay
clear of by how agents are written (docs/invariants.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version

from .mending import commits, fetching, headers, recovery, sending
from .trouble import Trouble

WRITTEN_FOR = {"faust-streaming": "0.15.3", "mode-streaming": "0.7.1", "aiokafka": "0.14.0"}


def check_versions(installed: Callable[[str], str] = version) -> None:
    """Raise ``Trouble`` unless exactly the versions that the fixes were written for are there."""
    for package, wanted in WRITTEN_FOR.items():
        found = installed(package)
        if found != wanted:
            raise Trouble(
                f"{package} {found} is installed, but streams/faust_fixes.py mends {wanted} only:"
                f" records could be lost; run `make install`"
            )


check_versions()

FIXES: Mapping[str, Callable[[], None]] = {
    "recovery": recovery.mend_recovery,
    "seeking": recovery.mend_seeking,
    "commit_offset": commits.mend_commit_offset,
    # Each of the next three wraps the one before: asked last, who is a member publishes, then
    # commits; what comes of that is noted by the outermost.
    "commit_order": commits.mend_commit_order,
    "stale_member": commits.mend_stale_member,
    "failed_commit": commits.mend_failed_commit,
    "revocation": commits.mend_revocation,
    "sending": sending.mend_sending,
    "late_publishing": sending.mend_late_publishing,
    "position_requests": fetching.mend_position_requests,
    "header_names": headers.mend_header_names,
    "unknown_highwater": fetching.mend_unknown_highwater,
    "changelog_fetching": fetching.mend_changelog_fetching,
}
"""Each fault by name, in the order in which they are mended."""

_applied: set[str] = set()


def apply(skip: frozenset[str] = frozenset()) -> None:
    """
    Mend Faust in this process, once.

    Args:
        skip: Names in ``FIXES`` to leave out, for the tests that show what each is worth.
    """
    for name, mend in FIXES.items():
        if name not in skip and name not in _applied:
            mend()
            _applied.add(name)
