"""
How is a chat or push service spoken to?

Through Apprise, one address and one request: no retry of its own, no redirect that would carry
the words elsewhere, no picture fetched from a third party. Apprise answers yes or no; why, only
its log tells, which is read here and shown to nobody: it repeats addresses. All of this blocks
and belongs in a thread (``chat.py``); the library is loaded when the first message goes out.
Not here: what is said (``utterance.py``).
"""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .utterance import Utterance

if TYPE_CHECKING:
    from apprise import AppriseAsset
    from apprise.plugins import NotifyBase

# Apprise's own are 4 s each: too short for a busy server whose "yes" would then not be heard.
CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 15

_READ_TIMEOUT = re.compile(r"read timed out", re.IGNORECASE)
# ntfy writes 42901 for its first kind of 429.
_CODE = re.compile(r"error=(\d{3})(?:\d\d)?\b")

# Where the key of a message travels apart from its words, and a repeat is dropped: a header of
# our own kind for machines, what the service itself goes by for others.
_HEADERS: Final = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
_KEYS: Final = {"pagerduty": "dedup", "opsgenie": "alias"}

_PRIORITIES: Final = {
    "ntfy": {"Extreme": "max", "Severe": "high", "Moderate": "default", "Minor": "low"},
    "gotify": {"Extreme": "emergency", "Severe": "high", "Moderate": "normal", "Minor": "low"},
    # Not "emergency", which rings until somebody answers and wants to be told for how long.
    "pover": {"Extreme": "high", "Severe": "high", "Moderate": "normal", "Minor": "low"},
    "opsgenie": {"Extreme": "5", "Severe": "4", "Moderate": "3", "Minor": "2"},
}

# Bytes of text as JSON: ntfy makes a file of what is longer than 8,000 with its frame. Teams, which
# refuses more than 28 kB, gets 1,000 characters of Apprise.
_MOST_BYTES: Final = {"ntfy": 7_000}


class UnknownService(ValueError):
    """The address is none that Apprise knows; the message does not repeat it."""


class Said(NamedTuple):
    """
    What came of one request.

    Attributes:
        service: What it is called ("Slack").
        is_taken: It said yes.
        is_late: It said nothing in time; whether it took the message is not known.
        code: HTTP status, when it gave one.
        drops_repeats: It knows a message that it has had.
    """

    service: str
    is_taken: bool
    is_late: bool
    code: int | None
    drops_repeats: bool


def say(url: str, utterance: Utterance) -> Said:
    """
    Send *utterance* to the service at *url*, once. Blocks.

    Raises:
        UnknownService: *url* is no address of a service.
    """
    from apprise import Apprise, NotifyFormat, NotifyType

    parts = _parts(url)
    drops_repeats = _marked(parts, utterance)
    plugin = _plugin(parts)
    title, body = utterance.within(
        plugin.title_maxlen, plugin.body_maxlen, _MOST_BYTES.get(_kind(parts))
    )
    voice = Apprise(asset=_asset())
    voice.add(plugin)
    result = voice.notify(
        body, title, notify_type=NotifyType(utterance.colour), body_format=NotifyFormat.TEXT,
        log_level=logging.DEBUG,
    )  # fmt: skip
    log = "\n".join(entry.message for entry in result.logs())
    code = _CODE.search(log)
    return Said(
        service=str(plugin.service_name),
        is_taken=bool(result),
        is_late=_READ_TIMEOUT.search(log) is not None,
        code=int(code[1]) if code else None,
        drops_repeats=drops_repeats,
    )


def targets_of(url: str) -> tuple[str, int]:
    """
    Return what the service at *url* is called, and to how many of its rooms or people it leads.

    Raises:
        UnknownService: *url* is no address of a service.
    """
    plugin = _plugin(_parts(url))
    return str(plugin.service_name), len(plugin)


def _parts(url: str) -> dict[str, Any]:
    """Take an address apart, as Apprise does."""
    _quieten()
    from apprise.plugins import url_to_dict

    try:
        parts: dict[str, Any] | None = url_to_dict(url)  # type: ignore[no-untyped-call]  # of Apprise
    except Exception:  # noqa: BLE001 -- whatever one of its many parsers makes of a bad address
        parts = None
    if not parts:
        raise UnknownService("is no address that Apprise knows")
    return parts


def _marked(parts: dict[str, Any], utterance: Utterance) -> bool:
    """Put the message's key and priority where the service looks; tell whether it drops repeats."""
    # Ours is the one way of trying again; "optional" calls a failure a success.
    parts |= {"retry": 0, "optional": False}
    parts.setdefault("cto", CONNECT_SECONDS)
    parts.setdefault("rto", READ_SECONDS)
    kind = _kind(parts)
    if priority := _PRIORITIES.get(kind, {}).get(utterance.severity):
        parts.setdefault("priority", priority)
    if kind in _HEADERS:
        parts["headers"] = {"Idempotency-Key": utterance.key} | parts.get("headers", {})
        return "Idempotency-Key" in parts["headers"]
    if (key := _KEYS.get(kind)) is not None:
        return bool(parts.setdefault(key, utterance.key) == utterance.key)
    return False


def _kind(parts: dict[str, Any]) -> str:
    """Return the scheme, that of ntfys:// like that of ntfy://."""
    scheme = str(parts.get("schema", ""))
    return scheme.removesuffix("s") if scheme in ("ntfys", "gotifys") else scheme


def _plugin(parts: dict[str, Any]) -> NotifyBase:
    from apprise import Apprise

    plugin = Apprise.instantiate(parts, asset=_asset())
    if plugin is None:
        raise UnknownService(f"lacks something that {parts['schema']}:// needs")
    return plugin


@cache
def _asset() -> AppriseAsset:
    from apprise import AppriseAsset

    return AppriseAsset(
        app_id="tocsin", app_desc="tocsin", app_url="", image_url_mask="", image_url_logo="",
        async_mode=False, service_timeout=0, http_redirects=False, storage_mode="memory",
    )  # fmt: skip


@cache
def _quieten() -> None:
    """Keep Apprise's log, and that of what it calls, where we alone read it: it tells addresses."""
    log = logging.getLogger("apprise")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    log.setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
