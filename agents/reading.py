"""
What does one dispatch say happened?

The first agent: looks at one dispatch at a time and asks its questions in
order: seen before? language, news, dateline, places, times, parties, events,
claims. What may have happened goes to the country where it did; what did not
ends here with a decision that says why.

Not here: what earlier dispatches said (``agents/following.py``).

Reads      dispatches   keyed by dispatch, so versions meet in one partition
Writes     readings     a copy for each country; decisions
Remembers  versions     dispatch key -> the newest version handled
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterable, Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, Final, Literal, NamedTuple

from msgspec.structs import replace

from schemas.codec import decode
from schemas.decision import Decision, Reason
from schemas.dispatch import Dispatch, canonical_text
from schemas.event import Family, Mention
from schemas.reading import Provenance, Reading, Source
from schemas.record import DispatchRef, identity
from schemas.state import Version
from schemas.topics import READINGS

from .actors import actors_in
from .claims import claims_in
from .datelines import dateline_of
from .decisions import decided, decision
from .effects import Output
from .events import mentions_in
from .folding import Text, fold
from .gates import OF_REALIS
from .homes import home_country
from .language import language_of
from .lexicon import lexicon
from .places import places_in
from .register import register_of
from .sentences import Page
from .speech import attributions_in
from .times import times_in
from .versions import is_new, version_of

RULESET: Final = "1"
"""Goes into every reading id: what another ruleset reads is another reading."""

LONGEST: Final = 100_000  # characters read; nobody writes news that long
FRESH: Final = timedelta(days=7)  # older on arrival is late: a label, never a drop
NOTE: Final = re.compile(r"(?:[^\n]*\n\n)?(?P<note>\([^\n]{1,400}\))(?=\n\n)")
VIOLENT: Final[frozenset[Family]] = frozenset({"fight", "remote", "one_sided"})


class Handled(NamedTuple):
    """
    What handling one dispatch comes to.

    Attributes:
        outputs: To be sent and acknowledged first.
        version: To be remembered then; ``None`` leaves the table as it is.
    """

    outputs: tuple[Output, ...]
    version: Version | None


def read(dispatch: Dispatch) -> Reading:
    """
    Read *dispatch*: any text gives a reading, and the same text gives the same one.

    A language that is not read in full gives its places and no events.
    """
    raw = _without_note(canonical_text(dispatch)[:LONGEST])
    language = language_of(raw, declared=dispatch.language)
    text = fold(raw)
    line, tokens, _ = dateline_of(text, raw, language, dispatch.published_at)
    places = places_in(text, language, dateline=tokens)
    today = (line and line.date) or dispatch.published_at.date()
    basis: Literal["dateline", "published"] = "dateline" if line and line.date else "published"
    words = lexicon(language)
    unread = Reading(
        reading_id=identity(dispatch.key, dispatch.revision, RULESET),
        dispatch=_source(dispatch, language),
        dateline=line,
        late=dispatch.received_at - dispatch.published_at > FRESH,
        place_mentions=tuple(one.place for one in places),
        provenance=Provenance(ruleset=RULESET),
    )
    if words is None:
        return replace(unread, register=register_of(dispatch, None))
    times = times_in(text, language, anchor=today, published=dispatch.published_at, basis=basis)
    page = Page(_below(text, tokens), language, words.mark(text), places, times)
    said = attributions_in(page)
    mentions, numbers, parties = mentions_in(
        page, actors_in(page), said, dateline=line, published=dispatch.published_at
    )
    claims = claims_in(page, parties, said, dispatch=(dispatch.key, dispatch.revision), as_of=today)
    recent = [one for one in mentions if _is_fighting(one, dispatch)]
    return replace(
        unread,
        register=register_of(dispatch, page),
        mentions=tuple(mentions),
        claims=tuple(
            replace(claim, mention_idx=_nearest(mentions, numbers, number))
            for claim, number in claims
        ),
        fighting=bool(recent),
        countries=tuple(sorted({c for one in recent if (c := home_country(one)) is not None})),
    )


def _below(text: Text, dateline: range) -> Text:
    """Begin the first sentence of the body after the dateline, which tells nothing."""
    if not dateline:
        return text
    sentences = [
        (max(first, dateline.stop) if first <= dateline.start < last else first, last)
        for first, last in text.sentences
    ]
    return dataclasses.replace(text, sentences=[s for s in sentences if s[0] < s[1]])


def _without_note(raw: str) -> str:
    """
    Blank the desk's note at the head of a correction: "(Corrects toll to nine from 11)".

    It says what was wrong before, which nobody reports any more. Spans stay as they are.
    """
    note = NOTE.match(raw)
    if note is None:
        return raw
    return raw[: note.start("note")] + " " * len(note["note"]) + raw[note.end("note") :]


def _source(dispatch: Dispatch, language: str) -> Source:
    shared = {
        name: getattr(dispatch, name) for name in Source.__struct_fields__ if name != "language"
    }
    return Source(language=language, **shared)


def _is_fighting(mention: Mention, dispatch: Dispatch) -> bool:
    """Tell whether gates 1 to 4 hold: actual, a fight, specific, recent."""
    if mention.realis != "actual" or mention.background or mention.family not in VIOLENT:
        return False
    if mention.scope != "single" or not (mention.places or mention.actors):
        return False
    day = mention.time.end or mention.time.start
    is_open = mention.time.relation == "since"
    return day is None or is_open or dispatch.published_at.date() - day <= FRESH


def _nearest(mentions: list[Mention], numbers: list[int], sentence: int) -> int | None:
    """Return the event that a toll in *sentence* belongs to: actual ones first, then the nearest."""
    return min(
        range(len(mentions)),
        key=lambda i: (
            mentions[i].realis != "actual",
            mentions[i].family not in VIOLENT,
            abs(numbers[i] - sentence),
            numbers[i] > sentence,
        ),
        default=None,
    )


def handle(dispatch: Dispatch, known: Version | None) -> Handled:
    """
    Decide what becomes of *dispatch*, given the newest version handled before.

    A new version goes to every country that it or an earlier one reached, so that
    what an earlier one caused can shrink as well as grow.
    """
    if not is_new(dispatch, known):
        return Handled((decided(_about(dispatch, "duplicate_dispatch")),), None)
    if dispatch.embargo_until is not None and dispatch.embargo_until > dispatch.received_at:
        return Handled((decided(_about(dispatch, "embargoed")),), None)
    reading = read(dispatch)
    decisions, reached = _judge(dispatch, reading)
    if dispatch.pubstatus != "usable":
        reading = replace(reading, mentions=(), claims=(), fighting=False, countries=())
    before = set(known.countries) if known else set()
    readings = tuple(
        Output(READINGS, country, replace(reading, country=country))
        for country in sorted(reached | before)
    )
    version = version_of(dispatch, known, tuple(sorted(reached)))
    return Handled((*readings, *map(decided, decisions)), version)


def _judge(dispatch: Dispatch, reading: Reading) -> tuple[list[Decision], set[str]]:
    """Return the decisions that end here, and the countries that the rest goes to."""
    reason = _whole(dispatch, reading)
    if reason is not None:
        return [_about(dispatch, reason, reading)], set()
    decisions, reached = [], set()
    for mention in reading.mentions:
        country = home_country(mention)
        if mention.realis == "actual" and country is not None:
            reached.add(country)
            continue
        why = OF_REALIS.get(mention.realis) or _placeless(reading)
        decisions.append(
            decision(
                _ref(dispatch),
                outcome="suppress",
                reason=why,
                at=dispatch.received_at,
                reading_id=reading.reading_id,
                mention=mention,
                rules=mention.rules,
            )
        )
    return decisions, reached


def _whole(dispatch: Dispatch, reading: Reading) -> Reason | None:
    """Return why the dispatch as a whole goes no further, if so."""
    if dispatch.pubstatus != "usable":
        return "killed" if dispatch.pubstatus == "canceled" else "withheld"
    if reading.register != "news":
        return "register_excluded"
    if lexicon(reading.dispatch.language) is None:
        return "unsupported_language"
    return None if reading.mentions else "not_event"


def _placeless(reading: Reading) -> Reason:
    roles = {place.role for place in reading.place_mentions}
    if roles == {"dateline"}:
        return "dateline_only"
    return "mention_only" if roles else "no_place"


def _ref(dispatch: Dispatch) -> DispatchRef:
    return DispatchRef(key=dispatch.key, revision=dispatch.revision)


def _about(dispatch: Dispatch, reason: Reason, reading: Reading | None = None) -> Decision:
    return decision(
        _ref(dispatch),
        outcome="suppress",
        reason=reason,
        at=dispatch.received_at,
        reading_id=reading.reading_id if reading else None,
    )


async def reading(
    events: AsyncIterable[Any],
    *,
    versions: MutableMapping[str, Version],
    boundary: Callable[..., AbstractAsyncContextManager[None]],
    send: Callable[..., Awaitable[None]],
) -> None:
    """
    Handle every event of ``dispatches``: decode, decide, send, then remember.

    Args:
        events: With ``key``, ``value`` (bytes) and ``message``.
        versions: The table, or a dict.
        boundary: Turns what is wrong with a record into a dead letter.
        send: Sends outputs and returns when all are acknowledged.
    """
    async for event in events:
        async with boundary(event, stage="reading"):
            dispatch = decode(Dispatch, event.value)
            handled = handle(dispatch, versions.get(dispatch.key))
            await send(*handled.outputs)
            if handled.version is not None:
                versions[dispatch.key] = handled.version
