"""
Who says how many, in the reader's language?

One line for each claim, those first on which the headline rests; a figure stays somebody's claim,
with its bounds, its doubts and its speaker. Not here: which claims there are
(``agents/linking/claims_ledger.py``), and the shorter words of reasons
(``agents/telling/claim_words.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from agents.telling.claim_words import said_of, speaker_of
from agents.telling.headlines import said_by
from agents.telling.wording import Wording, figure
from schemas.alert import Alert
from schemas.claim import Claim

from .letters import plain
from .wording import Phrases

MOST_CLAIMS: Final = 6


def claim_lines(alert: Alert, says: Phrases, words: Wording) -> list[str]:
    """Write what *alert* claims, a line each, no two alike; of many the first, and how many more."""
    basis, new = alert.toll_summary.basis, _new(alert)
    ordered = sorted(alert.claims, key=lambda claim: claim.claim_id not in basis)
    told = []
    for claim in ordered:
        line = claim_in_words(claim, says, words, as_written=alert.language == "en")
        is_new = (said_of(claim), speaker_of(claim)) in new
        told.append(says.change["claims"].format(line) if is_new else line)
    lines = list(dict.fromkeys(told))
    more = len(lines) - MOST_CLAIMS
    return [*lines[:MOST_CLAIMS], *([says.line["more"].format(more)] if more > 0 else [])]


def _new(alert: Alert) -> set[tuple[object, object]]:
    """Return what *alert* says is newly claimed; a change knows a claim by its English words."""
    return {
        (change.new.get("said"), change.new.get("by"))
        for change in alert.change_set
        if change.path == "claims" and isinstance(change.new, dict)
    }


def claim_in_words(claim: Claim, says: Phrases, words: Wording, *, as_written: bool) -> str:
    """Write one claim: "Killed: at least 17 (civilians), says a local politician; provisional"."""
    number = says.people.get(claim.of.category, "{}").format(_number(claim, says))
    told = says.claim[claim.kind].format(number)
    if claim.by is None:
        told = says.line["unsaid"].format(told)
    told = words.shaped(said_by(told, claim, words, as_written=as_written))
    for doubt in _doubts(claim, says):
        told = says.line["said"].format(told, doubt)
    return plain(told)


def _number(claim: Claim, says: Phrases) -> str:
    number = says.number
    match claim.min, claim.max:
        case None, None:
            return number["unstated"]
        case 0, 0:
            return number["none"]
        case ((None | 0), int(most)):
            return number["most"].format(figure(most))
        case int(least), None:
            return number["least"].format(figure(least))
        case int(least), int(most) if least != most:
            return number["range"].format(figure(least), figure(most))
        case _:
            return figure(claim.min or 0)


def _doubts(claim: Claim, says: Phrases) -> Iterator[str]:
    if claim.window.since is not None:
        yield says.line["counted_since"].format(claim.window.since.isoformat())
    if claim.status in says.status:
        yield says.status[claim.status]
    yield from dict.fromkeys(says.hedge[one] for one in claim.hedge if one in says.hedge)
