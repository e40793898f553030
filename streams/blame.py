"""
Whose fault is it that a record could not be handled: theirs, or ours?

Ours is what we stand on: the broker, the machine, what the agents remember, the
installation. It says nothing about the record, so the record is not given up.
Whatever else comes up while one record is decoded and judged is that record's
matter: malformed, oversized, or our own judgement trips over just this one. When
judgement trips over many, the limit says so (``streams/dead_limit.py``). Not here:
what is done then (``streams/dead_letters.py``).
"""

from __future__ import annotations

from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from faust.exceptions import FaustError

from .packed import BrokenMemory

OURS: tuple[type[Exception], ...] = (
    # Every send that failed is one: ``streams/outputs.py`` turns what else comes up into it.
    KafkaError,
    FaustError,
    BrokenMemory,
    # Disk, network, file handles; every kind of TimeoutError is one since Python 3.11.
    OSError,
    MemoryError,
    # Judgement loads some of its words when it first needs them.
    ImportError,
    SystemError,
)


def is_ours(error: Exception) -> bool:
    """
    Tell whether *error* is trouble with what we stand on.

    An oversized output is a Kafka error and still the record's: it made it so. A
    ``RecursionError`` is the record's as well, nested as deep as it is.
    """
    return isinstance(error, OURS) and not isinstance(error, MessageSizeTooLargeError)


def reason(error: BaseException, longest: int = 1000) -> str:
    """Return what *error* says, in characters that any header and log can carry; never raises."""
    try:
        words = str(error)
    except Exception:  # noqa: BLE001  # an exception may be as broken as what it tells of
        words = "(says nothing that can be read)"
    return words[:longest].encode("utf-8", "replace").decode()
