"""
Does any broken document break a parser?

``python -m tests.wires.fuzz [SECONDS [SEED]]``: golden documents are torn, spliced and
salted with what has hurt parsers, for a fixed time, each format in its turn. A find is
written to ``fuzz-finds/`` and fails the run. The same steps serve the test
``test_fuzz.py``, which is short.
"""

from __future__ import annotations

import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from streams.wires.formats import NotADispatch, Origin, sniff
from tests.wires.soundness import outcome_of

GOLDEN = Path(__file__).parent / "golden"
ORIGIN = Origin(feed="fuzz", received_at=datetime(2024, 7, 28, 12, tzinfo=UTC))

# Longest time that one torn golden document may take; the documents are small.
LONGEST_SECONDS = 2.0

SALT: tuple[bytes, ...] = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"&#xD800;", b"&#0;", b"&#x110000;",
    b"&lt;", b"&amp;#x1b;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml version='1.0'?>",
    b"<!DOCTYPE x [<!ENTITY e 'ee'>]>", b"&e;", b"<x:y>", b"</", b"/>", b"<html>", b"{", b"}",
    b"[", b"\\ud800", b"\\u0000", b"null", b"true", b"-1", b"1e999", b"99999999999999999999", b'"',
    b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59-14:00", b"20240728T999999Z", b"Feb 30 2024",
    "٣".encode(), "\u202e".encode(), "\ufffe".encode(), "𝔸".encode(), b"\x1b[2J", b"\r", b"\x1e",
    b"encoding='utf-16'", b"encoding='idna'", b"encoding='zlib'", b"encoding='undefined'",
    b" xmlns='urn:x'", b"http://[::1", b"https://\xc3\xa9.example/\x85", b"a" * 3000,
)  # fmt: skip


ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 7.5, 1e300, 10**30, "", " ", "0", "9" * 5000, [], {}, [None], [[]],
    {"": ""}, "\ud800", "\x00\x1b", "a" * 200_000, "𝔸" * 200_000, "2024-13-45T99:99:99Z", "canceled",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "http://[::1", "<p>" * 500, "wrapped",
    "wrapped", ["a", 1, None, {"x": []}] * 60,
)  # fmt: skip

ODD_TEXTS = tuple(value for value in ODD if isinstance(value, str))


def seeds() -> dict[str, list[bytes]]:
    """Return the golden documents by the format that they are in."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(GOLDEN.iterdir()):
        data = path.read_bytes()
        try:
            found.setdefault(sniff(data), []).append(data)
        except NotADispatch:
            continue  # what a golden document becomes stands beside it
    return found


def torn(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return *data* with one to five wounds."""
    for _ in range(chance.randint(1, 5)):
        # Torn JSON is hardly ever JSON: most of its wounds are values of the wrong kind.
        if data.lstrip()[:1] in (b"{", b"[") and chance.random() < 0.9:
            data = _with_odd_values(data, chance)
        elif data.lstrip()[:1] == b"<" and chance.random() < 0.6:
            data = _attribute_or_text(data, chance)
        else:
            data = _wounded(data, chance.choice(others), chance)[:200_000]
    return data


def _wounded(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return *data* with one wound, perhaps with a piece of *other* in it."""
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + int(chance.expovariate(1 / 30)))
    cut = chance.randrange(len(other) + 1)
    wounds: tuple[Callable[[], bytes], ...] = (
        lambda: data[:start] + data[end:],
        lambda: data[:end] + data[start:end] * chance.randint(1, 50) + data[end:],
        lambda: data[:start] + chance.choice(SALT) + data[end:],
        lambda: data[:start] + chance.choice(SALT) + data[start:],
        lambda: data[:start] + other[cut : cut + 300] + data[end:],
        lambda: data[:start] + chance.randbytes(3) + data[end:],
        lambda: data[:start],
        lambda: _attribute_or_text(data, chance),
    )
    return chance.choice(wounds)()


def _with_odd_values(data: bytes, chance: random.Random) -> bytes:
    """Return the JSON *data* with one value that nobody expects there."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    holders: list[Any] = []
    _collect(document, holders)
    if not holders:
        return data
    holder = chance.choice(holders)
    place = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    value: Any = chance.choice(ODD)
    if value == "wrapped":
        value = chance.choice(([holder[place]], {"value": holder[place]}, [[], holder[place]]))
    holder[place] = value
    return json.dumps(document).encode()


def _collect(value: Any, holders: list[Any]) -> None:
    """Append every non-empty object and list within *value*."""
    if isinstance(value, dict | list) and value:
        holders.append(value)
        for inner in value.values() if isinstance(value, dict) else value:
            _collect(inner, holders)


def _attribute_or_text(data: bytes, chance: random.Random) -> bytes:
    """Replace what stands between two marks, so that the document stays well-formed."""
    mark = chance.choice((b'"', b">", b"'"))
    parts = data.split(mark)
    place = chance.randrange(len(parts))
    kept = parts[place].rpartition(b"<") if mark == b">" else (b"", b"", b"")
    odd = chance.choice((*SALT, *(text.encode("utf-8", "replace") for text in ODD_TEXTS)))
    parts[place] = odd + b"".join(kept[1:])
    return mark.join(parts)


def tried(data: bytes) -> str:
    """Parse *data*; returns its outcome, or ``FIND`` and why."""
    began = time.process_time()
    try:
        found = outcome_of(data, ORIGIN)
    except Exception:  # noqa: BLE001 -- anything at all is a find
        return f"FIND {traceback.format_exc()}"
    if time.process_time() - began > LONGEST_SECONDS:
        return f"FIND took {time.process_time() - began:.1f} s"
    return found if isinstance(found, str) else "read"


def main() -> int:
    """Fuzz for the time given; returns how many finds there were."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    corpus = seeds()
    everything = [data for documents in corpus.values() for data in documents]
    finds = 0
    print(f"seed {seed}; formats {', '.join(corpus)}")
    for name, documents in corpus.items():
        chance = random.Random(f"{seed}{name}")  # noqa: S311 -- to be repeated, not to be kept secret
        outcomes: Counter[str] = Counter()
        until = time.monotonic() + seconds / len(corpus)
        while time.monotonic() < until:
            data = torn(chance.choice(documents), everything, chance)
            said = tried(data)
            outcomes[said.split()[0]] += 1
            if said.startswith("FIND"):
                finds += 1
                kept = Path("fuzz-finds") / f"{name}-{blake2b(data, digest_size=6).hexdigest()}"
                kept.parent.mkdir(exist_ok=True)
                kept.write_bytes(data)
                print(f"{kept}: {said}")
        print(f"{name}: {dict(outcomes)}")
    return finds


if __name__ == "__main__":
    sys.exit(bool(main()))
