"""
``tocsin health``: is the role in this container alive?

For a container's health check: asks the page of the role that runs beside it with
the same settings, and loads next to nothing. Not here: the answer
(``streams/health``), and whether all of tocsin is well (``tocsin doctor``).
"""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException
from typing import Annotated

import typer

EPILOG = (
    "[bold]Try[/]  TOCSIN_HEALTH__PORT=8080 tocsin health  ·  tocsin health --ready\n\n"
    "Needs a fixed health.port, the one that the role was started with.\n\n"
    "[bold]Exit codes[/]  0 yes · 1 no, or nobody answers"
)

# A health check of Docker is given 30 s, one of Kubernetes often less.
PATIENCE_SECONDS = 5.0


def health(
    ready: Annotated[
        bool,
        typer.Option("--ready", help="Ask whether it does its work, not only whether it lives."),
    ] = False,
) -> None:
    """Ask the role that runs here whether it is alive."""
    from streams.cli.context import settings
    from streams.trouble import Trouble

    chosen = settings().health
    if chosen.port in (0, "off"):
        raise Trouble("health.port is not fixed: set it, for the role and for this command")
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(chosen.host, chosen.host)  # noqa: S104  # not bound here
    connection = HTTPConnection(here, int(chosen.port), timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/readyz" if ready else "/healthz")
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        where = f"{here}, port {chosen.port}"
        raise Trouble(f"nobody answers at {where}: {error or type(error).__name__}") from error
    finally:
        connection.close()
    print(said)
    if answer.status != 200:
        sys.stdout.flush()
        raise typer.Exit(1)
