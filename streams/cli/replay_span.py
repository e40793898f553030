"""
How much of the past does the user mean?

Times or offsets, as ``replay plan``, ``run`` and ``worker`` take them. Not here: what of it
is followed, and how (``streams/cli/replay_choice.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.replay.planning import Span

From = Annotated[
    str | None,
    typer.Option("--from", metavar="TIME|7d", help="What was written since counts; else all."),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="TIME|1d", help="Stop there; else where it ends now.")
]
Offsets = Annotated[
    list[str] | None,
    typer.Option(
        "--offsets", metavar="P:FIRST-END", help="Instead of times: these of partition P; repeat."
    ),
]
WarmUp = Annotated[
    str | None,
    typer.Option(
        metavar="TIME|30d",
        help="Learn what was known from here on; without it from the beginning, which is exact.",
    ),
]


def span_of(
    since: str | None, until: str | None, offsets: list[str] | None, warm_up: str | None
) -> Span:
    """Read the options that say which part of the past."""
    from streams.cli.subject import now
    from streams.cli.times import past
    from streams.replay.planning import Span

    if offsets and (since or until):
        raise typer.BadParameter("either times or offsets", param_hint="--offsets")
    at = now()
    return Span(
        since=past(since, now=at, option="--from") if since else None,
        until=past(until, now=at, option="--to") if until else None,
        offsets=_offsets(offsets) if offsets else None,
        warm_up=past(warm_up, now=at, option="--warm-up") if warm_up else None,
    )


def _offsets(texts: list[str]) -> dict[int, tuple[int, int | None]]:
    """Read ``3:100-200``, or ``3:100-`` for all from there on; each partition once."""
    import re

    found: dict[int, tuple[int, int | None]] = {}
    for text in texts:
        parts = re.fullmatch(r"(\d{1,6}):(\d{1,18})-(\d{1,18})?", text)
        if parts is None:
            said = f"`{text}` is no range: write 3:100-200 for offsets 100 to 199 of partition 3"
            raise typer.BadParameter(said, param_hint="--offsets")
        if int(parts[1]) in found:
            said = f"`{text}`: partition {int(parts[1])} is named twice"
            raise typer.BadParameter(said, param_hint="--offsets")
        found[int(parts[1])] = int(parts[2]), int(parts[3]) if parts[3] else None
    return found
