"""
``tocsin broker``: a Kafka on this machine, until it is told to stop.

Shows where it listens and where its data lies. Not here: how it is run
(``streams/broker/embedded.py``), which topics it gets (``schemas/topics.py``).
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.settings import Settings


def broker(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Where to listen; any free port when absent."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where its data lies; without it in the state folder, where other commands look.",
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Only fetch what it needs, for a start without network.")
    ] = False,
) -> None:
    """Run the embedded Kafka in the foreground, with all topics made."""
    if fetch:
        from streams.broker.java import java

        java()
        return
    from streams.broker.embedded import folder_of
    from streams.cli.context import settings as settings_of_this_call

    settings = settings_of_this_call()
    asyncio.run(_serve_until_told(settings, folder or folder_of(settings), port))


async def _serve_until_told(settings: Settings, folder: Path, port: int | None) -> None:
    """Serve; SIGTERM and Ctrl-C end it at any moment, also while it starts."""
    serving = asyncio.create_task(_serve(settings, folder, port))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    await asyncio.wait([serving])
    if serving.cancelled():
        print("stopped")
    else:
        serving.result()


async def _serve(settings: Settings, folder: Path, port: int | None) -> None:
    """Start a broker in *folder*, tell about it, and wait; ends only by an exception."""
    from streams.broker.embedded import EmbeddedKafka
    from streams.broker.topics import ensure_topics

    async with EmbeddedKafka(folder, port=port) as kafka:
        differences = await ensure_topics(kafka.bootstrap, settings)
        print(f"Kafka listens on {kafka.bootstrap}, on this machine only")
        print(f"data and logs    {kafka.folder} (kept between runs)")
        print("to stop it       Ctrl-C", flush=True)
        for line in differences:
            print(f"note: {line}", file=sys.stderr)
        await kafka.ended()
