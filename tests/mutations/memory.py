"""
Which bugs remember what is no longer so, or forget what is?

The memory of a partition is its changelog's, and nobody else's.
"""

from __future__ import annotations

from tests.mutations.bug import Bug

MEMORY = (
    Bug(
        "the memory of a lost partition is kept",
        "streams/tables.py",
        "                self._shelves.pop(tp.partition).close()\n",
        "                self._shelves[tp.partition].close()\n",
        "tests/worker/test_tables.py::test_forgets_partitions_that_are_lost",
    ),
    Bug(
        "a changelog overwrites what is newer",
        "streams/entries.py",
        "            if key in ours:\n                continue\n",
        "",
        "tests/worker/test_shelf.py::test_restoring_does_not_overwrite_what_is_newer",
    ),
    Bug(
        "what was forgotten is not told to the changelog",
        "streams/shelf.py",
        "        super().__delitem__(key)\n        self._changed[key] = None\n",
        "        super().__delitem__(key)\n        self._changed.pop(key, None)\n",
        "tests/worker/test_shelf.py::test_what_changed_is_taken_once",
    ),
    Bug(
        "what somebody else wrote to a changelog is passed over",
        "streams/shelf.py",
        "        if by_offset and sorted(by_offset) == list(follows):\n",
        "        if by_offset:\n            follows = range(max(by_offset), max(by_offset) + 1)\n",
        "tests/worker/test_shelf.py::test_agreement_stays_when_somebody_else_wrote",
    ),
    Bug(
        "a newer state that is not yet published is taken for the one that is",
        "streams/on_disk.py",
        "            if key in self._above and self._above[key] is value:\n",
        "            if key in self._above:\n",
        "tests/worker/test_shelf.py::test_what_changes_while_it_is_published_is_published_again",
    ),
    Bug(
        "a worker that was expelled takes itself for a member",
        "streams/membership.py",
        "        return self._clock() - self._asked_at < self.session\n",
        "        return self.session >= 0\n",
        "tests/worker/test_membership.py::test_a_membership_holds_for_one_session_from_the_question",
    ),
    Bug(
        "what is published may take longer to arrive than the session lasts",
        "streams/membership.py",
        "        return self._clock() - self._asked_at < self.session / 2\n",
        "        return self._clock() - self._asked_at < self.session\n",
        "tests/worker/test_membership.py::test_it_publishes_only_while_what_it_sends_has_time_to_arrive",
    ),
)
"""What is remembered, and by whom."""
