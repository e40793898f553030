"""A desk that writes dispatches in English, and the pipeline that follows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.incident import Incident
from schemas.watch import Watch, Watchlist
from streams.offline import Pipeline

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)  # a Wednesday
WATCHES = (Watch(id="mali", country="ML"), Watch(id="burkina", country="BF"),
           Watch(id="kidal", iso3166_2="ML-8"))  # fmt: skip
PLACES = ("Kidal, in northern Mali", "Menaka, in eastern Mali", "Djibo, in northern Burkina Faso")
# Another voice in words of its own for each item: a copy would fall with what it copies.
WORDS = {
    "afp": "Jihadist fighters raided an army post at {place}, on Wednesday and killed {dead} "
    "soldiers, a security source told the agency by telephone.",
    "ap": "At least {dead} troops died when gunmen riding motorbikes attacked a military camp "
    "in {place}, Wednesday, according to two residents and a local official.",
    "efe": "Militants stormed the barracks of {place}, on Wednesday; {dead} soldiers were killed "
    "before reinforcements arrived from the capital, said the defence ministry.",
}


def dispatch(key: str = "afp:1", place: int = 0, dead: int = 12, **more: Any) -> Dispatch:
    """Return an item of the agency that *key* names; *after* is in minutes past noon."""
    family = key.partition(":")[0]
    at = NOON + timedelta(minutes=more.pop("after", 0))
    known: dict[str, Any] = {
        "provider": family, "publisher_family": family, "language": "en",
        "text": WORDS[family].format(place=PLACES[place], dead=dead),
        "published_at": at, "received_at": at,
    }  # fmt: skip
    return Dispatch(key=key, **(known | more))


def kill(key: str = "afp:9", **more: Any) -> Dispatch:
    """Return the withdrawal of ``afp:1``, unless *more* says otherwise."""
    known = {"corrects": "afp:1", "pubstatus": "canceled", "signal": "kill", "text": "Kill it."}
    return dispatch(key, **(known | more))


def later(minutes: float) -> datetime:
    """Return the time so many minutes past noon."""
    return NOON + timedelta(minutes=minutes)


class Desk:
    """The pipeline, and what it said."""

    def __init__(self, *watches: Watch) -> None:
        self.pipeline = Pipeline(Watchlist(watch=watches or WATCHES))
        self.said: list[Any] = []

    def take(self, *dispatches: Dispatch) -> list[Any]:
        """Follow *dispatches*; return what it led to."""
        return self._note(one for given in dispatches for one in self.pipeline.take(given))

    def wait(self, minutes: float) -> list[Any]:
        """Let time pass to so many minutes past noon."""
        return self._note(self.pipeline.wait(later(minutes)))

    def _note(self, happened: Iterable[Any]) -> list[Any]:
        told = list(happened)
        self.said += told
        return told

    def alerts(self) -> list[Alert]:
        """Return every alert so far."""
        return [one for one in self.said if isinstance(one, Alert)]

    def standing(self) -> dict[str, Incident]:
        """Return the incidents that stand, by id."""
        dossiers = self.pipeline.world.dossiers()
        return {
            one.incident.incident_id: one.incident
            for one in dossiers
            if one.incident.status != "retracted"
        }


def rung(said: Iterable[Any]) -> list[tuple[str, str]]:
    return [(one.kind, one.watch_id) for one in said if isinstance(one, Alert)]


def decided(said: Iterable[Any]) -> list[str]:
    return [one.reason for one in said if isinstance(one, Decision)]
