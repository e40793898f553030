"""
How are we let in, and what do we ask for?

What an operator writes under ``[feed.auth]`` and ``[feed.api]``. A secret is
never written here, only where it is kept: these records travel on topics. Not
here: reading secrets (``streams/secret.py``) and using them
(``streams/wires/auth.py``).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from .record import Record

REFERENCE = r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$"
ADDRESS = "^https?://"

Secret = Annotated[str, msgspec.Meta(pattern=REFERENCE)]
"""Where a secret is kept: ``env:NAME``, a variable; ``file:PATH``, the first line of a file."""

Address = Annotated[str, msgspec.Meta(pattern=ADDRESS, max_length=2048)]


class Basic(Record, frozen=True, kw_only=True, tag_field="kind", tag="basic"):
    """A user and a password (RFC 7617); the user may be written as it is."""

    user: str
    password: Secret


class Bearer(Record, frozen=True, kw_only=True, tag_field="kind", tag="bearer"):
    """A token that does not change, as ``Authorization: Bearer``."""

    token: Secret


class Header(Record, frozen=True, kw_only=True, tag_field="kind", tag="header"):
    """An API key in a header of its own, such as ``X-API-Key``."""

    name: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]+$")]
    value: Secret


class Cookie(Record, frozen=True, kw_only=True, tag_field="kind", tag="cookie"):
    """A cookie as a browser sends it: ``name=value; name=value``."""

    cookie: Secret


class OAuth2(Record, frozen=True, kw_only=True, tag_field="kind", tag="oauth2"):
    """
    A token that is fetched, and renewed when it runs out (RFC 6749).

    Attributes:
        token_url: Where tokens are given.
        grant: ``password``; ``client_credentials``; ``anonymous``, AFP's way in for anybody.
        client_id: As it is, or by reference.
        client_secret: Of the client; both together are sent as Basic.
        user: For ``password``; as it is, or by reference.
        password: For ``password``.
        scope: What to ask for, if the server wants to be told.
    """

    token_url: Address
    grant: Literal["password", "client_credentials", "anonymous"]
    client_id: str | None = None
    client_secret: Secret | None = None
    user: str | None = None
    password: Secret | None = None
    scope: str | None = None

    def __post_init__(self) -> None:
        needed = {
            "password": ("user", "password"),
            "client_credentials": ("client_id", "client_secret"),
            "anonymous": (),
        }
        for name in needed[self.grant]:
            if getattr(self, name) is None:
                raise ValueError(f"the grant `{self.grant}` needs `{name}`")


class Certificate(Record, frozen=True, kw_only=True, tag_field="kind", tag="mtls"):
    """
    A certificate of our own, shown when the connection is made.

    Attributes:
        certificate: PEM file, with what leads to its authority.
        key: PEM file; the certificate's own when left out.
        password: Of the key.
        authority: PEM file of who signs the server's certificate, if the system does not know.
    """

    certificate: str
    key: str | None = None
    password: Secret | None = None
    authority: str | None = None


Auth = Basic | Bearer | Header | Cookie | OAuth2 | Certificate


class AfpSearch(Record, frozen=True, kw_only=True, tag_field="kind", tag="afp"):
    """
    The search of AFP's API; the feed's ``url`` is its address.

    Attributes:
        query: Which documents, as the API's own tree (``{name = "lang", in = ["fr"]}``).
        languages: Of the documents; all when empty.
        rows: Documents in one answer.
        overlap_seconds: Asked for again each time: documents are indexed late.
        recovery_hours: How far back the first search looks, and at most one after a break.
        requests_per_hour: What the account may ask, tokens included. Each poller counts its own
            requests from its start: with two pollers say half.
    """

    query: dict[str, Any] | None = None
    languages: tuple[str, ...] = ()
    rows: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 200
    overlap_seconds: Annotated[float, msgspec.Meta(ge=0)] = 300
    recovery_hours: Annotated[float, msgspec.Meta(gt=0)] = 24
    requests_per_hour: Annotated[int, msgspec.Meta(ge=1)] = 5000
