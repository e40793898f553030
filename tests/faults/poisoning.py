"""
What if the wires carry what nobody can read?

Not here: dead letters themselves (``streams/dead_letters.py``) and the way back in
(``tocsin dead``).
"""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import count, islice

from streams.kafka import partition_of

from .load import Sent, poison
from .scenario import RECORDS, Bench, Scenario
from .sending import steady

ONE_PERCENT = 99  # readable ones to each that is not
RUN = 50
ENOUGH = RUN + 10


async def sprinkled(bench: Bench) -> None:
    """One record in a hundred is unreadable: all others are handled as if it were not there."""
    bench.broke("one record in a hundred is unreadable")
    await bench.load.reached(600 if bench.is_quick else RECORDS)


async def run_of_bad(bench: Bench) -> None:
    """
    Fifty in a row stop the worker, again and again, until somebody acts.

    Here the operator raises ``worker.dead_limit``, as the log advises after a look at ``dead``.
    """
    worker = bench.worker
    ended = len(worker.ends)
    async with bench.load.pausing:
        sent = len(bench.load.acknowledged)
        await bench.watching.progress(sent - len(bench.watching.decided))
        bench.broke(f"{RUN} unreadable records in a row")
        await bench.load.send(side_by_side(RUN, bench.settings.kafka.partitions))
        async with asyncio.timeout(60):
            while len(worker.ends) < ended + 2:  # it was started again, and stopped again
                await worker.ended(within=60)
                await asyncio.sleep(0.1)
    limit = {"dead_limit": ENOUGH}
    raised = worker.settings.worker.model_copy(update=limit)
    await worker.stop()
    worker.settings = worker.settings.model_copy(update={"worker": raised})
    worker.start()
    bench.helped = "no: an operator raised dead_limit"
    await bench.watching.progress()


def side_by_side(many: int, partitions: int) -> list[Sent]:
    """Return *many* unreadable records of one partition."""
    made = (poison(f"run-{number}") for number in count())
    return list(islice((one for one in made if partition_of(one.key, partitions) == 0), many))


SCENARIOS = (
    Scenario(
        "poison",
        "one record in a hundred unreadable",
        sprinkled,
        load=partial(steady, poison_every=ONE_PERCENT),
    ),
    Scenario("poison-run", "50 unreadable records in a row", run_of_bad),
)
