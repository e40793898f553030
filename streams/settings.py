"""
How is this tocsin set up?

One model, made in one place, from ``tocsin.toml`` and ``TOCSIN_*`` variables
(``TOCSIN_KAFKA__BOOTSTRAP``). A variable wins over the file. Everything has a
default that works on one machine with no file at all; an unknown key or
variable is an error that names it. Not here: feeds and watch entries, which
are data and live in files of their own.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from .api_settings import Api, tokens_beside
from .config_files import located, read_toml
from .email_settings import Email, ca_beside
from .kafka_settings import Kafka, Section, beside
from .trouble import Trouble

CONFIG = Path("tocsin.toml")
"""Read from the working folder when nothing else is said; everything has a default without it."""

CONFIG_VARIABLE = "TOCSIN_CONFIG"
"""Names another file, as ``--config`` does: the one ``TOCSIN_*`` variable that is no setting."""


class Poller(Section):
    """How feeds are fetched."""

    user_agent: str = "tocsin/0.1 (+https://github.com/tocsin)"
    """Sent with every request; say who you are and where to complain."""
    timeout_seconds: float = Field(default=20, gt=0)
    """For one whole request, redirects included."""
    max_bytes: int = Field(default=8_000_000, gt=0, le=8_000_000)
    """Of one document, decompressed; of a longer feed its first items. The topic takes no more."""
    host_spacing_seconds: float = Field(default=2, ge=0)
    """Between requests to one host, after a burst of three; several pollers each keep to it."""
    host_at_once: int = Field(default=2, ge=1)
    """Requests to one host at the same time."""
    allow: tuple[str, ...] = ()
    """``host:port`` inside that the guard against inward requests lets through."""


class Worker(Section):
    """How the agents run."""

    tick_seconds: float = Field(default=10, gt=0)
    """How often time is told to silent countries."""
    dead_limit: int = Field(default=20, ge=1)
    """So many bad records in a row are our fault: the worker stops."""
    dead_share: float = Field(default=0.2, gt=0, le=1)
    """So is a greater share of the last 500 records of an agent; 1 never stops it."""
    store: Literal["memory", "rocksdb"] = "memory"
    """Where tables are kept: ``rocksdb`` for more dispatches than memory holds, and for restarts
    that read only what is new."""


class Delivery(Section):
    """How messages go out to subscribers."""

    timeout_seconds: float = Field(default=20, gt=0, le=60)
    """For one attempt of a webhook; Standard Webhooks asks for 15 to 30."""
    allow: tuple[str, ...] = ()
    """``host:port`` inside that webhooks may go to; all other inside addresses are refused."""
    retry_seconds: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        default=(5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400), min_length=2
    )
    """Until the second attempt, the third …; then a message is given up (Standard Webhooks)."""
    warn_seconds: float = Field(default=3600, gt=0)
    """A subscription that has failed for so long is told of to its ``on_failure``."""
    disable_seconds: float = Field(default=272_105, gt=0)
    """After so long it is disabled: as long as all retries of one message last."""
    at_once: int = Field(default=2000, ge=1)
    """Attempts at the same time, one for each subscription."""
    ailing_at_once: int = Field(default=100, ge=1)
    """The same for subscriptions that failed last time, or were slow: beside the others."""
    keep_days: float = Field(default=31, gt=0)
    """How long it is kept what became of an alert; afterwards a CANCEL of it reaches nobody."""


class Health(Section):
    """How a role says that it is well, and when it gives itself up."""

    host: str = "127.0.0.1"
    """Where ``/healthz`` and ``/readyz`` are served; ``0.0.0.0`` for probes from elsewhere."""
    port: Annotated[int, Field(ge=0, le=65535)] | Literal["off"] = 0
    """One of each role's own; 0 takes any free one, which the log and the heartbeats tell."""
    ready_lag: int = Field(default=10_000, ge=0)
    """So many records may wait while a worker calls itself ready."""
    answer_seconds: float = Field(default=30, gt=0)
    """Without a broker's answer, or a commit of what waits, for so long a role is not ready."""
    heartbeat_seconds: float = Field(default=30, gt=0)
    """How often a record on ``heartbeats`` says that a role lives."""
    stuck_seconds: float = Field(default=120, gt=0)
    """What should move and does not for so long is an ailment: commits, answers, the loop."""
    patience_seconds: float = Field(default=300, ge=0)
    """Ailments that last for so long end the process, to be started anew."""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    state: Path = Path(".tocsin")
    """Folder for the embedded broker's data and for logs."""
    feeds: Path = Path("feeds.toml")
    """Which wires to read."""
    watchlist: Path = Path("watchlist.toml")
    """Which regions and actors to ring for."""
    subscriptions: Path = Path("subscriptions.toml")
    """Who is told, by which channel, and when not; without the file nobody of it."""
    kafka: Kafka = Kafka()
    poller: Poller = Poller()
    worker: Worker = Worker()
    delivery: Delivery = Delivery()
    email: Email = Email()
    health: Health = Health()
    api: Api = Api()


