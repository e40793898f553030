"""
``tocsin demo``: what would it be like?

A thin shell around ``streams/demo/run.py``: options, and Ctrl-C at any moment.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer

EPILOG = (
    "[bold]Exit codes[/]  0 everything rang that should · 1 it did not, or something broke · "
    "130 Ctrl-C"
)


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Stay up after the summary, until Ctrl-C.")
    ] = False,
    speed: Annotated[
        float, typer.Option(min=0.1, max=20, help="Tell the story so many times faster.")
    ] = 1.0,
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep everything in this new folder; else it is removed."),
    ] = None,
) -> None:
    """See alarms go off: invented wires, a real Kafka, half a minute."""
    began = time.monotonic()
    from streams.demo.run import run_demo
    from streams.demo.stage import folder_for
    from streams.render import console
    from streams.stopping import until_told

    terminal = console()
    terminal.print("tocsin demo: invented news, the real thing behind it. Ctrl-C ends it.")
    verdict: list[bool] = []

    # Around the loop, which waits for its threads: what they still write is removed as well.
    with folder_for(folder) as place:
        telling = run_demo(
            terminal, place, began=began, speed=speed, keep=keep, conclude=verdict.append
        )
        asyncio.run(until_told(telling))
    if not verdict:
        terminal.print("stopped")
        raise typer.Exit(130)
    raise typer.Exit(0 if verdict[0] else 1)
