"""
What could a record hold at the worst?

Strategies for alerts and incidents with any words in them, control characters and markup
included, at any place on earth or none. Times are those of the years in which we run.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.telling.wording import LANGUAGES
from schemas.alert import Alert, AlertKind, Match, MatchRule, Reference, ResponseType
from schemas.event import Actor, Family, Place, PlaceRole
from schemas.incident import (
    Certainty,
    Change,
    Evidence,
    Incident,
    Independence,
    Level,
    Severity,
    Status,
    TollSummary,
)
from schemas.record import DispatchRef
from streams.api.formats.entry import Entry
from streams.api.formats.page import Page

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
PAGE = Page(
    generated=NOON,
    freshness={"Süd & <Nord>": NOON - timedelta(minutes=1), "mute": None},
    base="https://alerts.example/v1",
    path="/feed?min_severity=Severe&country=ML",
    authority="alerts.example",
    watermark=NOON - timedelta(seconds=5),
)

# Whole documents take hypothesis long to invent, and hold several incidents each.
FEWER = settings(max_examples=settings().max_examples // 3)

words = st.text(max_size=40)
ids = st.text("0123456789abcdef", min_size=24, max_size=24)
times = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
counts = st.none() | st.integers(0, 10**6)
languages = st.sampled_from(LANGUAGES)

places = st.builds(
    Place,
    name=words,
    role=st.sampled_from(get_args(PlaceRole)),
    canonical=st.none() | words,
    country=st.none() | st.sampled_from(["ML", "FJ", "XK", "ZZ"]),
    iso3166_2=st.none() | st.just("ML-8"),
    adm1=st.none() | words,
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    radius_km=st.none() | st.floats(0.001, 20_000),
    precision=st.integers(1, 7),
)
actors = st.builds(
    Actor, name=words, actor_id=st.none() | words, side=st.sampled_from(["A", "B", "unknown"])
)
tolls = st.builds(TollSummary, min=counts, max=counts)
changes = st.builds(Change, path=words, reason=words)

alerts = st.builds(
    Alert,
    alert_id=ids,
    kind=st.sampled_from(get_args(AlertKind)),
    msg_type=st.just("Alert"),
    status=st.sampled_from(["Actual", "Exercise", "System", "Test", "Draft"]),
    severity=st.sampled_from(["Extreme", "Severe", "Moderate", "Minor", "Unknown"]),
    urgency=st.sampled_from(["Immediate", "Expected", "Future", "Past", "Unknown"]),
    certainty=st.sampled_from(["Observed", "Likely", "Possible", "Unlikely", "Unknown"]),
    response_type=st.none() | st.sampled_from(get_args(ResponseType)),
    incident_id=ids,
    incident_revision=st.integers(1, 10**6),
    watch_id=st.just("sahel"),
    match=st.builds(Match, entry=words, rule=st.sampled_from(get_args(MatchRule))),
    sent=times,
    effective=times,
    onset=st.none() | times,
    expires=times,
    headline=words,
    text_language=languages,
    headlines=st.dictionaries(languages, words),
    sentence=st.text(max_size=280),
    event=st.none() | st.sampled_from(get_args(Family)),
    provider=st.none() | words,
    place=st.none() | places,
    toll_summary=tolls,
    reasons=st.lists(words, max_size=3).map(tuple),
    replay=st.booleans(),
)
replacing = st.builds(
    replace,
    alerts,
    msg_type=st.sampled_from(["Update", "Cancel"]),
    references=st.lists(st.builds(Reference, alert_id=ids, sent=times), min_size=1, max_size=5).map(
        tuple
    ),
)
evidence = st.builds(
    Evidence,
    reading_id=ids,
    dispatch=st.builds(DispatchRef, key=words, revision=st.just(1)),
    mention_idx=st.just(0),
    provider=words,
    publisher_family=words,
    published_at=times,
    received_at=times,
    sentence=words,
)
incidents = st.builds(
    Incident,
    incident_id=ids,
    revision=st.integers(1, 10**6),
    country=st.just("ML"),
    change_set=st.lists(changes, max_size=3).map(tuple),
    revised_at=st.none() | times,
    status=st.sampled_from(get_args(Status)),
    family=st.sampled_from(get_args(Family)),
    places=st.lists(places, max_size=3).map(tuple),
    actors=st.lists(actors, max_size=3).map(tuple),
    toll_summary=tolls,
    severity=st.builds(Severity, level=st.sampled_from(get_args(Level))),
    certainty=st.sampled_from(get_args(Certainty)),
    evidence=st.lists(evidence, max_size=3).map(tuple),
    independence=st.builds(Independence, reports=st.integers(0, 99), families=st.integers(0, 99)),
    merged_into=st.none() | ids,
    first_seen=times,
    last_evidence=times,
    sentence=words,
)
entries = st.builds(
    Entry,
    incident=incidents,
    alerts=st.lists(alerts, max_size=2).map(tuple),
    merged=st.lists(ids, max_size=2).map(tuple),
)
documents = st.lists(entries, max_size=2, unique_by=lambda one: one.incident.incident_id)
pages = st.builds(
    lambda language, freshness: PAGE._replace(language=language, freshness=freshness),
    languages,
    st.dictionaries(words, st.none() | times, max_size=2),
)
