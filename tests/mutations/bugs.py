"""
Which bugs are planted, and which test catches each?

Each is a piece of text that stands exactly once in its file, and what takes its place.
Not here: how they are planted and tried (``__main__.py``).
"""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """
    One planted bug.

    Attributes:
        name: What it does wrong.
        file: Where, from the root of the project.
        text: What stands there once.
        instead: What is put in its place.
        caught_by: The test that must fail then, as pytest is told it.
        needs_broker: Whether that test asks a Kafka.
    """

    name: str
    file: str
    text: str
    instead: str
    caught_by: str
    needs_broker: bool = False


SHELLS = "tests/worker/test_shells.py"
OUTPUTS = "tests/worker/test_outputs.py"
NEEDED = "tests/worker/test_faust_fixes_needed.py"

ORDER = (
    Bug(
        "reading remembers before it sends",
        "agents/reading.py",
        "            await send(*handled.outputs)\n            versions.update(handled.versions)\n",
        "            versions.update(handled.versions)\n            await send(*handled.outputs)\n",
        f"{SHELLS}::test_reading_remembers_nothing_that_was_not_sent",
    ),
    Bug(
        "following changes its world before it sends",
        "agents/following.py",
        "            await send(*outcome.outputs)\n            world.apply(outcome.changes)\n",
        "            world.apply(outcome.changes)\n            await send(*outcome.outputs)\n",
        f"{SHELLS}::test_following_remembers_nothing_that_was_not_sent",
    ),
    Bug(
        "outputs are handed over, not awaited",
        "streams/outputs.py",
        "                    for topic, value, key, headers in ready\n                ]\n            )\n",
        "                    for topic, value, key, headers in ready\n                ][:0]\n            )\n",
        f"{OUTPUTS}::test_returns_when_all_are_acknowledged",
    ),
    Bug(
        "a failed send is swallowed",
        "streams/outputs.py",
        "        if isinstance(result, BaseException):\n            raise result\n",
        "        if isinstance(result, BaseException):\n            continue\n",
        f"{OUTPUTS}::test_raises_when_one_was_refused",
    ),
    Bug(
        "a dead letter is handed over, not awaited",
        "streams/outputs.py",
        "            await all_of([sent])\n",
        "            assert sent\n",
        f"{OUTPUTS}::test_a_dead_letter_is_acknowledged_before_anybody_goes_on",
    ),
    Bug(
        "changelogs are written after the commit",
        "streams/mending/commits.py",
        '        for publish in getattr(self.app, "before_commit", ()):\n'
        "            await publish()\n"
        "        return await commit_offsets(self, offsets, start_new_transaction)\n",
        "        done = await commit_offsets(self, offsets, start_new_transaction)\n"
        '        for publish in getattr(self.app, "before_commit", ()):\n'
        "            await publish()\n"
        "        return done\n",
        "tests/worker/test_faust_fixes.py::test_publishes_state_before_the_commit",
    ),
    Bug(
        "the poller remembers a document before its items are published",
        "streams/wires/publishing.py",
        "        for start in range(0, len(fresh), PORTION):\n",
        "        await self.remember(feed, replace(state, contacted=True, seen=sifted.seen))\n"
        "        for start in range(0, len(fresh), PORTION):\n",
        "tests/wires/test_crashes.py::test_a_feed_that_is_polled",
    ),
    Bug(
        "a drop folder lets go of a file before its items are published",
        "streams/wires/sources.py",
        "        taken = await self._desk.take(document, self._feed, state)\n"
        "        if taken.outcome in _READABLE",
        "        self._done[name] = None\n"
        "        await self.acknowledge()\n"
        "        taken = await self._desk.take(document, self._feed, state)\n"
        "        if taken.outcome in _READABLE",
        "tests/wires/test_crashes.py::test_a_drop_folder",
    ),
    Bug(
        "a redrive is noted before the letters are back",
        "streams/redriving.py",
        '    """\n    await _acknowledged(\n        producer.send(\n            one.letter.topic,\n',
        '    """\n    await note([one for one, _ in portion], "redriven", producer, settings)\n'
        "    await _acknowledged(\n        producer.send(\n            one.letter.topic,\n",
        "tests/worker/test_redriving.py::test_what_did_not_arrive_is_not_noted",
    ),
)
"""Effects in the wrong order, or not waited for."""

BLAME = (
    Bug(
        "a broker that takes nothing is the record's fault",
        "streams/blame.py",
        "    KafkaError,\n    FaustError,\n",
        "    FaustError,\n",
        "tests/worker/test_dead_letters.py::test_stops_for_what_is_ours",
    ),
    Bug(
        "a run of bad records goes on for ever",
        "streams/dead_limit.py",
        "        if seen.run >= self._run:\n",
        "        if seen.run >= self._run * 1_000_000:\n",
        "tests/worker/test_dead_limit.py::test_a_run_is_too_many",
    ),
    Bug(
        "a dead letter that was not sent is forgotten",
        "streams/dead_letters.py",
        '            log.critical("worker.stop", stage=stage, reason=told)\n            self._stop()\n',
        '            log.critical("worker.stop", stage=stage, reason=told)\n',
        "tests/worker/test_dead_letters.py::test_stops_when_a_dead_letter_cannot_be_sent",
    ),
    Bug(
        "an entry of a changelog that cannot be read is left out",
        "streams/tables.py",
        "                os._exit(1)  # Faust would log an exception and go on without the entry\n",
        "                continue\n",
        "tests/worker/test_tables.py::test_a_corrupt_entry_stops_the_worker",
    ),
    Bug(
        "what a newer release added is a bad record",
        "schemas/record.py",
        "class Record(msgspec.Struct, frozen=True, gc=False):\n",
        "class Record(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):\n",
        "tests/schemas/test_codec.py::test_what_a_newer_release_added_is_passed_over",
    ),
)
"""Theirs taken for ours, or ours for theirs."""

MEMORY = (
    Bug(
        "the memory of a lost partition is kept",
        "streams/tables.py",
        "                self._shelves.pop(tp.partition, None)\n",
        "                self._shelves.get(tp.partition)\n",
        "tests/worker/test_tables.py::test_forgets_partitions_that_are_lost",
    ),
    Bug(
        "a changelog overwrites what is newer",
        "streams/tables.py",
        "        if key in self._changed:\n            return\n",
        "",
        "tests/worker/test_tables.py::test_restoring_does_not_overwrite_what_is_newer",
    ),
    Bug(
        "what was forgotten is not told to the changelog",
        "streams/tables.py",
        "        super().__delitem__(key)\n        self._changed[key] = None\n",
        "        super().__delitem__(key)\n        self._changed.pop(key, None)\n",
        "tests/worker/test_tables.py::test_an_entry_that_changed_twice_is_published_once",
    ),
    Bug(
        "a worker that was expelled takes itself for a member",
        "streams/membership.py",
        "        return self._clock() - self._asked_at < self._session\n",
        "        return self._session >= 0\n",
        "tests/worker/test_membership.py::test_a_membership_holds_for_one_session_from_the_question",
    ),
)
"""What is remembered, and by whom."""

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
        "tests/health/test_watching.py::test_a_machine_that_slept_is_well",
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

BUGS = (*ORDER, *BLAME, *MEMORY, *ENDING, *FIXES)
