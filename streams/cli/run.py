"""
``tocsin run``: every role on this machine, or one role.

In production each role is a process or container of its own; on one machine
``streams/supervisor.py`` starts them all. Not here: what a role does.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Annotated, Any

import typer

EPILOG = (
    "[bold]The roles[/]  poller fetches the wires · worker judges what they say and raises alerts · "
    "delivery sends them to whoever subscriptions.toml names · api answers over HTTP. Each can run "
    "alone, on a machine of its own and several times over; variables such as a webhook's secret "
    "must be set where delivery is started.\n\n"
    "[bold]Try[/]  tocsin run  ·  TOCSIN_KAFKA__BOOTSTRAP=broker:9092 tocsin run worker\n\n"
    "Without a role, and without kafka.bootstrap in the settings, the embedded Kafka is started "
    "too; watchlist.toml, feeds.toml and subscriptions.toml are made from the examples when they are "
    "missing. The API listens to this machine alone unless \\[api] says otherwise, and is left out with "
    "TOCSIN_API__ENABLED=false. "
    "A role that crashes is started again, and said. Ctrl-C or SIGTERM ends everything, a second "
    "one at once.\n\n"
    "[bold]Exit codes[/]  0 it was told to stop · 1 it failed, another start may help · "
    "2 the setup is wrong, none will"
)


class Role(StrEnum):
    """What one process can be."""

    poller = "poller"
    worker = "worker"
    delivery = "delivery"
    api = "api"


def run(
    role: Annotated[
        Role | None,
        typer.Argument(metavar="[poller|worker|delivery|api]", help="Without it, all of them."),
    ] = None,
) -> None:
    """Run every role on this machine, or one role."""
    from streams.cli.context import config_file, settings
    from streams.trouble import settling

    with settling():
        ours = settings()
    if role is None:
        from streams.render import console
        from streams.supervisor import run_all

        run_all(ours, config=config_file.get(), terminal=console())
        return

    from streams import logs
    from streams.cli.kept import bootstrap_of

    bootstrap = bootstrap_of(ours)
    logs.configure(role.value)
    if role is Role.worker:
        from streams.worker import run_worker

        run_worker(ours, bootstrap=bootstrap)
    else:
        import asyncio

        import uvloop

        from streams.stopping import until_told

        work = until_told(_work_of(role)(ours, bootstrap=bootstrap), role=role.value)
        # A thousand streams are told in two thirds of the time; the others have no such crowd.
        (uvloop.run if role is Role.api else asyncio.run)(work)


def _work_of(role: Role) -> Callable[..., Coroutine[Any, Any, None]]:
    """Load what a role that is one coroutine does, and nothing of the others."""
    if role is Role.poller:
        from streams.wires.poller import run_poller

        return run_poller
    if role is Role.delivery:
        from streams.delivery.run import run_delivery

        return run_delivery
    from streams.api.serving import run_api

    return run_api
