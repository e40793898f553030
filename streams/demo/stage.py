"""
What must stand before the story can be told?

A folder of our own with a ``tocsin.toml``, ``feeds.toml`` and
``watchlist.toml`` in it, as a user would write them: poller and worker read
nothing else, and know nothing of a demo. Not here: starting them (``run.py``).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.trouble import Trouble

from .story import ETC, Wire, wires

# How often the wires are asked, in seconds of the story: the half second that a polled wire
# costs is felt before the alarm, not in it.
LOOK_AGAIN_SECONDS = 0.4

WIRES = "wires"
"""Where drop folders are, below the demo's folder."""


@contextmanager
def folder_for(wanted: Path | None) -> Iterator[Path]:
    """
    Give the demo's folder: *wanted*, which stays, or a temporary one, which does not.

    A temporary one with logs in it stays when there was trouble: they say why.

    Raises:
        Trouble: *wanted* holds something: an earlier demo's incidents would keep this one quiet.
    """
    if wanted is None:
        made = Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
        stays = False
        try:
            yield made
        except Trouble:
            stays = (made / "log").exists()
            raise
        finally:
            if not stays:
                shutil.rmtree(made, ignore_errors=True)
        return
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        taken = any(wanted.iterdir())
    except OSError as error:
        raise Trouble(f"{wanted} cannot be used as a folder: {error.strerror}") from error
    if taken:
        raise Trouble(f"{wanted} is not empty; name a new folder, or none")
    yield wanted.absolute()


def forget_own_settings() -> None:
    """
    Drop every ``TOCSIN_*`` variable from this process and those it starts.

    A demo that found ``TOCSIN_KAFKA__BOOTSTRAP`` would tell its inventions to a real cluster.
    """
    for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
        del os.environ[name]


def furnish(folder: Path, *, bootstrap: str, port: int, speed: float) -> Path:
    """
    Write the configuration of poller and worker into *folder*; returns its ``tocsin.toml``.

    Args:
        folder: The demo's.
        bootstrap: Of its Kafka.
        port: Of its wire server, on 127.0.0.1.
        speed: How much faster than life the story is told; the wires are asked as often.
    """
    feeds = [_feed(wire, folder, port, LOOK_AGAIN_SECONDS / speed) for wire in wires()]
    (folder / "feeds.toml").write_text("\n".join(feeds), "utf-8")
    shutil.copyfile(ETC / "watchlist.toml", folder / "watchlist.toml")
    config = folder / "tocsin.toml"
    config.write_text(
        "# Written by `tocsin demo`.\n"
        'state = "."\n\n'
        f"[kafka]\nbootstrap = {_quoted(bootstrap)}\n\n"
        f"[poller]\nallow = [{_quoted(f'127.0.0.1:{port}')}]\n",
        "utf-8",
    )
    return config


def drop_folder(folder: Path, wire: Wire) -> Path:
    """Return the folder that *wire* drops its files into, made if need be."""
    drops = folder / WIRES / wire.id
    drops.mkdir(parents=True, exist_ok=True)
    return drops


def _feed(wire: Wire, folder: Path, port: int, interval: float) -> str:
    """Write one entry of ``feeds.toml``."""
    where = (
        f"folder = {_quoted(str(drop_folder(folder, wire)))}"
        if wire.format == "newsml12"
        else f"url = {_quoted(f'http://127.0.0.1:{port}/{wire.id}')}"
    )
    return (
        f"[[feed]]\nid = {_quoted(wire.id)}\n{where}\nformat = {_quoted(wire.format)}\n"
        f"provider = {_quoted(wire.id)}\nlanguage = {_quoted(wire.language)}\n"
        f"interval_seconds = {interval:.3f}\n"
    )


def _quoted(words: str) -> str:
    """Write a TOML string; JSON's escapes are TOML's."""
    return json.dumps(words, ensure_ascii=False)
