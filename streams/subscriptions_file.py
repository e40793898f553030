"""
Who is to be told, by ``subscriptions.toml``?

Loads it and puts in place of each path to a GeoJSON file what that file holds. Not here:
whether a subscription makes sense (``streams/delivery/linting.py``), and those that were made
over the API (``streams/delivery/subscribed.py``).
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from schemas.subscription import SubscriptionList

from .config_files import load
from .edited import Edited, Noted
from .watchlists import polygon_beside


def load_subscriptions(path: Path, *, missing_ok: bool = False) -> SubscriptionList:
    """
    Read the subscriptions at *path*, each ``polygon`` as areas.

    Args:
        path: The file.
        missing_ok: A file that is not there holds none: a tocsin may live without.

    Raises:
        Trouble: It, or a GeoJSON file it names, is missing, unreadable or not what it should
            be; names file, line and key.
    """
    if missing_ok and not path.exists():
        return SubscriptionList()
    return _read(path, lambda _: None)


def edited_subscriptions(path: Path) -> Edited[SubscriptionList]:
    """
    Read the subscriptions at *path*, to be read again when the file was written.

    A file that is not there when we begin holds none; one that goes away later is a
    ``Trouble``: somebody moves it, and nobody is to be forgotten meanwhile.
    """
    has_been: set[Path] = set()

    def read(noted: Noted) -> SubscriptionList:
        noted(path)
        if not has_been and not path.exists():
            return SubscriptionList()
        has_been.add(path)
        return _read(path, noted)

    return Edited(read)


def _read(path: Path, noted: Noted) -> SubscriptionList:
    noted(path)
    listed = load(path, SubscriptionList)
    entries = tuple(
        replace(
            one,
            polygon=polygon_beside(
                path, one.polygon, key=("subscription", index, "polygon"), noted=noted
            ),
        )
        if isinstance(one.polygon, str)
        else one
        for index, one in enumerate(listed.subscription)
    )
    return replace(listed, subscription=entries)
