"""
Which bugs have effects in the wrong order, or do not wait for them?

Outputs, then state, then the record (docs/invariants.md).
"""

from __future__ import annotations

from tests.mutations.bug import Bug

SHELLS = "tests/worker/test_shells.py"
OUTPUTS = "tests/worker/test_outputs.py"

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
        "what is remembered is published piece by piece",
        "streams/outputs.py",
        "BatchBuilder(LARGEST_RECORD, UNCOMPRESSED)",
        "BatchBuilder(10_000, UNCOMPRESSED)",
        "tests/worker/test_publishing.py::test_all_tables_are_published_together",
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
