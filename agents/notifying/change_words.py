"""
What has changed, in the reader's language?

A line for each change that people want to hear of. Reasons stay English; these lines are made
from the fields. Not here: which changes are worth telling (``agents/linking/changes.py``), and
claims, which say themselves that they are new (``claim_lines.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from agents.telling.place_words import isolated, place_in_words
from agents.telling.wording import Wording, figure
from agents.who.party_names import party_name
from schemas.alert import Alert
from schemas.event import Actor
from schemas.incident import Change

from .letters import plain
from .wording import Phrases


def changes_in_words(alert: Alert, says: Phrases, words: Wording) -> list[str]:
    """Write what *alert* says has changed, a line each; what has no words is left out."""
    told = (
        plain(line) for change in alert.change_set for line in _told(change, alert, says, words)
    )
    return list(dict.fromkeys(told))


def _told(change: Change, alert: Alert, says: Phrases, words: Wording) -> Iterator[str]:
    path, known = change.path, says.change
    if (write := _writers(says).get(path)) is not None:
        before, after = write(change.old), write(change.new)
        yield known["was"].format(known[path], after, before)
        return
    match path:
        case "places.main" if alert.place is not None:
            yield known[path].format(place_in_words(alert.place, words))
        case "territory":
            yield known["territory" if change.new not in (None, "none") else "territory_none"]
        case "truce":
            yield known[change.new if change.new in ("pending", "in_force") else "truce_none"]
        case "actors":
            yield from _joined(change, says, words)


def _writers(says: Phrases) -> dict[str, Callable[[Any], str]]:
    """Return, by field, how its old and new values are written."""
    unknown = says.number["unstated"]

    def number(value: Any) -> str:
        return unknown if value is None else figure(value)

    def rank(names: dict[str, str]) -> Callable[[Any], str]:
        return lambda value: names.get(str(value).capitalize(), names["Unknown"])

    return {
        "toll_summary.min": number,
        "toll_summary.max": number,
        "independence.origins": number,
        "severity.level": rank(says.severity),
        "certainty": rank(says.certainty),
        "status": lambda value: says.state.get(str(value), str(value)),
        "time.start": lambda value: str(value or unknown),
    }


def _joined(change: Change, says: Phrases, words: Wording) -> Iterator[str]:
    """Name the parties that were not known to take part."""
    known = set(change.old or ())
    names = [
        isolated(party_name(Actor(name=one, actor_id=one), words.language), words)
        for one in change.new or ()
        if one not in known
    ]
    if names:
        yield says.change["actors"].format(says.line["list"].join(names))