def load_settings(path: Path | None = None) -> Settings:
    """
    Read the settings of this process: variables, then the file, then defaults.

    Args:
        path: A file that must exist; without one ``tocsin.toml`` is read if there is one.

    Returns:
        Settings whose relative paths are relative to the file's folder, or, when they come
        from a variable, to the working folder.

    Raises:
        Trouble: An unknown key or variable, or a value that does not fit; names which.
    """
    file = path or CONFIG
    said, text = read_toml(file) if path or file.exists() else ({}, "")
    variables = _variables()
    try:
        settings = Settings(**_merged(said, variables))
    except ValidationError as error:
        raise Trouble(_explained(error, file, text, variables)) from error
    folder = file.parent
    return settings.model_copy(
        update={
            name: folder / getattr(settings, name)
            for name in ("state", "feeds", "watchlist", "subscriptions")
            if name not in variables
        }
        | {
            "kafka": beside(settings.kafka, folder, apart_from=variables.get("kafka", {})),
            "api": tokens_beside(settings.api, folder, apart_from=variables.get("api", {})),
            "email": ca_beside(settings.email, folder, apart_from=variables.get("email", {})),
        }
    )


def _variables() -> dict[str, Any]:
    """Read the ``TOCSIN_*`` variables as nested values; an unknown one is a ``Trouble``."""
    known = variable_names()
    for name in sorted(os.environ):
        if name.startswith("TOCSIN_") and name not in {*known, CONFIG_VARIABLE}:
            raise Trouble(f"the variable {name} is no setting{_suggestion(name, known)}")
    try:
        return EnvSettingsSource(Settings)()
    except SettingsError as error:
        lists = 'a list is written as JSON, such as ["127.0.0.1:8080"]'
        raise Trouble(f"a TOCSIN_ variable cannot be read: {error}; {lists}") from error


def variable_names() -> tuple[str, ...]:
    """Return the name of every variable that sets something."""
    return tuple(f"TOCSIN_{'__'.join(path).upper()}" for path in setting_paths())


def setting_paths() -> tuple[tuple[str, ...], ...]:
    """Return the path of every setting (``("kafka", "bootstrap")``), in order."""
    paths: list[tuple[str, ...]] = []
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            paths += [(name, inner) for inner in kind.model_fields]
        else:
            paths.append((name,))
    return tuple(paths)


def _merged(said: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
    """Lay *variables* over what the file said, table by table."""
    merged = dict(said)
    for name, value in variables.items():
        below = merged.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[name] = {**below, **value}
        else:
            merged[name] = value
    return merged


def _explained(error: ValidationError, file: Path, text: str, variables: dict[str, Any]) -> str:
    """Say where the first mistake stands: in a variable, or on a line of the file."""
    first = error.errors()[0]
    path = first["loc"]
    message = first["msg"]
    if first["type"] == "extra_forbidden":
        siblings = [p[-1] for p in setting_paths() if p[:-1] == path[:-1]]
        siblings += [p[0] for p in setting_paths() if len(path) == 1]
        message = "unknown key" + _suggestion(str(path[-1]), siblings)
    message = message.removeprefix("Value error, ")
    value: Any = variables
    for part in path[:2]:
        value = value.get(part) if isinstance(value, dict) else None
    if value is not None:
        return f"TOCSIN_{'__'.join(map(str, path[:2])).upper()}: {message}"
    return located(file, text, path, message)


def _suggestion(name: str, known: list[str] | tuple[str, ...]) -> str:
    """Return "; did you mean …?" when a known name is close, else nothing."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
