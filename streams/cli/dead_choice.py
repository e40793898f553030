"""
Which dead letters does the user mean?

The options that the verbs of ``tocsin dead`` share, and the letters that they choose.
Not here: what is done with them (``streams/cli/dead.py``, ``dead_redrive.py``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Annotated, Final

import typer

from streams.cli.context import settings
from streams.cli.kept import bootstrap_of
from streams.trouble import Trouble

if TYPE_CHECKING:
    from streams.letters import Buried, Choice

ID: Final = re.compile(r".+-\d{1,6}-\d{1,19}")
"""Topic, partition and offset."""

AsJson = Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")]
Stage = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who gave up: reading, following, parsing.")
]
Reason = Annotated[
    str | None, typer.Option(metavar="WORDS", help="An error class, or words of its text.")
]
Since = Annotated[str | None, typer.Option(metavar="2h|TIME", help="Given up then or later.")]
Until = Annotated[str | None, typer.Option(metavar="2h|TIME", help="Given up then or earlier.")]


def choice(
    *,
    ids: Iterable[str] = (),
    stage: str | None = None,
    reason: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Choice:
    """Put the options together; raises ``typer.BadParameter`` for a time or an id that is none."""
    from streams.cli.subject import now
    from streams.cli.times import since as moment_since
    from streams.letters import Choice

    named = frozenset(ids)
    for one in sorted(named):
        if not ID.fullmatch(one):
            said = f"`{one}` is no id: they look like dispatches-3-1042, see `tocsin dead list`"
            raise typer.BadParameter(said, param_hint="ID")
    at = now()
    return Choice(
        ids=named,
        stage=stage,
        reason=reason,
        since=moment_since(since, now=at, option="--since") if since else None,
        until=moment_since(until, now=at, option="--until") if until else None,
        prefix=settings().kafka.prefix,
    )


def narrowed(wanted: Choice) -> Choice:
    """Return *wanted*; raises ``typer.BadParameter`` when it would be everything there is."""
    if wanted.is_all:
        raise typer.BadParameter("say which: ids, --stage, --reason, --since or --until")
    return wanted


async def found(wanted: Choice) -> list[Buried]:
    """
    Return the letters that are *wanted*, open or not, oldest first.

    Raises:
        Trouble: No Kafka answers, or one of the ids names no letter.
    """
    from streams.cli.progress import meter
    from streams.letters import register
    from streams.wording import counted

    ours = settings()
    with meter("reading dead letters") as line:
        seen = await register(
            ours,
            bootstrap=bootstrap_of(ours),
            start=wanted.since or "beginning",
            progress=line.show,
        )
    if seen.strange:
        told = f"{counted(seen.strange, 'record')} on the topic `dead`"
        print(f"tocsin: passed over {told} that are no dead letters of ours", file=sys.stderr)
    letters = [one for one in seen.letters() if wanted.takes(one)]
    _require_all(wanted.ids, letters, prefix=wanted.prefix)
    return letters


async def chosen(wanted: Choice, *, force: bool) -> list[Buried]:
    """Return those to do something about: by their ids any, by what they are only open ones."""
    letters = await found(wanted)
    if not wanted.ids and not force:
        letters = [one for one in letters if one.is_open]
    if not letters:
        raise Trouble(
            "no open dead letter is like that; `tocsin dead list --summary` shows what is"
        )
    return letters


def _require_all(ids: Collection[str], letters: Iterable[Buried], *, prefix: str) -> None:
    """Raise ``Trouble`` when one of *ids* names none of *letters*."""
    known = {one.letter.id for one in letters}
    unknown = set(ids) - known - {id_.removeprefix(prefix) for id_ in known}
    if unknown:
        raise Trouble(
            f"no dead letter has the id {', '.join(sorted(unknown))}; "
            "`tocsin dead list --all` shows all that are kept"
        )
