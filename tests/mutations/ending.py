"""
Which bugs go on when nothing may be committed any more, or end what is well?

A crash and a hang end the process; a machine that slept does not.
"""

from __future__ import annotations

from tests.mutations.bug import Bug

NEEDED = "tests/worker/test_faust_fixes_needed.py"

ENDING = (
    Bug(
        "the watchdog never bites",
        "streams/health/watchdog.py",
        "            if doom is not None:\n",
        "            if doom is not None and self._every < 0:\n",
        "tests/health/test_shells.py::test_a_watchdog_ends_what_hangs",
    ),
    Bug(
        "going back counts as getting on",
        "streams/health/watching.py",
        "        if known is None or reached > known.reached:\n",
        "        if known is None or reached != known.reached:\n",
        "tests/health/test_watching.py::test_going_back_is_no_progress",
    ),
    Bug(
        "a machine that slept has its worker ended",
        "streams/health/watching.py",
        "            self._awake += min(at - self._looked_at, LONGEST_STEP)\n",
        "            self._awake += at - self._looked_at\n",
        "tests/health/test_watching.py::test_sleep_counts_for_a_moment_only",
    ),
    Bug(
        "one partition that moves hides another that stands still",
        "streams/health/watching.py",
        '            moving[f"{topic} {partition}"] = left.done\n',
        "            moving[topic] = moving.get(topic, 0) + left.done\n",
        "tests/health/test_watching.py::test_one_partition_is_enough",
    ),
    Bug(
        "nobody hears of a crash",
        "streams/app.py",
        "        for tell in self.when_crashed:\n            tell(reason)\n",
        "",
        f"{NEEDED}::test_a_crash_ends_the_worker_before_anything_else[mended]",
        needs_broker=True,
    ),
    Bug(
        "a commit passes a record in hand",
        "streams/mending/commits.py",
        "        in_hand = [m.offset for m in self.unacked if m.tp == tp and not m.acked]\n",
        "        in_hand: list[int] = []\n",
        f"{NEEDED}::test_no_commit_passes_a_record_in_hand[mended]",
        needs_broker=True,
    ),
    Bug(
        "what could not be published is left out of the next commit, which is made",
        "streams/topology.py",
        "            await app.crash(error)\n            raise\n",
        "            assert error\n",
        f"{NEEDED}::test_nothing_is_committed_that_is_not_remembered[mended-commit]",
        needs_broker=True,
    ),
)
"""When nothing may be committed any more."""
