"""
``tocsin listen``: what does a subscriber get?

A receiver to try a subscription with, and to try a sender's patience: it verifies, shows each
message in a line, and says at the end what is missing. Not here: verifying and answering
(``streams/delivery/receiving.py``), how it looks (``listen_view.py``).
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.cli.listen_view import View
    from streams.delivery.receiving import Misbehaviour, Request

EPILOG = (
    '[bold]Try[/]  (umask 077; echo "whsec_$(openssl rand -base64 32)" > hook.secret); '
    "tocsin listen --secret file:hook.secret  ·  "
    "tocsin listen --secret file:new --secret file:old --fail 20% --seed 7  ·  "
    "tocsin listen --secret env:HOOK --hang\n\n"
    "It listens on this machine only. What is to be put where, so that tocsin sends here, is shown "
    "at the start (on stderr). The secret must be seen by the delivery role as well: a file is; a "
    "variable must be set where `tocsin run` is started, not only here.\n\n"
    "[bold]Exit codes[/]  0 all came, each once · 2 wrong usage, no secret · "
    "3 numbers are missing, or something was refused or out of order"
)

PORT = 9980
"""The same at each start: what was copied into the files stays true."""

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)%")


def listen(
    secret: Annotated[
        list[str],
        typer.Option(
            metavar="env:NAME|file:PATH", help="Where a whsec_ secret is kept; up to two."
        ),
    ],
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where; 0 takes any that is free.")
    ] = PORT,
    fail: Annotated[
        str | None, typer.Option(metavar="20%", help="Fail so many of the good requests.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Let other ones fail; the same seed, the same.")] = 0,
    status: Annotated[
        int | None,
        typer.Option(min=300, max=599, help="What it fails with (500); alone, it always fails."),
    ] = None,
    hang: Annotated[
        bool, typer.Option("--hang", help="Fail by not answering; alone, it always does.")
    ] = False,
    tolerance: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="Older or newer requests are refused.")
    ] = 300,
    count: Annotated[
        int | None, typer.Option("--for", min=1, metavar="N", help="End after so many messages.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="A request a line, then a summary, as JSON.")
    ] = False,
) -> None:
    """Receive webhooks on this machine: verify them, show gaps and repeats, fail on purpose."""
    from streams.cli.listen_view import view
    from streams.stopping import until_told

    secrets = [_secret(reference) for reference in secret]
    if len(secrets) > 2:
        raise typer.BadParameter("two at most: the new one and the old one", param_hint="--secret")
    misbehaviour = _misbehaviour(fail, seed=seed, status=status, hang=hang)
    shown = view(as_json=as_json)
    asyncio.run(until_told(_listen(secrets, port, misbehaviour, tolerance, count, secret, shown)))
    raise typer.Exit(0 if shown.conclude() else 3)


async def _listen(
    secrets: list[str],
    port: int,
    misbehaviour: Misbehaviour,
    tolerance: float,
    count: int | None,
    references: list[str],
    shown: View,
) -> None:
    """Listen until told to end, or until so many messages came."""
    from streams.delivery.receiving import receiving

    enough = asyncio.Event()

    def told(request: Request) -> None:
        shown.show(request)
        if count is not None and shown.hearing.count >= count:
            enough.set()

    async with receiving(
        secrets, port=port, misbehaviour=misbehaviour, tolerance=tolerance, told=told
    ) as receiver:
        shown.begin(receiver, references)
        await enough.wait()


def _secret(reference: str) -> str:
    """Read a secret; says what is wrong with it, without it."""
    from streams.delivery.signing import key_of
    from streams.secret import secret
    from streams.trouble import Trouble, settling

    if not reference.startswith(("env:", "file:")):
        said = "a secret is never written here, only where it is kept: env:NAME or file:PATH"
        raise typer.BadParameter(said, param_hint="--secret")
    with settling():
        found = secret(reference)
        try:
            key_of(found)
        except ValueError as error:
            make = 'make one: echo "whsec_$(openssl rand -base64 32)"'
            raise Trouble(f"the secret `{reference}` is none: {error}; {make}") from error
    return found


def _misbehaviour(fail: str | None, *, seed: int, status: int | None, hang: bool) -> Misbehaviour:
    """Read how it is to fail; ``--status`` or ``--hang`` alone means always."""
    from streams.delivery.receiving import Misbehaviour

    if hang and status is not None:
        raise typer.BadParameter("either an answer or none", param_hint="--hang, --status")
    percent = 100.0 if fail is None and (hang or status) else 0.0
    if fail is not None:
        found = _SHARE.fullmatch(fail)
        percent = float(found[1]) if found else 101.0
        if percent > 100:
            raise typer.BadParameter(f"`{fail}` is no share: write 20%", param_hint="--fail")
    return Misbehaviour(share=percent / 100, status=status or 500, hang=hang, seed=seed)
