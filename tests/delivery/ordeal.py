"""
Does everyone get everything while delivery is killed at random and receivers fail?

Receivers of four kinds: well, failing one request in five, hanging, and answering 500, the
last two until the load is over. Alerts of many incidents go over the wire in revisions, some
of them replayed ones, which reach nobody; at the end an incident is taken back, which reaches
everyone. Meanwhile the process is killed at random moments and started again. Then all is
counted. Not here: the counting (``ordeal_figures.py``), and how it is run from a shell
(``acceptance.py``).
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from signal import SIGCONT, SIGSTOP
from typing import NamedTuple

from schemas.alert import Alert
from schemas.delivery import Delivery
from streams.delivery.receiving import Misbehaviour, Receiver, Request, receiving
from streams.settings import Delivery as Limits
from streams.settings import Settings
from tests.notifying.reader import cancel

from .desk import SECRET, SECRET_VARIABLE, Wire, hook, kept, news, wire
from .ordeal_figures import Figures, Outages, counted
from .role import Role

KINDS = {
    "well": Misbehaviour(),
    "flaky": Misbehaviour(share=0.2),
    "hanging": Misbehaviour(share=1, hang=True),
    "failing": Misbehaviour(share=1, status=500),
}
UNREACHED = ("hanging", "failing")
"""Until the load is over: what is taken back meanwhile they are told to have missed."""

INCIDENTS = 20
MISTAKE = "mistake"


class Knobs(NamedTuple):
    """
    How hard it is.

    Attributes:
        seconds: Of load.
        per_second: Alerts.
        kills: How many, at random moments.
        frozen: Seconds; of several processes each second victim is frozen for so long instead,
            and wakes up when another has taken over.
        each: Subscribers of each kind.
        processes: How many share the subscriptions.
        seed: Decides the moments.
        patience: Seconds that the last one may take to have everything.
    """

    seconds: float = 20
    per_second: float = 10
    kills: int = 2
    frozen: float = 10
    each: int = 2
    processes: int = 1
    seed: int = 1
    patience: float = 90


async def ordeal(
    settings: Settings, folder: Path, knobs: Knobs, say: Callable[[str], None] = lambda _: None
) -> Figures:
    """Run it all; *settings* name a broker that has our topics."""
    os.environ[SECRET_VARIABLE] = SECRET
    came: list[tuple[str, Request]] = []
    async with AsyncExitStack() as stack:
        receivers = {
            kind: await stack.enter_async_context(
                receiving([SECRET], misbehaviour=how, told=lambda r, k=kind: came.append((k, r)))  # type: ignore[misc]  # a default has no type in a lambda
            )
            for kind, how in KINDS.items()
        }
        entries = [
            hook(f"{kind}-{number}", receiver.url)
            for kind, receiver in receivers.items()
            for number in range(knobs.each)
        ]
        made = listing(settings, folder, entries, receivers)
        alerts = await stack.enter_async_context(wire(settings))
        roles = [Role(made) for _ in range(knobs.processes)]
        outages = Outages()
        async with at_work(roles):
            say(f"{len(entries)} subscribers, {knobs.processes} processes are at work")
            killing = asyncio.ensure_future(_kill(roles, knobs, outages, say))
            await _load(alerts, knobs)
            await killing
            for kind in UNREACHED:
                receivers[kind].behave(Misbehaviour())
            say(f"the load is over: {len(alerts.sent)} alerts; everyone is well again")
            due = [one for one in alerts.sent if not one.replay]
            await _until_all_have(receivers, due, knobs)
            rows = await kept(settings, Delivery)
        # What was taken back before they could have it does not come to those any more.
        reached = [one for one in due if (one.incident_id, one.kind) != (MISTAKE, "ONSET")]
        wanted = {
            f"{kind}-{number}": reached if kind in UNREACHED else due
            for kind in receivers
            for number in range(knobs.each)
        }
        heard = {name: receivers[name.partition("-")[0]].hearing[name] for name in wanted}
        refused = sum((one.hearing.refused for one in receivers.values()), Counter[str]())
        return counted(wanted, heard, refused, came, outages, rows, kills=knobs.kills)


def listing(
    settings: Settings, folder: Path, entries: list[str], receivers: dict[str, Receiver]
) -> Settings:
    """Return settings with these subscriptions, and a schedule that is run through in a minute."""
    file = folder / "subscriptions.toml"
    file.write_text("\n".join(entries))
    limits = Limits(
        timeout_seconds=3,
        allow=tuple(one.allow for one in receivers.values()),
        retry_seconds=(0.5, 1, 2, 4, 5, *[5] * 100),
    )
    return settings.model_copy(update={"subscriptions": file, "delivery": limits})


@asynccontextmanager
async def at_work(roles: list[Role]) -> AsyncIterator[None]:
    """Have *roles* at work until the block ends."""
    try:
        await asyncio.gather(*(role.start() for role in roles))
        await asyncio.gather(*(role.until_ready() for role in roles))
        yield
    finally:
        await asyncio.gather(*(role.kill() for role in roles))


async def _load(alerts: Wire, knobs: Knobs) -> None:
    """Send the revisions of some incidents, one in ten a replay's; take what came first back."""
    mistake = news(MISTAKE)
    await alerts.send(mistake)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    revisions: Counter[int] = Counter()
    for number in range(int(knobs.seconds * knobs.per_second)):
        await asyncio.sleep(begin + number / knobs.per_second - loop.time())
        incident = number % INCIDENTS
        revisions[incident] += 1
        is_replay = number % 10 == 9
        name = f"again-{incident}" if is_replay else f"i{incident}"
        await alerts.send(news(name, revisions[incident], replay=is_replay))
    await alerts.send(cancel(2, [mistake], incident_id=MISTAKE, at=datetime.now(UTC)))


async def _kill(
    roles: list[Role], knobs: Knobs, outages: Outages, say: Callable[[str], None]
) -> None:
    """Kill one of *roles* now and then while the load lasts, and start it again at once."""
    chance = Random(knobs.seed)  # noqa: S311  # no secret: the same each time
    for number in range(knobs.kills):
        await asyncio.sleep(knobs.seconds / knobs.kills * (0.3 + 0.4 * chance.random()))
        role = roles[chance.randrange(len(roles))]
        outages.begin()
        if knobs.processes > 1 and number % 2:
            role.send_signal(SIGSTOP)
            await asyncio.sleep(knobs.frozen)
            role.send_signal(SIGCONT)
        else:
            await role.kill()
            await role.start()
        # The group is put together anew, and each of them says so.
        for one in roles:
            one.is_ready.clear()
        await asyncio.gather(*(one.until_ready() for one in roles))
        outages.end()
        say(f"disturbed and back: {number + 1} of {knobs.kills}")


async def _until_all_have(receivers: dict[str, Receiver], due: list[Alert], knobs: Knobs) -> None:
    """Wait until everyone has taken everything in, or the patience is over."""
    try:
        async with asyncio.timeout(knobs.patience):
            await asyncio.gather(
                *(
                    one.taken((len(due) - (kind in UNREACHED)) * knobs.each)
                    for kind, one in receivers.items()
                )
            )
    except TimeoutError:
        return  # the counting tells what is lacking
