"""
What does the API take from nobody?

A secret is named, never sent, and only with a name that the operator set aside for its owner:
else a reader could have us send any secret of this machine to an address of theirs. No path of
this machine, and no id that is taken. Not here: whether a subscription makes sense
(``streams/delivery/linting.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from schemas.subscription import Made, Subscription
from streams.trouble import Trouble

from .problems import Problem
from .service import Service


def not_allowed(said: Subscription, references: Iterable[str], owner: str) -> Iterable[str]:
    """Yield what the API takes from nobody, though it may stand in the operator's file."""
    begins = tuple(one.replace("{owner}", owner) for one in references)
    named = {"target": (said.target,), "secrets": said.secrets}
    for key, values in named.items():
        for value in values:
            is_reference = value.startswith(("env:", "file:"))
            if is_reference and (not value.startswith(begins) or "/.." in value):
                yield f"`{key}`: may name only secrets that the operator set aside for you"
    if isinstance(said.polygon, str):
        yield "`polygon`: has to be the areas themselves; a path leads nowhere here"


def require_own_id(record_id: str, owner: str) -> None:
    """
    Raise ``Problem`` (422) unless an id begins with its owner's name.

    So no id can pass from one owner to another, with the silences and counts that belong to it.
    """
    if not record_id.startswith(f"{owner}."):
        refuse([f"`id`: has to begin with your name and a dot: `{owner}.{record_id}`"])


def refuse(problems: Iterable[str]) -> None:
    """Raise ``Problem`` (422) with all *problems*, if there are any."""
    if found := list(problems):
        raise Problem(422, "; ".join(found), kind="unusable", problems=found)


async def taken_ids(service: Service) -> set[str]:
    """Return the ids of all subscriptions, those of the operator's file too."""
    from streams.subscriptions_file import load_subscriptions

    made = {
        one.subscription.id
        for one in service.knowledge.asked.values()
        if isinstance(one, Made)
    }  # fmt: skip
    try:
        path = service.settings.subscriptions
        listed = await asyncio.to_thread(load_subscriptions, path, missing_ok=True)
    except Trouble:  # whoever delivers says so, and keeps what it had
        return made
    return made | {one.id for one in listed.subscription}
