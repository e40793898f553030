"""
How does ``tocsin listen`` show what it hears?

A line for each request and a summary, for people or as JSON. What came over the network is made
harmless before a terminal sees it. Not here: what is wrong with a request
(``streams/delivery/hearing.py``, ``verifying.py``).
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from streams.cli.intake import put
from streams.delivery.hearing import Hearing
from streams.render import KIND_STYLES, console
from streams.wording import counted, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from streams.delivery.receiving import Receiver, Request

# A receiver that began in the middle of a long outage misses hundreds.
MOST_NUMBERS = 12


class View(ABC):
    """
    What is shown.

    Attributes:
        hearing: What the receiver took in so far.
    """

    def __init__(self) -> None:
        self.hearing = Hearing()

    def begin(self, receiver: Receiver, references: Sequence[str]) -> None:
        """Say, on stderr, where it listens and what is to be put where."""
        self.hearing = receiver.hearing
        print(_to_do(receiver, references), file=sys.stderr, flush=True)

    @abstractmethod
    def show(self, request: Request) -> None:
        """Show one request."""

    @abstractmethod
    def conclude(self) -> bool:
        """Show what there was in all; return whether all was well."""


class _Lines(View):
    """For people."""

    def __init__(self) -> None:
        super().__init__()
        self._terminal = console()

    def show(self, request: Request) -> None:
        line = Text(f"{request.at:%H:%M:%S}  ", no_wrap=True, overflow="ellipsis")
        if request.envelope is None:
            line.append("REFUSED", "bold red").append(f"  {shown(request.why)}")
        else:
            message = request.envelope.data
            line.append(f"{shown(message.subscription_id)} #{message.delivery_seq}  ", "bold")
            if request.end != "new":
                line.append(f"{request.end} ", "yellow")
            if request.end == "failed":
                line.append(f"with {request.status or 'no answer'}  ", "yellow")
            kind = request.envelope.type.removeprefix("tocsin.").removeprefix("alert.").upper()
            line.append(f" {kind} ", KIND_STYLES.get(kind, "bold"))
            line.append(f"  {'  ·  '.join(shown(alert.headline) for alert in message.alerts)}")
        self._terminal.print(Group(line))  # alone, `print` would lose its no_wrap
        for problem in request.problems:
            self._terminal.print(Text(f"          WRONG  {shown(problem)}", "bold red"))
        if request.waiting_for:
            self._terminal.print(
                Text(f"          waiting for {_numbers(request.waiting_for)}", "dim")
            )

    def conclude(self) -> bool:
        for subscription_id, heard in self.hearing.items():
            parts = [counted(len(heard.messages), "message")]
            if repeats := heard.repeats.total():
                parts.append(f"{repeats} came again")
            if missing := heard.gaps():
                parts.append(f"missing {_numbers(missing)}")
            if heard.problems:
                parts.append(f"{len(heard.problems)} wrong")
            print(f"{shown(subscription_id)}: {', '.join(parts)}")
        for why, count in self.hearing.refused.most_common():
            print(f"refused {count}×: {shown(why)}")
        if not self.hearing and not self.hearing.refused:
            print("nothing came")
        return self.hearing.is_clean


class _Json(View):
    """For programs."""

    def show(self, request: Request) -> None:
        found: dict[str, Any] = {**request._asdict(), "type": None, "message": None}
        envelope = found.pop("envelope")
        if envelope is not None:
            found |= {"type": envelope.type, "message": envelope.data}
        put(found)

    def conclude(self) -> bool:
        put({"summary": {
            "clean": self.hearing.is_clean,
            "refused": dict(self.hearing.refused),
            "subscriptions": {
                subscription_id: {
                    "messages": len(heard.messages),
                    "repeats": heard.repeats.total(),
                    "missing": heard.gaps(),
                    "problems": heard.problems,
                }
                for subscription_id, heard in self.hearing.items()
            },
        }})  # fmt: skip
        return self.hearing.is_clean


def view(*, as_json: bool) -> View:
    """Return how to show it."""
    return _Json() if as_json else _Lines()


def _to_do(receiver: Receiver, references: Sequence[str]) -> str:
    """Say what is to be put where; each block can be copied as it stands."""
    secrets = ", ".join(f'"{_from_anywhere(reference)}"' for reference in references)
    steps = [
        f"""Into tocsin.toml, or nothing is sent to an address of this machine:

[delivery]
allow = ["{receiver.allow}"]""",
        f"""Into subscriptions.toml:

[[subscription]]
id = "listen"
channel = "webhook"
target = "{receiver.url}"
secrets = [{secrets}]""",
        *(_variable(reference) for reference in references if reference.startswith("env:")),
        """Start delivery again (`tocsin run`), then, in another terminal:

tocsin alerts test --subscription listen""",
    ]
    told = "\n\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return f"listening on {receiver.url}; Ctrl-C ends it.\nTo have tocsin send here:\n\n{told}\n"


def _from_anywhere(reference: str) -> str:
    """Return *reference* as the delivery role understands it, which runs in another folder."""
    kind, _, place = reference.partition(":")
    return f"file:{Path(place).absolute()}" if kind == "file" else reference


def _variable(reference: str) -> str:
    name = reference.removeprefix("env:")
    return f"""Set {name} to the same secret in the terminal where delivery is started: it
   signs, and sees no variable of this one. --secret file:PATH spares that."""


def _numbers(missing: Iterable[int]) -> str:
    """Write numbers, the first of many only."""
    found = list(missing)
    more = f" and {len(found) - MOST_NUMBERS} more" if len(found) > MOST_NUMBERS else ""
    return ", ".join(f"#{number}" for number in found[:MOST_NUMBERS]) + more
