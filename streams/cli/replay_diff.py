"""
``tocsin replay diff``: would it have rung otherwise, and why?

Not here: comparing (``streams/replay/diff/differing.py``), and how a difference reads
(``streams/cli/replay_diff_view.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from streams.replay.diff.differences import Difference

EPILOG: Final = (
    "[bold]What is compared[/]  What the replay covers, and no more: its span, countries and "
    "entries. A record that life wrote twice, because a worker was killed, counts once.\n\n"
    "[bold]Try[/]  tocsin replay diff fix-kidal  ·  tocsin replay diff fix-kidal --country ML --page "
    "kidal.html  ·  tocsin replay diff fix-kidal --against fix-gao --json\n\n"
    "[bold]Exit codes[/]  0 the same · 1 failure · 2 wrong usage · 3 different"
)
DIFFERENT: Final = 3
MOST: Final = 10
"""Differences of each kind that are shown without ``--all``."""


def diff(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A replay that is done.")],
    against: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Compare with this replay instead of with life."),
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(metavar="ML", help="Only this country; repeat for more.")
    ] = None,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Only alerts of this entry, and the incidents they tell of; repeat."
        ),
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help=f"All, not {MOST} of each kind.")] = False,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write all of it as a page.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
) -> None:
    """Show which alerts and incidents a replay adds, loses or changes, and why."""
    import asyncio

    from streams.cli.intake import put
    from streams.cli.replay_diff_page import page as page_of
    from streams.cli.replay_diff_view import told
    from streams.trouble import Trouble

    found = asyncio.run(_difference(name, against, country or [], watch or []))
    if page is not None:
        try:
            page.write_text(page_of(found), "utf-8")
        except OSError as error:
            raise Trouble(f"{page}: cannot be written: {error.strerror}") from error
    if as_json:
        put(found)
    else:
        print("\n".join(told(found, most=None if whole else MOST)))
    if not found.is_nothing:
        raise typer.Exit(DIFFERENT)


async def _difference(
    name: str, against: str | None, country: list[str], watch: list[str]
) -> Difference:
    """Compare what is asked for."""
    from streams.cli.context import settings
    from streams.cli.country_codes import countries_in
    from streams.cli.kept import bootstrap_of
    from streams.cli.progress import meter
    from streams.replay.book import replay_named
    from streams.replay.diff.differing import difference
    from streams.replay.diff.sides import Side

    ours = settings()
    bootstrap = bootstrap_of(ours)
    replay = await replay_named(bootstrap, ours, name)
    other = await replay_named(bootstrap, ours, against) if against else None
    with meter("comparing partitions") as line:
        return await difference(
            Side(bootstrap, ours, other),
            Side(bootstrap, ours, replay),
            countries=countries_in(country),
            watches=watch,
            show=line.show,
        )
