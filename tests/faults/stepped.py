"""
``tocsin`` whose clock steps back an hour when it is told to, by SIGUSR1.

Usage: python -m tests.faults.stepped run worker

Stands for a machine whose clock was wrong and is put right under way. Every module that
asks what time it is, is told the new time from then on; the monotonic clock goes on, as in
life. No root, no library to preload.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import time
from typing import Any

BACK = dt.timedelta(hours=1)

_datetime, _time = dt.datetime, time.time


class _Kind(type):
    """Takes any time for one of its own: records were made before the step, too."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _datetime)


class Stepped(_datetime, metaclass=_Kind):
    """What stands for ``datetime`` after the step."""

    def __new__(cls, *parts: Any, **more: Any) -> Any:
        return _datetime(*parts, **more)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Any:
        return _datetime.now(tz) - BACK


# Pickles find a class where it says that it lives: there it must stay what it is.
HOMES = ("datetime", "_datetime", "time", __name__)


def step_back(*_: object) -> None:
    """Put the clock back in every module that has one."""
    time.time = lambda: _time() - BACK.total_seconds()
    for home, module in list(sys.modules.items()):
        if home in HOMES:
            continue
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if value is _datetime:
                setattr(module, name, Stepped)
            elif value is _time:
                setattr(module, name, time.time)
    print("the clock stepped back an hour", file=sys.stderr, flush=True)


def main() -> None:
    """Run tocsin."""
    from streams.cli.main import main as tocsin

    signal.signal(signal.SIGUSR1, step_back)
    tocsin()


if __name__ == "__main__":
    main()
