"""
What does a configuration file say?

Reads TOML into a record (``schemas.watch.Watchlist``, ``schemas.feed.FeedList``,
``schemas.subscription.SubscriptionList``) and turns every mistake into one line with file, line and key. Not here:
``tocsin.toml``, which variables can override (``streams/settings.py``), and
whether an entry makes sense on this earth (``tocsin watch lint``).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from schemas.access import ADDRESS, REFERENCE
from schemas.codec import BadRecord, convert
from schemas.feed import ID, FeedList
from schemas.subscription import CLOCK, REGION, SubscriptionList
from schemas.watch import Watchlist

from . import toml_lines
from .trouble import Trouble

T = TypeVar("T")

EXAMPLES: dict[object, str] = {
    Watchlist: "watchlist.example.toml",
    FeedList: "feeds.example.toml",
    SubscriptionList: "subscriptions.example.toml",
}
"""The explained example of each file, at the root of the checkout."""

# msgspec ends its message with " - at `$.watch[1].id`" when the value is not the root.
_WHERE = re.compile(r" - at `\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`$")
_REPEATED = re.compile(r"^two \w+ have the id `([^`]+)`$")
# What a subscription says against one key of its own, which its codec places at the table.
_OF_KEY = {
    re.compile(r"^subscription `[^`]*`: no zone `"): "zone",
    re.compile(r"^subscription `[^`]*`: quiet hours end when"): "quiet_hours",
    re.compile(r"^subscription `[^`]*` cannot tell itself"): "on_failure",
}
# tomllib ends its message with "(at line 3, column 5)" or "(at end of document)".
_SYNTAX = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


# What a value must look like, for people.
_IN_WORDS = {
    REFERENCE: "a secret is named, not written: env:NAME for a variable, file:PATH for a file",
    ADDRESS: "an address begins with http:// or https://",
    ID: "an id is made of letters, digits, `.`, `_` and `-`, at most 64, and begins with one of "
    "the first two",
    CLOCK: "a time of day is written HH:MM, from 00:00 to 23:59",
    REGION: "a region is a code of ISO 3166-1 or 3166-2: ML, ML-8",
}
_PATTERN = re.compile(r"^Expected `str` matching regex '(.*?)'(?= - at |$)", re.DOTALL)


def in_words(message: str) -> str:
    """Say in words what a codec's *message* says with a pattern; any other stays as it is."""
    found = _PATTERN.match(message)
    if found is None or found[1] not in _IN_WORDS:
        return message
    return _IN_WORDS[found[1]] + message[found.end() :]


def load(path: Path, kind: type[T]) -> T:
    """
    Read the record of *kind* that the TOML file *path* holds.

    Raises:
        Trouble: The file is missing, unreadable, no TOML, or not such a record; names file,
            line and key.
    """
    values, text = read_toml(path, example=EXAMPLES.get(kind))
    try:
        return convert(kind, values)
    except BadRecord as error:
        raise Trouble(_explained(str(error), path, text, values)) from error


def read_toml(path: Path, *, example: str | None = None) -> tuple[dict[str, Any], str]:
    """
    Read a TOML file; returns its values and its text.

    Args:
        path: The file.
        example: What to copy when it is missing.

    Raises:
        Trouble: It is missing, unreadable or no TOML; a syntax error names line and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors write a byte order mark
        return tomllib.loads(text), text
    except FileNotFoundError as error:
        advice = f"copy {example} to it and change it" if example else "make it, or leave it out"
        raise Trouble(f"{path}: no such file; {advice}") from error
    except OSError as error:
        raise Trouble(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:  # before ValueError, which it is
        raise Trouble(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise Trouble(_syntax_error(str(error), path, text)) from error
    except RecursionError as error:
        raise Trouble(f"{path}: nested too deeply to be a configuration") from error
    except ValueError as error:  # a NUL in the path, say
        raise Trouble(f"{path}: cannot be read: {error}") from error


def located(path: Path, text: str, key: toml_lines.Path, message: str) -> str:
    """Write *message* with file, line and key path in front."""
    dotted = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    named = f", `{dotted.lstrip('.')}`" if key else ""
    return f"{path}, line {toml_lines.line_of(text, key)}{named}: {message}"


def _explained(error: str, path: Path, text: str, values: dict[str, Any]) -> str:
    """Turn a codec's message into one with file, line and key."""
    where = _WHERE.search(error)
    message = in_words(error[: where.start()] if where else error)
    key = _key_path(where[1]) if where else ()
    if unknown := _UNKNOWN.search(message):
        return located(path, text, (*key, unknown[1]), "unknown key")
    if repeated := _REPEATED.match(message):
        key = _second(repeated[1], values)
    key += tuple(name for pattern, name in _OF_KEY.items() if pattern.match(message))
    return located(path, text, key, message)


def _key_path(dotted: str) -> toml_lines.Path:
    """Read msgspec's path: ``watch[1].circle.lat`` (``[...]`` is any key of a mapping)."""
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", dotted))


def _second(repeated: str, values: dict[str, Any]) -> toml_lines.Path:
    """Return the path of the second entry with the id *repeated* (a list knows no position)."""
    places = [
        (name, index, "id")
        for name, entries in values.items()
        for index, entry in enumerate(entries)
        if entry["id"] == repeated
    ]
    return places[1]


def _syntax_error(error: str, path: Path, text: str) -> str:
    """Put the place of a syntax error in front of it."""
    parts = _SYNTAX.match(error)
    if parts is None:
        return f"{path}: {error}"
    message, line, column = parts.groups()
    last = text.count("\n") + 1
    place = f"line {line}, column {column}" if line else f"line {last}, the end of the file"
    return f"{path}, {place}: {message}"
