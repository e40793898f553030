"""
Where in the topics does a reader stand?

A cursor says for each partition of some topics which offset comes next. Readers get it as one
opaque word and give it back; it means the same to every process of ours, whenever it started.
Not here: what lies there (``kept.py``, ``deep.py``), and whether it is still kept.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from hashlib import blake2b

from schemas.topics import ALERTS, DECISIONS, INCIDENTS

Offsets = tuple[int, ...]
"""By partition, the next offset."""

Positions = Mapping[str, Offsets]
"""By topic, without its prefix."""

LONGEST = 4096
"""Letters: three topics of three hundred partitions."""

_VERSION = 1
# A number stands for a topic in cursors that readers have kept: never give one to another.
_CODES = {ALERTS.name: 1, INCIDENTS.name: 2, DECISIONS.name: 3}
_NAMES = {code: name for name, code in _CODES.items()}
_CHECK_BYTES = 3
_LONGEST_NUMBER = 9  # bytes of seven bits: Kafka's offsets have 63


class BadCursor(ValueError):
    """A word that is no cursor of ours."""


def written(positions: Positions) -> str:
    """Write *positions* as one word that a URL and a header carry as it is."""
    said = bytearray([_VERSION])
    for name, offsets in sorted(positions.items()):
        said.append(_CODES[name])
        for number in (len(offsets), *offsets):
            said += _number(number)
    return urlsafe_b64encode(bytes(said) + _check(said)).rstrip(b"=").decode()


def read(word: str) -> dict[str, Offsets]:
    """
    Read a cursor.

    Raises:
        BadCursor: It is none, or was cut or changed on its way.
    """
    if not word or len(word) > LONGEST:
        raise BadCursor("no cursor: take it from `tail` or `older` of an answer, as it is")
    try:
        said = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
    except (Error, ValueError) as error:
        raise BadCursor("no cursor: it holds what no cursor holds") from error
    body, check = said[:-_CHECK_BYTES], said[-_CHECK_BYTES:]
    if not body or body[0] != _VERSION or _check(body) != check:
        raise BadCursor("no cursor: it was cut or changed on its way")
    return _positions(body)


def _positions(body: bytes) -> dict[str, Offsets]:
    """Read what stands behind the version; nothing that it claims is believed."""
    found: dict[str, Offsets] = {}
    at = 1
    while at < len(body):
        name = _NAMES.get(body[at])
        if name is None or name in found:
            raise BadCursor("no cursor: it tells of no topic of ours")
        count, at = _read_number(body, at + 1)
        if count > len(body) - at:  # each takes a byte at least
            raise BadCursor("no cursor: it ends too early")
        offsets = []
        for _ in range(count):
            offset, at = _read_number(body, at)
            offsets.append(offset)
        found[name] = tuple(offsets)
    return found


def _number(value: int) -> bytes:
    """Write seven bits a byte, the lowest first; the eighth says that more follow (LEB128)."""
    said = bytearray()
    while value > 0x7F:
        said.append(value & 0x7F | 0x80)
        value >>= 7
    said.append(value)
    return bytes(said)


def _read_number(body: bytes, at: int) -> tuple[int, int]:
    """Read the number that stands *at* a byte; returns it, and where it ends."""
    value = 0
    for index, byte in enumerate(body[at : at + _LONGEST_NUMBER]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value, at + index + 1
    raise BadCursor("no cursor: a number in it has no end")


def _check(said: bytes | bytearray) -> bytes:
    """Return what shows that a cursor is whole; it keeps nobody from making one."""
    return blake2b(said, digest_size=_CHECK_BYTES).digest()
