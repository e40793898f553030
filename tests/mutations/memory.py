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
