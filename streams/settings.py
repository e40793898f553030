"""
How is this tocsin set up?

One model, made in one place, from ``tocsin.toml`` and ``TOCSIN_*`` variables
(``TOCSIN_KAFKA__BOOTSTRAP``). A variable wins over the file. Everything has a
default that works on one machine with no file at all; an unknown key or
variable is an error that names it. Not here: feeds and watch entries, which
are data and live in files of their own.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Section(BaseModel):
    """One table of ``tocsin.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Kafka(Section):
    """Which Kafka, and how its topics are made."""

    bootstrap: str | None = None
    """``host:port,…`` of a cluster; without one the embedded broker is started."""
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")
    """Put before every topic name and the application's group."""
    partitions: int = Field(default=12, ge=1)
    """Of topics that are not there yet; ``dispatches`` and ``readings`` never change later."""
    replication: int = Field(default=1, ge=1)
    """Of topics that are not there yet; 3 on a cluster."""


class Poller(Section):
    """How feeds are fetched."""

    user_agent: str = "tocsin/0.1 (+https://github.com/tocsin)"
    """Sent with every request; say who you are and where to complain."""
    timeout_seconds: float = Field(default=20, gt=0)
    """For one whole request, redirects included."""
    max_bytes: int = Field(default=8_000_000, gt=0)
    """Of one document, decompressed; a larger one is refused."""
    allow: tuple[str, ...] = ()
    """``host:port`` inside that the guard against inward requests lets through."""


class Worker(Section):
    """How the agents run."""

    tick_seconds: float = Field(default=10, gt=0)
    """How often time is told to silent countries."""
    dead_limit: int = Field(default=20, ge=1)
    """So many bad records in a row are our fault: the worker stops."""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    state: Path = Path(".tocsin")
    """Folder for the embedded broker's data, table data and logs."""
    feeds: Path = Path("feeds.toml")
    """Which wires to read."""
    watchlist: Path = Path("watchlist.toml")
    """Which regions and actors to ring for."""
    kafka: Kafka = Kafka()
    poller: Poller = Poller()
    worker: Worker = Worker()
