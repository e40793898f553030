"""
Which bugs take theirs for ours, or ours for theirs?

What is theirs goes to the dead letters; what is ours stops the process.
"""

from __future__ import annotations

from tests.mutations.bug import Bug

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
        "an entry of a table that cannot be read is taken for the record's fault",
        "streams/packed.py",
        '            raise BrokenMemory(f"a {self._kind.__name__} cannot be read back: {error}") from error\n',
        "            raise\n",
        "tests/worker/test_shelf.py::test_a_corrupt_entry_is_our_fault",
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
