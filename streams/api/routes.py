"""
Which path leads where?

The one table: for the server, and for the description of the API (``openapi.py``), so that the
two never differ. What is not here is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from schemas.record import Record
from schemas.subscription import Silence, Subscription

from . import asking, documents, lists, shown, streaming
from .documents import ATOM, CAP, GEOJSON, JSON_FEED
from .lists import JSON
from .parameters import (
    AFTER,
    BEFORE,
    COUNTRY,
    EXERCISES,
    FAMILY,
    FROM,
    INCIDENT,
    INCIDENT_ID,
    KIND,
    LIMIT,
    OUTCOME,
    REASON,
    REGION,
    SEVERITY,
    SINCE,
    STANDING,
    STATUS,
    TICKET,
    TOPICS,
    WATCH,
    Parameter,
)
from .service import Handler
from .tokens import Scope

EVENT_STREAM = "text/event-stream"


class Route(NamedTuple):
    """
    One path and method.

    Attributes:
        method: Of HTTP; a GET answers HEAD too, but for the stream.
        path: With ``{id}`` for one word.
        name: For programs that are made from the description.
        handler: What answers.
        says: What it does.
        scope: What a token needs; ``None`` is open to all.
        query: Its parameters.
        body: What is sent.
        answers: By media type, the record that comes back; ``None`` is no JSON of ours.
        status: Of a good answer.
        problems: What else it may say, besides what any may.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    name: str
    handler: Handler
    says: str
    scope: Scope | None
    query: tuple[Parameter, ...] = ()
    body: type[Record] | None = None
    answers: Mapping[str, Any] = {}  # a NamedTuple's, never changed
    status: int = 200
    problems: tuple[int, ...] = ()


ID_PATTERN = INCIDENT_ID
"""Of all that stands in a path."""

_WHERE = (WATCH, COUNTRY, REGION, SEVERITY)
_PAGE = (SINCE, EXERCISES, LIMIT, AFTER, BEFORE)
_ALERTS = (*_WHERE, KIND, STANDING, INCIDENT)
_INCIDENTS = (COUNTRY, REGION, SEVERITY, FAMILY, STATUS)
_DOCUMENT = (SINCE, EXERCISES)
_CHANGE = (409, 413, 415, 422, 503)

ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/alerts", "listAlerts", documents.alerts,
          "What was sent, and how it stands; as JSON, JSON Feed or Atom.", "read",
          (*_ALERTS, *_PAGE),
          answers={JSON: shown.AlertList, JSON_FEED: None, ATOM: None}, problems=(406, 410, 503)),
    Route("GET", "/v1/alerts/{id}", "showAlert", documents.alert,
          "One alert; as JSON or CAP 1.2.", "read",
          answers={JSON: shown.OneAlert, CAP: None}, problems=(404, 406)),
    Route("GET", "/v1/alerts.atom", "alertsAsAtom", documents.atom,
          "Incidents that were alerted of, those taken back too.", "read",
          (*_ALERTS, *_DOCUMENT), answers={ATOM: None}),
    Route("GET", "/v1/alerts.json", "alertsAsJsonFeed", documents.json_feed,
          "The same as JSON Feed.", "read", (*_ALERTS, *_DOCUMENT), answers={JSON_FEED: None}),
    Route("GET", "/v1/cap", "listCap", documents.cap_index,
          "CAP messages that hold, as an Atom index.", "read",
          (*_ALERTS, *_DOCUMENT), answers={ATOM: None}),
    Route("GET", "/v1/cap/{id}", "showCap", documents.cap,
          "One CAP 1.2 message; `.xml` may stand behind the id.", "read",
          answers={CAP: None}, problems=(404,)),
    Route("GET", "/v1/incidents", "listIncidents", documents.incidents,
          "What is known of each event; as JSON or GeoJSON.", "read",
          (*_INCIDENTS, *_PAGE),
          answers={JSON: shown.IncidentList, GEOJSON: None}, problems=(406, 410, 503)),
    Route("GET", "/v1/incidents/{id}", "showIncident", lists.incident,
          "One incident, however old.", "read",
          answers={JSON: shown.OneIncident}, problems=(404, 503)),
    Route("GET", "/v1/incidents.geojson", "incidentsAsGeojson", documents.geojson,
          "Open incidents on a map.", "read",
          (*_INCIDENTS, *_DOCUMENT), answers={GEOJSON: None}),
    Route("GET", "/v1/decisions", "listDecisions", lists.decisions,
          "Why something was told, and why not.", "read",
          (WATCH, KIND, OUTCOME, REASON, INCIDENT, SINCE, LIMIT, AFTER, BEFORE),
          answers={JSON: shown.DecisionList}, problems=(410, 503)),
    Route("GET", "/v1/freshness", "showFreshness", lists.freshness,
          "How fresh every source is.", "read", answers={JSON: shown.AllSources}),
    Route("GET", "/v1/stream", "stream", streaming.stream,
          "What happens, as it happens (server-sent events).", "stream",
          (TOPICS, *_WHERE, INCIDENT, EXERCISES, FROM, TICKET),
          answers={EVENT_STREAM: None}, problems=(410, 503)),
    Route("POST", "/v1/stream/tickets", "ticket", streaming.ticket,
          "A word that opens a stream for a minute, for browsers.", "stream",
          answers={JSON: streaming.Ticket}, status=201, problems=(409,)),
    Route("GET", "/v1/subscriptions", "listSubscriptions", asking.subscriptions,
          "Your own.", "subscriptions", answers={JSON: shown.SubscriptionsOf}),
    Route("POST", "/v1/subscriptions", "subscribe", asking.subscribe,
          "Make one.", "subscriptions", body=Subscription,
          answers={JSON: Subscription}, status=201, problems=_CHANGE),
    Route("GET", "/v1/subscriptions/{id}", "showSubscription", asking.subscription,
          "One of yours.", "subscriptions", answers={JSON: Subscription}, problems=(404,)),
    Route("PUT", "/v1/subscriptions/{id}", "changeSubscription", asking.change,
          "Put another in its place.", "subscriptions", body=Subscription,
          answers={JSON: Subscription}, problems=(404, *_CHANGE)),
    Route("DELETE", "/v1/subscriptions/{id}", "unsubscribe", asking.unsubscribe,
          "Take it back.", "subscriptions", status=204, problems=(404, 503)),
    Route("GET", "/v1/silences", "listSilences", asking.silences,
          "Your own.", "subscriptions", answers={JSON: shown.SilencesOf}),
    Route("POST", "/v1/silences", "silence", asking.silence,
          "Silence one of your subscriptions for a while.", "subscriptions", body=Silence,
          answers={JSON: Silence}, status=201, problems=_CHANGE),
    Route("DELETE", "/v1/silences/{id}", "endSilence", asking.speak,
          "End it.", "subscriptions", status=204, problems=(404, 503)),
)  # fmt: skip
