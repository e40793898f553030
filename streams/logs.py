"""
How does a role say what it does?

An event and its fields, one line each, on stderr: JSON for machines, coloured
words when a person looks on. What we repeat is told a few times a minute, and
secrets in addresses are masked. Libraries that use ``logging`` come out the
same way. Not here: files (``streams/children.py`` points stderr at one).
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

# A feed that fails each minute, or a burst of bad records, says so often enough at this rate.
REPEATS = 5
REPEATS_SECONDS = 60.0

_USER = re.compile(r"(?<=://)[^/@\s]+@")
_SECRET = re.compile(r"(?i)((?:key|token|secret|password|passwd|auth|signature)[\w-]*=)[^&\s]+")


def configure(role: str) -> None:
    """Set up logging for this process, once; *role* stands in every line."""
    person = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_role(role),
        masked,
    ]
    last: structlog.typing.Processor = (
        # Plain: what rich makes of a traceback shows the values of variables, secrets too.
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if person
        else structlog.processors.JSONRenderer(sort_keys=True)
    )
    structlog.configure(
        processors=[Repeats(), *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([] if person else [structlog.processors.format_exc_info]),
                last,
            ],
        )
    )
    handler.addFilter(_matters)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


def _matters(record: logging.LogRecord) -> bool:
    """Let our events through; libraries, and Faust's parts of ours, only when something is wrong."""
    return isinstance(record.msg, dict) or record.levelno >= logging.WARNING


class Repeats:
    """Lets the same event through a few times a minute, then says how many were left out."""

    def __init__(self) -> None:
        self._seen: dict[tuple[object, ...], tuple[float, int]] = {}

    def __call__(self, logger: Any, method: str, event: Event) -> Event:
        """Pass *event* on, with ``left_out`` when some before it were not; or drop it."""
        del logger
        what = (method, event.get("event"), event.get("feed"), event.get("stage"))
        now = time.monotonic()
        began, count = self._seen.get(what, (now, 0))
        if now - began >= REPEATS_SECONDS:
            if count > REPEATS:
                event["left_out"] = count - REPEATS
            began, count = now, 0
        self._seen[what] = (began, count + 1)
        if count >= REPEATS:
            raise structlog.DropEvent
        return event


def masked(logger: Any, method: str, event: Event) -> Event:
    """Mask credentials in addresses: whoever reads logs need not know them."""
    del logger, method
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _SECRET.sub(r"\1***", _USER.sub("***@", value))
    return event


def _with_role(role: str) -> structlog.typing.Processor:
    """Return what adds *role* to each line."""

    def add(logger: Any, method: str, event: Event) -> Event:
        del logger, method
        return {"role": role, **event}

    return add
