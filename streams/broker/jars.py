"""
Where are the jars of the embedded Kafka, and are they the right ones?

``jars.lock`` names each with its SHA-256. What is missing comes from Maven
Central into the user's Maven cache; every jar is checked before every use, so
neither a broken download nor a changed file is ever run. Versions are not
chosen here: the lock file has chosen (jgo's own resolution of the same two
dependencies picks a ``kafka-clients`` that does not fit the broker).
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, TextIO

from streams.trouble import Trouble

LOCK = Path(__file__).with_name("jars.lock")

# 45 jars, 43 MB: 12 s with eight threads, most of it waiting for answers.
THREADS = 8
GRACE_SECONDS = 1.0  # in all, for downloads that are about to end

# For one answer: a network that swallows packets must not look like a hang.
PATIENCE_SECONDS = 10


class Jar(NamedTuple):
    """
    One line of ``jars.lock``.

    Attributes:
        group, artifact, version: Its Maven coordinate.
        sha256: Of the file, in hex.
    """

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def place(self) -> Path:
        """Where it lies, relative to a Maven cache."""
        folder = Path(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.jar"

    def is_in(self, path: Path) -> bool:
        """Tell whether the file at *path* is this very jar."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


def locked(lock: Path = LOCK) -> list[Jar]:
    """Return the jars that *lock* names, in its order, which is the class path's."""
    lines = (line for line in lock.read_text("utf-8").splitlines() if not line.startswith("#"))
    # "org.slf4j:slf4j-api:1.7.36 d3ef…" has the fields in the order of Jar's.
    return [Jar(*line.replace(" ", ":").split(":")) for line in lines]


def maven_cache() -> Path:
    """Return the user's Maven cache, found as jgo finds it."""
    named = os.environ.get("M2_REPO")
    return Path(named) if named else Path.home() / ".m2" / "repository"


def jars(lock: Path = LOCK, *, say: TextIO | None = None) -> list[Path]:
    """
    Return every jar of the embedded Kafka, checked; fetch those that are missing.

    With all of them there, the network is not touched. Takes 0.06 s then.

    Args:
        lock: Which jars.
        say: Where progress goes while fetching; standard error when absent.

    Raises:
        Trouble: A jar could not be fetched, or is not the one that *lock* names.
    """
    wanted, cache = locked(lock), maven_cache()
    missing = [jar for jar in wanted if not (cache / jar.place).exists()]
    if missing:
        _fetch(missing, cache, _Progress(wanted, missing, say or sys.stderr))
    for jar in wanted:
        if jar not in missing and not jar.is_in(cache / jar.place):
            raise Trouble(
                f"{cache / jar.place} is not the file that Kafka was tested with (its SHA-256 "
                f"differs from {lock.name}); delete it and start again"
            )
    return [cache / jar.place for jar in wanted]


def _fetch(missing: list[Jar], cache: Path, progress: _Progress) -> None:
    """Bring *missing* into *cache*, a few at a time; the first failure ends it."""
    cache.mkdir(parents=True, exist_ok=True)
    # jgo writes where it downloads to. In a folder of our own an interrupted download
    # leaves no half a jar (at worst an empty folder, when a thread was just making it), and
    # two processes that fetch at once do not meet.
    with tempfile.TemporaryDirectory(
        dir=cache, prefix=".tocsin-", ignore_cleanup_errors=True
    ) as folder:
        try:
            for jar, error in _each_fetched(missing, Path(folder), cache):
                if isinstance(error, OSError | RuntimeError):
                    raise Trouble(
                        f"could not fetch {jar.place.name} of the embedded Kafka: "
                        f"{_root_of(error)}; connect once, or point kafka.bootstrap at a cluster"
                    ) from error
                if error is not None:
                    raise error
                progress.one_more()
        finally:
            progress.end()


def _each_fetched(
    missing: list[Jar], folder: Path, cache: Path
) -> Iterator[tuple[Jar, Exception | None]]:
    """Fetch *missing* and yield each as it arrives, or with what went wrong."""
    waiting = list(missing)
    ended: SimpleQueue[tuple[Jar, Exception | None]] = SimpleQueue()

    def work() -> None:
        while waiting:
            with suppress(IndexError):  # another thread was quicker
                jar = waiting.pop()
                try:
                    _fetch_one(jar, folder, cache)
                except Exception as error:  # noqa: BLE001 -- whoever waits judges it
                    ended.put((jar, error))
                else:
                    ended.put((jar, None))

    threads = [Thread(target=work, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        for _ in missing:
            yield ended.get()
    finally:
        waiting.clear()
        # Those about to end write no more into the folder; nobody waits for one that hangs
        # on a silent network.
        for thread in threads:
            thread.join(GRACE_SECONDS / THREADS)


def _fetch_one(jar: Jar, folder: Path, cache: Path) -> None:
    """Download *jar* into *folder*, check it, and move it to its place in *cache*."""
    from jgo.config import GlobalSettings
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext, PythonResolver

    # A mirror stands in jgo's own settings, under the name it replaces ("central").
    mirrors = GlobalSettings.load().repositories
    context = MavenContext(
        resolver=PythonResolver(),
        repo_cache=folder,
        remote_repos={"central": MAVEN_CENTRAL_URL} | mirrors,
        timeout=PATIENCE_SECONDS,
    )
    fetched = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    if not jar.is_in(fetched):
        raise Trouble(
            f"{jar.place.name} arrived as something else than Kafka was tested with "
            "(its SHA-256 differs); is a proxy answering in the repository's place?"
        )
    (cache / jar.place).parent.mkdir(parents=True, exist_ok=True)
    fetched.replace(cache / jar.place)


def _root_of(error: BaseException) -> str:
    """Return what went wrong first: the outer errors of an HTTP client only wrap it."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return getattr(error, "strerror", None) or str(error)


class _Progress:
    """One line: rewritten on a terminal, said once elsewhere."""

    def __init__(self, wanted: list[Jar], missing: list[Jar], say: TextIO) -> None:
        version = next(jar.version for jar in wanted if jar.group == "org.apache.kafka")
        self._say, self._rewrites, self._all = say, say.isatty(), len(wanted)
        self._there = len(wanted) - len(missing)
        self._line = f"fetching Kafka {version}"
        if not self._rewrites:
            print(f"{self._line}: {len(missing)} of {self._all} jars", file=say, flush=True)

    def one_more(self) -> None:
        """Count a jar that has arrived."""
        self._there += 1
        if self._rewrites:
            line = f"\r{self._line}: {self._there} of {self._all} jars"
            print(line, end="", file=self._say, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._rewrites:
            print(file=self._say, flush=True)
