"""
Who asks, and may they ask this?

With a file of tokens: whoever shows one, for what its scopes allow. Without: anybody on this
machine, and nobody else, which is also why the name that was called must be this machine's: a
page in somebody's browser could lead a name of its own here (DNS rebinding). Not here: the file
(``tokens.py``), and how much one may ask (``limits.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from .problems import Problem
from .tokens import SCOPES, Scope, Token, Tokens

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
LOCAL_OWNER = "local"
"""Who asks when nobody need say who they are."""

CHALLENGE = 'Bearer realm="tocsin"'


class Caller(NamedTuple):
    """
    Who asks.

    Attributes:
        owner: Whose subscriptions they see.
        scopes: What they may.
        counted_as: Under which name their requests are counted.
        token: What they showed, when tokens are asked for.
    """

    owner: str
    scopes: tuple[str, ...]
    counted_as: str
    token: Token | None = None


class Access:
    """The door."""

    def __init__(self, tokens: Tokens | None, now: Callable[[], datetime]) -> None:
        self._tokens = tokens
        self._now = now

    @property
    def asks_for_tokens(self) -> bool:
        """Whether there are tokens."""
        return self._tokens is not None

    def caller(self, request: web.Request, *, ticket: str | None) -> Caller:
        """
        Return who asks.

        Raises:
            Problem: 401, with what to show; 421 when another machine's name was called.
        """
        address = request.remote or "somewhere"
        if self._tokens is None:
            self.require_own_name(request)
            return Caller(LOCAL_OWNER, SCOPES, address)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if ticket is not None:
            token = self._tokens.of_ticket(ticket, now=self._now())
        elif scheme.lower() == "bearer":
            token = self._tokens.of_secret(secret.strip(), now=self._now())
        else:
            raise _unauthorised("show a token: `Authorization: Bearer …`", CHALLENGE)
        if token is None:
            why = "this token is not known, or has expired"
            raise _unauthorised(why, f'{CHALLENGE}, error="invalid_token"')
        return Caller(token.owner, token.scopes, f"token {token.id}", token)

    def require_own_name(self, request: web.Request) -> None:
        """Raise ``Problem`` (421) when there are no tokens and another name was called."""
        name = request.host.rpartition(":")[0] if _has_port(request.host) else request.host
        if self._tokens is None and name.lower() not in OWN_NAMES:
            raise Problem(421, "without tokens only this machine's own names are answered")

    def still_holds(self, caller: Caller) -> bool:
        """Tell whether *caller* would be let in now, as long streams ask from time to time."""
        if self._tokens is None or caller.token is None:
            return True
        return self._tokens.holds(caller.token, now=self._now())


def require(caller: Caller, scope: Scope) -> None:
    """Raise ``Problem`` (403) when *caller* may not do this."""
    if scope not in caller.scopes:
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise Problem(
            403, f"this token has no scope `{scope}`", kind="wrong-scope",
            headers={"WWW-Authenticate": challenge},
        )  # fmt: skip


def _unauthorised(why: str, challenge: str) -> Problem:
    return Problem(401, why, kind="unauthorised", headers={"WWW-Authenticate": challenge})


def _has_port(host: str) -> bool:
    return ":" in host.rpartition("]")[2]
