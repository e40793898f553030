"""
What may be said about the API?

The table ``[api]``: where it listens, who is let in, and how much one of them may ask. Without
a file of tokens anybody who reaches it may do anything, so then it listens to this machine
alone. Not here: the tokens themselves (``streams/api/tokens.py``).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from .kafka_settings import Section

ORIGIN = re.compile(r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$")


class Api(Section):
    """Where the API listens, and whom it lets in."""

    enabled: bool = True
    """Whether ``tocsin run`` without a role starts it."""
    host: str = "127.0.0.1"
    """Where it listens; any address but this machine's own needs ``tokens``."""
    port: int = Field(default=8090, ge=0, le=65535)
    """Where it listens; 0 takes any free one, which the log tells."""
    tokens: Path | None = None
    """File of tokens, as ``tocsin tokens new`` writes it; without one anybody on this machine
    may ask anything."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+[^\s?#/]$")
    """How readers reach it, for links in documents, when a proxy stands before it."""
    origins: tuple[str, ...] = ()
    """Whose web pages may read it with a browser (CORS): "https://desk.example"."""
    authority: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"
    )
    """Domain that stands in the ids of documents, and signs CAP messages as their sender; ids
    outlive a move. Without it the host of ``public_url``."""
    references: tuple[str, ...] = ()
    """How a reference to a secret must begin in subscriptions made over the API, such as
    "env:HOOK_{owner}_"; without any they may name none."""
    rate_per_second: float = Field(default=20, gt=0)
    """Requests of one token, or of one address, in the long run."""
    burst: int = Field(default=60, ge=1)
    """Requests of one token, or of one address, at once."""
    streams_each: int = Field(default=20, ge=1)
    """Streams that one token, or one address, may hold open."""
    streams: int = Field(default=2000, ge=1)
    """Streams of all together."""
    keep_alerts: int = Field(default=10_000, ge=100)
    """So many of the newest alerts stay in memory; older ones are read from Kafka."""
    keep_incidents: int = Field(default=10_000, ge=100)
    """So many of the incidents that changed last stay in memory."""
    window_days: float = Field(default=14, gt=0, le=400)
    """Incidents that changed within these days stay in memory, and alerts in feeds."""

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not ORIGIN.match(one):
                raise ValueError(f"`{one}` is no origin: scheme, host and port, as browsers say it")
        return value

    @field_validator("references")
    @classmethod
    def _are_references(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not re.match(r"^(env:|file:/)[A-Za-z0-9{]", one):
                raise ValueError(
                    f"`{one}` would allow any secret: begin with env: and part of a name, or with "
                    "file: and a folder"
                )
            if re.search(r"\{owner\}(?![_./])", one):
                raise ValueError(
                    f"`{one}`: behind {{owner}} belongs one of `_`, `.` and `/`, which no owner's "
                    "name holds: else one could name the secrets of another"
                )
        return value

    @model_validator(mode="after")
    def _is_closed(self) -> Self:
        """Refuse to listen to others without knowing who they are."""
        if self.tokens is None and not self.is_own_machine:
            raise ValueError(
                f"host {self.host} is reached from elsewhere, where anybody could ask: make a "
                "token (`tocsin tokens new`) and set api.tokens"
            )
        return self

    @property
    def is_own_machine(self) -> bool:
        """Whether only this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:  # a name: wherever it leads
            return False


def tokens_beside(api: Api, folder: Path, *, apart_from: Collection[str]) -> Api:
    """Return *api* with its file of tokens looked for in *folder*, unless a variable named it."""
    if api.tokens is None or "tokens" in apart_from:
        return api
    return api.model_copy(update={"tokens": folder / api.tokens})
