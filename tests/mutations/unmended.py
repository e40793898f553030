"""
Which faults of Faust would come back unnoticed?

Each is a fix that is not applied (docs/decisions/0011).
"""

from __future__ import annotations

from tests.mutations.bug import Bug

NEEDED = "tests/worker/test_faust_fixes_needed.py"


def _without(fix: str, mend: str, caught_by: str) -> Bug:
    """Return the bug that *fix* is not applied."""
    line = f'    "{fix}": {mend},\n'
    return Bug(
        f"Faust's fault `{fix}` is not mended",
        "streams/faust_fixes.py",
        line,
        "",
        caught_by,
        needs_broker=True,
    )


FIXES = (
    _without(
        "seeking",
        "recovery.mend_seeking",
        f"{NEEDED}::test_what_was_fetched_of_a_new_partition_is_fetched_again[mended]",
    ),
    _without(
        "failed_commit",
        "commits.mend_failed_commit",
        f"{NEEDED}::test_a_commit_that_failed_is_made_again[mended]",
    ),
    _without(
        "revocation",
        "commits.mend_revocation",
        f"{NEEDED}::test_what_is_done_is_committed_before_it_is_given_away[mended]",
    ),
    _without(
        "sending",
        "sending.mend_sending",
        f"{NEEDED}::test_what_is_given_to_fausts_producer_is_refused[mended]",
    ),
    _without(
        "header_names",
        "headers.mend_header_names",
        "tests/worker/test_header_names.py::test_a_worker_reads_on[mended]",
    ),
    _without(
        "unknown_highwater",
        "fetching.mend_unknown_highwater",
        f"{NEEDED}::test_a_partition_whose_end_is_unknown_is_read[mended]",
    ),
    Bug(
        "Faust's fault `position_requests` is not mended",
        "streams/mending/fetching.py",
        "            if error.invalid_metadata:\n",
        "            if error is None:\n",
        "tests/worker/test_position_requests.py::test_reads_on_when_the_leader_has_moved[mended]",
        needs_broker=True,
    ),
    _without(
        "changelog_fetching",
        "fetching.mend_changelog_fetching",
        f"{NEEDED}::test_changelogs_are_not_fetched_while_working[mended]",
    ),
)
"""Fixes of Faust that are left out; each has a broker test (docs/decisions/0011)."""
