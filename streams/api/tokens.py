"""
Who is asking, and what may they ask?

A file of tokens (``[api] tokens``). Of each only a hash is kept, with whose it is, what it may,
and until when; a token is long and random, so one round of SHA-256 is enough and nobody guesses
it. A stream's ticket is signed with that hash: every process that has the file knows it, and who
takes the token away takes the tickets. Not here: the commands (``streams/cli/tokens.py``), and
where a token stands in a request (``access.py``).
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, get_args

import msgspec
import structlog

from schemas.dispatch import AwareTime
from schemas.record import Record
from streams.config_files import load
from streams.trouble import Trouble

Scope = Literal["read", "stream", "subscriptions"]
SCOPES: tuple[str, ...] = get_args(Scope)

TICKET_LIFE = timedelta(seconds=60)
"""To open a stream with; a browser cannot send a token there, and addresses end up in logs."""

OWNER = "^[A-Za-z0-9][A-Za-z0-9-]{0,31}$"
"""Of what an owner has, ids and names of secrets begin with the owner and a character that no
owner holds: nobody's begin as another's do."""

_TOKEN = re.compile(r"^tocsin_([A-Za-z0-9][A-Za-z0-9.-]{0,31})_([A-Za-z0-9_-]{43})$")
_SECRET_BYTES = 32

log = structlog.get_logger(__name__)


class Token(Record, frozen=True, kw_only=True):
    """
    One token.

    Attributes:
        id: What it is called; part of the secret word.
        owner: Whose subscriptions it sees.
        scopes: ``read``: lists and documents; ``stream``: the stream; ``subscriptions``: the
            owner's own.
        sha256: Of the whole secret word, in hexadecimal.
        made, expires: When; ``None`` never.
    """

    id: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$")]
    owner: Annotated[str, msgspec.Meta(pattern=OWNER)]
    scopes: Annotated[tuple[Scope, ...], msgspec.Meta(min_length=1)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    made: AwareTime
    expires: AwareTime | None = None

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has expired."""
        return self.expires is not None and self.expires <= now


class TokenList(Record, frozen=True, kw_only=True):
    """What the file holds."""

    token: tuple[Token, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for one in self.token:
            if one.id in seen:
                raise ValueError(f"two tokens have the id `{one.id}`")
            seen.add(one.id)


class Made(NamedTuple):
    """A token, and the secret word that is shown once."""

    token: Token
    secret: str


def new_token(
    token_id: str,
    *,
    owner: str,
    scopes: Collection[Scope],
    made: datetime,
    expires: datetime | None,
) -> Made:
    """Make a token; raises ``BadRecord`` when a name does not fit."""
    secret = f"tocsin_{token_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    token = Token(
        id=token_id,
        owner=owner,
        scopes=tuple(one for one in get_args(Scope) if one in scopes),
        sha256=_hash(secret),
        made=made,
        expires=expires,
    )
    return Made(token, secret)


class Tokens:
    """
    The file, read again when it was written.

    Args:
        path: Where it is.

    Raises:
        Trouble: It is missing, or says something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp(path)
        self._by_id = self._read()

    def reread(self) -> bool:
        """
        Read the file if it was written since; tells whether something changed.

        One that cannot be read changes nothing.
        """
        before, self._stamp = self._stamp, _stamp(self._path)
        if self._stamp == before:
            return False
        try:
            self._by_id = self._read()
        except Trouble as trouble:
            log.warning("tokens.unreadable", reason=str(trouble), advice="tokens stay as they were")
            return False
        log.info("tokens.changed", tokens=len(self._by_id))
        return True

    def of_secret(self, secret: str, *, now: datetime) -> Token | None:
        """Return the token of that secret word, unless it is over; as slow when there is none."""
        parts = _TOKEN.match(secret)
        token = self._by_id.get(parts[1]) if parts else None
        known = token.sha256 if token else "0" * 64
        is_right = hmac.compare_digest(_hash(secret), known)
        return token if token and is_right and not token.is_over(now) else None

    def of_ticket(self, ticket: str, *, now: datetime) -> Token | None:
        """Return the token that a stream's ticket was given to, unless either is over."""
        token_id, _, rest = ticket.rpartition("~")
        until, _, signature = rest.partition(".")
        token = self._by_id.get(token_id)
        signed = _signed(token.sha256 if token else "0" * 64, token_id, until)
        is_right = hmac.compare_digest(signed.encode(), signature.encode())
        if token is None or not is_right or token.is_over(now):
            return None
        return token if now < _time(until) else None

    def holds(self, token: Token, *, now: datetime) -> bool:
        """Tell whether *token* is still on the list as it was, and not over."""
        return self._by_id.get(token.id) == token and not token.is_over(now)

    def _read(self) -> Mapping[str, Token]:
        return {one.id: one for one in load(self._path, TokenList).token}


def ticket_for(token: Token, *, now: datetime) -> tuple[str, datetime]:
    """Return a word that opens a stream for *token*, and until when."""
    expires = (now + TICKET_LIFE).replace(microsecond=0)
    until = urlsafe_b64encode(int(expires.timestamp()).to_bytes(6)).decode()
    return f"{token.id}~{until}.{_signed(token.sha256, token.id, until)}", expires


def _time(until: str) -> datetime:
    """Read when a ticket ends; it was signed, so it is ours."""
    with suppress(Error, ValueError, OverflowError):
        return datetime.fromtimestamp(int.from_bytes(urlsafe_b64decode(until)), UTC)
    return datetime.fromtimestamp(0, UTC)


def _signed(key: str, token_id: str, until: str) -> str:
    said = f"stream\x1f{token_id}\x1f{until}".encode("utf-8", "surrogatepass")
    return hmac.new(bytes.fromhex(key), said, sha256).hexdigest()


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _stamp(file: Path) -> tuple[int, int] | None:
    with suppress(OSError, ValueError):
        status = file.stat()
        return status.st_mtime_ns, status.st_size
    return None
