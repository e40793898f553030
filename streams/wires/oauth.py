"""
Where does the token come from, and when is a new one needed?

OAuth2 for a program: the grants ``password``, ``client_credentials`` and AFP's
``anonymous``, and ``refresh_token`` after each (RFC 6749). A token is renewed
shortly before it runs out, and when a server refuses it. Not here: other ways
of logging in (``auth.py``).
"""

from __future__ import annotations

import asyncio
import re
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from schemas.access import OAuth2
from schemas.codec import BadRecord, decode
from schemas.feed import FetchOutcome
from streams.secret import revealed, secret
from streams.trouble import Trouble

from .budget import Budget
from .fetch import Fetched, Fetcher
from .login import NotLetIn

# A token that runs out under way costs a request; one that lives for a minute only
# must not be renewed for ever.
_MARGIN_SECONDS = 60.0
_MARGIN_SHARE = 0.1

# A password that was refused is not shown again for a while: accounts get locked by
# programs that insist. A server that is down is left alone for as long as a feed's
# shortest interval.
REFUSED_PAUSE = timedelta(minutes=15)
DOWN_PAUSE = timedelta(seconds=30)

_ERROR_WORD = re.compile("[a-z_]{1,40}")  # RFC 6749 §5.2; anything else might repeat a secret


class _Answer(msgspec.Struct):
    """What a token server says, as far as we read it."""

    access_token: str | None = None
    refresh_token: str | None = None
    expires_in: float | str | None = None
    error: Any = None


class _Token(NamedTuple):
    """A token; *until* is by our clock, without end when the server does not say."""

    access: str
    refresh: str | None
    until: float

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


class TokenLogin:
    """Logs in with a token; one for all feeds of an account."""

    context = None

    def __init__(
        self, auth: OAuth2, fetcher: Fetcher, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._auth = auth
        self._fetcher = fetcher
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._token: _Token | None = None
        self._refresh: str | None = None
        self._shut: tuple[float, NotLetIn] | None = None
        self._budget: Budget | None = None
        _form(auth)  # what is missing is missed at the start

    def count_in(self, budget: Budget) -> None:
        """Count requests for tokens in *budget* from now on."""
        self._budget = budget

    async def headers(self) -> Mapping[str, str]:
        """
        Return the header with a token that still holds for a while, fetched if need be.

        Raises:
            NotLetIn: The token server gives none.
        """
        async with self._one_at_a_time:
            if self._token is None or self._clock() >= self._token.until:
                self._token = await self._fetched()
                self._refresh = self._token.refresh
            return self._token.headers()

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Let go of a refused token, unless another feed has renewed it meanwhile."""
        if self._token is not None and self._token.headers() == refused:
            self._token = None
        return True

    async def _fetched(self) -> _Token:
        """Fetch a token, by refreshing if possible; a failure holds for a while."""
        if self._shut is not None and self._clock() < self._shut[0]:
            left = timedelta(seconds=self._shut[0] - self._clock())
            raise NotLetIn("circuit_open", str(self._shut[1]), retry_after=left)
        refresh, self._refresh = self._refresh, None
        try:
            if refresh is not None:
                form = {"grant_type": "refresh_token", "refresh_token": refresh}
                token = self._read(await self._post(form))
                if isinstance(token, _Token):
                    return token._replace(refresh=token.refresh or refresh)
            token = self._read(await self._asked())
            if isinstance(token, NotLetIn):
                raise token
        except NotLetIn as shut:
            self._shut = (self._clock() + (shut.retry_after or DOWN_PAUSE).total_seconds(), shut)
            raise
        self._shut = None
        return token

    async def _asked(self) -> Fetched:
        """Ask for a new token, as the grant wants it."""
        try:
            form = _form(self._auth)
        except Trouble as trouble:  # exchanged on disk this very moment, or taken away
            raise NotLetIn("unreadable", str(trouble)) from trouble
        if self._auth.grant == "anonymous":
            self._spend()
            joint = "&" if "?" in self._auth.token_url else "?"
            return await self._fetcher.get(f"{self._auth.token_url}{joint}{urlencode(form)}")
        return await self._post(form)

    async def _post(self, form: Mapping[str, str]) -> Fetched:
        """Send a form to the token server."""
        self._spend()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            **_client(self._auth),
        }
        return await self._fetcher.post(
            self._auth.token_url, urlencode(form).encode(), headers=headers
        )

    def _spend(self) -> None:
        """Take one request out of the account's budget; raises ``NotLetIn`` when it is used up."""
        if self._budget is not None:
            self._budget.spend(now=self._clock())

    def _read(self, fetched: Fetched) -> _Token | NotLetIn:
        """Find the token in an answer, or why there is none; repeats no words of the server."""
        try:
            answer = decode(_Answer, fetched.body) if fetched.body else _Answer()
        except BadRecord:
            answer = _Answer()
        if fetched.outcome is None and answer.access_token:
            lasts = _seconds(answer.expires_in)
            margin = min(_MARGIN_SECONDS, lasts * _MARGIN_SHARE)
            until = self._clock() + lasts - margin
            return _Token(answer.access_token, answer.refresh_token, until)
        said = answer.error
        word = said if isinstance(said, str) and _ERROR_WORD.fullmatch(said) else ""
        detail = f"no token from {fetched.url.partition('?')[0]}: "
        detail += " ".join(filter(None, (fetched.detail or "none in its answer", word)))
        is_refusal = fetched.outcome in (None, "http_4xx", "gone", "http_3xx")
        outcome: FetchOutcome = fetched.outcome or "http_4xx"
        pause = REFUSED_PAUSE if is_refusal else DOWN_PAUSE
        return NotLetIn(outcome, detail[:200], retry_after=max(pause, fetched.retry_after or pause))


def _form(auth: OAuth2) -> dict[str, str]:
    """Write the form for a new token, its secrets read anew."""
    _client(auth)
    form: dict[str, str] = {"grant_type": auth.grant}
    if auth.grant == "password":
        form |= {"username": revealed(auth.user or ""), "password": secret(auth.password or "")}
    return form | ({"scope": auth.scope} if auth.scope else {})


def _client(auth: OAuth2) -> dict[str, str]:
    """Say which program asks; id and secret as they are, as servers want them in practice."""
    if auth.client_id is None:
        return {}
    words = secret(auth.client_secret) if auth.client_secret else ""
    pair = f"{revealed(auth.client_id)}:{words}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def _seconds(expires_in: float | str | None) -> float:
    """Read how long a token lasts, for ever if it does not say; some write the number as text."""
    try:
        lasts = float(expires_in or 0)
    except ValueError:
        lasts = 0
    return lasts if lasts > 0 else float("inf")
