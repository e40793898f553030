"""
``tocsin doctor``: is everything as it should be?

Shows what ``streams/doctor`` finds. Not here: what is looked at.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from streams.doctor.findings import Finding

EPILOG = (
    "[bold]Try[/]  tocsin doctor  ·  tocsin doctor --json | jq 'select(.level != \"ok\")'\n\n"
    "Looks at this machine, the configuration with its secrets, brokers, topics, groups, clocks, "
    "and the newest records; takes about ten seconds when nobody answers. It mends nothing, and "
    "writes one record, to `heartbeats`, to see the broker's clock.\n\n"
    "[bold]Exit codes[/]  0 all good · 1 something is broken · 3 warnings only"
)

MARKS = {"ok": ("ok", "green"), "warning": ("WARNING", "yellow"), "failure": ("FAILURE", "red")}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One finding a line, as JSON.")] = False,
) -> None:
    """Check this machine, the configuration, Kafka and the roles; say what to do."""
    import asyncio

    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.doctor.examination import examine
    from streams.doctor.findings import EXIT_CODES, worst
    from streams.render import console

    ours = settings()
    if sys.stderr.isatty():
        print("looking …", file=sys.stderr)
    findings = asyncio.run(examine(ours))
    terminal = console()
    for finding in findings:
        if as_json:
            put(finding)
        else:
            _show(terminal, finding)
    code = EXIT_CODES[worst(findings)]
    if code:
        raise typer.Exit(code)


def _show(terminal: Console, finding: Finding) -> None:
    """Print one line, and under it what to do."""
    from rich.text import Text

    from streams.wording import shown

    word, colour = MARKS[finding.level]
    line = Text.assemble((f"{word:8}", colour), f"{finding.check:13} {shown(finding.found)}")
    terminal.print(line, soft_wrap=True)
    if finding.advice:
        terminal.print(Text(f"{'':8}{'':13} → {shown(finding.advice)}"), soft_wrap=True)
