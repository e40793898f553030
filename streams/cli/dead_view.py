"""
How does a dead letter look on a terminal?

What came from outside is made harmless here. Not here: which letters are shown
(``streams/cli/dead.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from streams.letters import Buried
from streams.wording import clock_time, counted, shown

HEADING = f"{'ID':28}  {'AGE':>6}  {'STAGE':10}  TRY  REASON"


class Group(NamedTuple):
    """Letters of one stage with one reason: how many, from when to when, and one of them."""

    stage: str
    error_class: str
    letters: int
    oldest: datetime
    newest: datetime
    example: str


def groups_of(letters: Iterable[Buried]) -> list[Group]:
    """Count *letters* by stage and error class; the largest group first."""
    together: dict[tuple[str, str], list[Buried]] = {}
    for one in letters:
        together.setdefault((one.letter.stage, one.letter.error_class), []).append(one)
    made = [
        Group(
            stage,
            error_class,
            len(several),
            min(one.dead_at for one in several),
            max(one.dead_at for one in several),
            several[-1].letter.id,
        )
        for (stage, error_class), several in together.items()
    ]
    return sorted(made, key=lambda group: (-group.letters, group.stage, group.error_class))


def line(one: Buried, *, now: datetime, width: int | None) -> str:
    """Show a letter on one line of *width* columns, if there is one."""
    letter, fate = one.letter, one.fate
    done = f"[{fate.done}{': ' + shown(fate.why) if fate.why else ''}] " if fate else ""
    reason = f"{shown(letter.error_class) or '?'}: {shown(letter.error_text)}"
    told = (
        f"{shown(letter.id):28}  {age(now - one.dead_at):>6}  {shown(letter.stage) or '?':10}  "
        f"{letter.attempt:3}  {done}{reason}"
    )
    return told if width is None or len(told) <= width else told[: width - 1] + "…"


def group_line(group: Group, *, now: datetime) -> str:
    """Show a group on one line."""
    newest, oldest = age(now - group.newest), age(now - group.oldest)
    return (
        f"{group.letters:7,}  {shown(group.stage) or '?':10}  {shown(group.error_class) or '?':24}  "
        f"{newest if newest == oldest else f'{newest} to {oldest}'} old, "
        f"such as {shown(group.example)}"
    )


def details(one: Buried, *, now: datetime) -> Iterator[tuple[str, str]]:
    """Give the labelled lines of a letter."""
    letter, fate = one.letter, one.fate
    yield "letter", f"{shown(letter.id)}, attempt {letter.attempt}"
    yield (
        "dead",
        f"{clock_time(one.dead_at)}, {age(now - one.dead_at)} ago, at {letter.stage or '?'}",
    )
    yield "reason", f"{shown(letter.error_type or letter.error_class)}: {shown(letter.error_text)}"
    written = datetime.fromtimestamp(letter.timestamp_ms / 1000, UTC)
    place = f"{shown(letter.topic)}, partition {letter.partition}, offset {letter.offset}"
    yield "from", f"{place}, written {clock_time(written)}"
    if fate is None:
        yield "state", "open: `tocsin dead redrive` sends it back, `tocsin dead drop` closes it"
    else:
        at = datetime.fromtimestamp(fate.at_ms / 1000, UTC)
        yield "state", f"{fate.done} {clock_time(at)}{': ' + shown(fate.why) if fate.why else ''}"
    for name, value in one.headers:
        yield "header", f"{shown(name)}: {shown(value.decode('utf-8', 'backslashreplace'))}"
    yield "key", "none" if one.key is None else escaped(one.key, 200)
    yield "value", counted(one.size, "byte")


def age(span: timedelta) -> str:
    """Write how long ago something was, in one unit: ``40s``, ``12m``, ``3h``, ``5d``."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def escaped(data: bytes, longest: int) -> str:
    r"""Write the first bytes of *data* for a terminal: text as it is, all else as ``\x1b``."""
    text = data[:longest].decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )
