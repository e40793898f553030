"""
Does what the operator wrote hold, and are the secrets where it says?

The feeds, the watchlist, and each secret that they name. A secret is looked at
and never shown; one in a file that others may read is hardly one. Not here: what
a file may say (``streams/config_files.py``), and whether a server accepts us
(``tocsin feeds check``).
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from schemas.access import Certificate
from schemas.feed import Feed, FeedList
from streams.config_files import load
from streams.secret import secret
from streams.settings import Settings
from streams.trouble import Trouble
from streams.watch_checks import findings as about_watchlist
from streams.watchlists import load_watchlist
from streams.wording import counted

from .findings import Finding, failure, ok, warning

KEPT = ("env:", "file:")
"""How a reference to a secret begins."""

EXPLAINED = "every key is explained in feeds.example.toml"


def watchlist(settings: Settings) -> list[Finding]:
    """Look at the watchlist."""
    path = settings.watchlist
    if not path.exists():
        return [warning("watchlist", f"there is no {path}: nothing will ring", "tocsin watch add")]
    try:
        listed = load_watchlist(path)
    except Trouble as trouble:
        return [failure("watchlist", str(trouble), "mend it: a worker would not start")]
    found = about_watchlist(path, listed)
    if found:
        told = f"{counted(len(found), 'finding')}, the first: {found[0].where}: {found[0].what}"
        return [warning("watchlist", told, "tocsin watch lint")]
    entries = len(listed.watch)
    return [ok("watchlist", f"{path}: {entries} {'entry' if entries == 1 else 'entries'}")]


def feeds(settings: Settings) -> list[Finding]:
    """Look at the feeds and at the secrets that they name."""
    path = settings.feeds
    if not path.exists():
        return [warning("feeds", f"there is no {path}: nothing is read", "tocsin feeds add URL")]
    try:
        listed = load(path, FeedList).feed
    except Trouble as trouble:
        return [failure("feeds", str(trouble), EXPLAINED)]
    enabled = [feed for feed in listed if feed.enabled]
    if not enabled:
        return [warning("feeds", f"{path}: no feed is enabled", "tocsin feeds add URL")]
    return [
        ok("feeds", f"{path}: {counted(len(enabled), 'feed')} enabled of {len(listed)}"),
        *_of_feeds(enabled),
    ]


def kafka(settings: Settings) -> list[Finding]:
    """Look at what the way into Kafka needs."""
    ours = settings.kafka
    words = (ours.username, ours.password, ours.key_password)
    named = {word: "kafka" for word in words if word and word.startswith(KEPT)}
    files = {str(file): "kafka" for file in (ours.ca_file, ours.cert_file, ours.key_file) if file}
    return secrets(named, files, private={str(ours.key_file)})


def _of_feeds(feeds: Iterable[Feed]) -> list[Finding]:
    """Look for each secret that *feeds* name."""
    named = {
        reference: f"feed `{feed.id}`"
        for feed in feeds
        if feed.auth is not None
        for reference in references_in(msgspec.to_builtins(feed.auth))
    }
    shown = [feed for feed in feeds if isinstance(feed.auth, Certificate)]
    files = {
        file: f"feed `{feed.id}`"
        for feed in shown
        if isinstance(feed.auth, Certificate)
        for file in (feed.auth.certificate, feed.auth.key, feed.auth.authority)
        if file is not None
    }
    keys = {
        feed.auth.key or feed.auth.certificate
        for feed in shown
        if isinstance(feed.auth, Certificate)
    }
    return secrets(named, files, private=keys)


def secrets(
    named: Mapping[str, str], files: Mapping[str, str], *, private: Collection[str]
) -> list[Finding]:
    """
    Look for secrets.

    Args:
        named: Reference -> who names it.
        files: Path -> who names it.
        private: Those of *files* that only we should be able to read.
    """
    findings = [one for reference, owner in named.items() for one in _secret(reference, owner)]
    for file, owner in files.items():
        if not _is_readable(Path(file)):
            findings.append(failure("secrets", f"{owner}: {file} cannot be read", "put it there"))
        elif file in private:
            findings += _open_to_others(file, owner)
    if findings or not {*named, *files}:
        return findings
    owners = ", ".join(sorted({*named.values(), *files.values()}))
    return [ok("secrets", f"{len({*named, *files})} of {owners}, all of them there")]


def references_in(values: Any) -> Iterator[str]:
    """Yield each reference to a secret anywhere in *values*, which are plain."""
    if isinstance(values, dict):
        for value in values.values():
            yield from references_in(value)
    elif isinstance(values, str) and values.startswith(KEPT):
        yield values


def _secret(reference: str, owner: str) -> Iterator[Finding]:
    """Look for one secret."""
    try:
        secret(reference)
    except Trouble as trouble:
        yield failure("secrets", f"{owner}: {trouble}", "put it there")
        return
    kind, _, place = reference.partition(":")
    if kind == "file":
        yield from _open_to_others(place, owner)


def _open_to_others(file: str, owner: str) -> Iterator[Finding]:
    """Find a secret that is hardly one."""
    if Path(file).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        told = f"{owner}: others on this machine can read {file}"
        yield warning("secrets", told, f"chmod 600 {file}")


def _is_readable(path: Path) -> bool:
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True
