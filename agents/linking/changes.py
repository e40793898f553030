"""
What did new evidence change, and do readers care?

A revision says field by field what is different and why, in words. Claims are
compared by what they say and not by their ids, which change whenever a wire
sends its words again. Not here: whom to tell (``agents/telling/alerting.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from agents.telling.claim_words import said_of, speaker_of
from agents.where.homes import main_place
from schemas.claim import Claim
from schemas.incident import Change, Incident, Status, Truce

STATUS_WORDS: Final[dict[Status, str]] = {
    "onset": "one report so far",
    "ongoing": "it goes on, or more reports tell of it",
    "ceasefire": "a truce is in force, or the fighting is said to have ended",
    "ended": "nothing new has been reported for days",
    "retracted": "no report of it stands any more",
    "merged": "it is part of another incident",
}
NEWS_OF_CLAIMS: Final = frozenset({"raises", "lowers", "contradicts"})
NOTABLE: Final = frozenset({
    "toll_summary.min", "toll_summary.max", "time.start", "time.precision", "places.main",
    "severity.level", "certainty", "territory",
})  # fmt: skip


def revised(old: Incident | None, new: Incident, *, reading_id: str | None) -> Incident | None:
    """
    Make *new*, as derived, the next revision of *old*.

    Args:
        old: The newest revision, ``None`` when *new* founds the incident.
        new: As ``fuse`` derives it.
        reading_id: What caused it, ``None`` for a due time.

    Returns:
        ``None`` when nothing at all is different.
    """
    if old is None:
        return new
    next_one = replace(
        new,
        revision=old.revision + 1,
        supersedes=old.revision,
        first_seen=min(old.first_seen, new.first_seen),
        related=old.related,
    )
    same = replace(next_one, revision=old.revision, supersedes=old.supersedes,
                   change_set=old.change_set, revised_at=old.revised_at)  # fmt: skip
    if same == old:
        return None
    changes = tuple(changes_between(old, new, reading_id=reading_id))
    if not changes:
        reason = "a report was sent again with other words"
        changes = (Change(path="evidence", reason=reason, reading_id=reading_id),)
    return replace(next_one, change_set=changes)


def changes_between(old: Incident, new: Incident, *, reading_id: str | None) -> Iterator[Change]:
    """Yield what differs between two revisions, one change for each field."""
    for path, before, after, reason in (*_plain(old, new), *_listed(old, new)):
        if before != after:
            yield Change(path=path, old=before, new=after, reason=reason, reading_id=reading_id)
    yield from _claims(old, new, reading_id)


Compared = tuple[str, Any, Any, str]


def _plain(old: Incident, new: Incident) -> Iterator[Compared]:
    """Yield path, old value, new value and reason of single values."""
    yield "status", old.status, new.status, STATUS_WORDS.get(new.status, new.status)
    yield "family", old.family, new.family, "most reports now tell of another kind of event"
    since, until = _iso(new.time.start), _iso(new.time.end)
    yield "time.start", _iso(old.time.start), since, f"it is now said to have begun on {since}"
    yield "time.end", _iso(old.time.end), until, f"the last day told of is now {until or 'open'}"
    yield (
        "time.precision", old.time.precision, new.time.precision,
        f"its time is now known to the {new.time.precision}",
    )  # fmt: skip
    here, there = main_place(old.places), main_place(new.places)
    name = there and (there.canonical or there.name)
    yield (
        "places.main", here and (here.place_id or here.name), there and (there.place_id or name),
        f"the place is now given as {name}",
    )  # fmt: skip
    for end in ("min", "max"):
        before, after = getattr(old.toll_summary, end), getattr(new.toll_summary, end)
        yield f"toll_summary.{end}", before, after, _toll_words(before, after, end)
    level = new.severity.level
    yield "severity.level", old.severity.level, level, f"it is now rated {level}"
    yield "certainty", old.certainty, new.certainty, f"that it happened is now {new.certainty}"
    gains = [one.territory.change if one.territory else None for one in (old, new)]
    truces = [one.truce.state if one.truce else None for one in (old, new)]
    yield "truce", truces[0], truces[1], _truce_words(new.truce)
    yield (
        "territory", gains[0], gains[1],
        "ground is said to have changed hands" if gains[1]
        else "no report says any more that ground changed hands",
    )  # fmt: skip


def _listed(old: Incident, new: Incident) -> Iterator[Compared]:
    """Yield path, old value, new value and reason of lists and counts."""
    places = [[place.canonical or place.name for place in one.places] for one in (old, new)]
    yield "places", sorted(places[0]), sorted(places[1]), _list_words("places", *places)
    actors = [sorted(actor.actor_id for actor in one.actors if actor.actor_id is not None)
              for one in (old, new)]  # fmt: skip
    weapons = [sorted(one.weapons) for one in (old, new)]
    yield "weapons", weapons[0], weapons[1], _list_words("weapons", *weapons)
    yield "actors", actors[0], actors[1], _list_words("parties", *actors)
    voices = old.independence, new.independence
    families, origins = voices[1].families, voices[1].origins
    yield (
        "independence.families", voices[0].families, families,
        f"{families} publishers now carry it",
    )  # fmt: skip
    yield (
        "independence.origins", voices[0].origins, origins,
        f"{origins} now report it independently",
    )  # fmt: skip
    reports = voices[1].reports
    yield "independence.reports", voices[0].reports, reports, f"{reports} reports now tell of it"


def _claims(old: Incident, new: Incident, reading_id: str | None) -> Iterator[Change]:
    """Yield what is said of tolls that was not said before, and what no one says any more."""
    before = {_content(claim): claim for claim in old.claims}
    after = {_content(claim): claim for claim in new.claims}
    for content, claim in after.items():
        if content not in before:
            kinds = sorted({relation.kind for relation in claim.relation})
            said = {"said": said_of(claim), "by": speaker_of(claim), "relation": kinds}
            how = f" ({', '.join(kinds)} what was said before)" if kinds else ""
            reason = f"{speaker_of(claim) or 'the agency'} says: {said_of(claim)}{how}"
            yield Change(path="claims", new=said, reason=reason, reading_id=reading_id)
    for content, claim in before.items():
        if content not in after:
            reason = f"no report says any more: {said_of(claim)}"
            said = {"said": said_of(claim), "by": speaker_of(claim)}
            yield Change(path="claims", old=said, reason=reason, reading_id=reading_id)


def _content(claim: Claim) -> tuple[object, ...]:
    of = claim.of.side, claim.of.actor_id, claim.of.category
    window = claim.window.since, claim.window.cumulative
    words = claim.words if (claim.min, claim.max) == (None, None) else None
    return claim.kind, *of, claim.min, claim.max, words, *window, speaker_of(claim)


def is_notable(change: Change) -> bool:
    """Tell whether readers who know of the incident want to hear of *change*."""
    match change.path:
        case "status":
            return change.old == "ended" or "ceasefire" in (change.old, change.new)
        case "weapons":
            return bool(set(change.new) - set(change.old))
        case "claims":
            return change.new is not None and _is_new_fact(change.new["relation"])
        case "actors":
            return bool(set(change.new) - set(change.old))
        case "independence.origins":  # reprints are no news
            return bool(change.old < 2 <= change.new)
        case path:
            return path in NOTABLE


def _is_new_fact(relation: Iterable[str]) -> bool:
    """Tell whether a claim says something else than the others, or is the first of its kind."""
    kinds = set(relation)
    return not kinds or not kinds.isdisjoint(NEWS_OF_CLAIMS)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _truce_words(truce: Truce | None) -> str:
    if truce is None:
        return "no truce is told of any more, or fighting goes on after it"
    since = f" from {truce.since}" if truce.since else ""
    return (
        f"a truce is agreed{since}" if truce.state == "pending" else f"a truce is in force{since}"
    )


def _toll_words(before: int | None, after: int | None, end: str) -> str:
    bound = "at least" if end == "min" else "at most"
    if after is None:
        return f"nobody says any more how many were killed {bound}"
    if before is None:
        return f"{bound} {after} killed"
    return f"{bound} {after} killed, {'raised' if after > before else 'lowered'} from {before}"


def _list_words(what: str, before: list[str], after: list[str]) -> str:
    added, gone = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    told = [f"added {', '.join(added)}"] * bool(added) + [f"dropped {', '.join(gone)}"] * bool(gone)
    return f"{what}: {'; '.join(told) or 'in another order'}"
