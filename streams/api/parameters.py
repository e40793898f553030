"""
What may stand behind the question mark?

Each parameter once, with its form: for reading it, and for the description of the API. What is
not in a route's table is refused, because a misspelt filter that is ignored answers another
question than was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_args

from schemas.alert import AlertKind
from schemas.decision import Outcome, Reason
from schemas.event import Family
from schemas.feed import ID
from schemas.incident import Status
from schemas.topics import ALERTS, DECISIONS, INCIDENTS

from .cursor import LONGEST
from .facets import SEVERITIES
from .filters import Filter
from .problems import Problem, bad
from .standing import ACTIVE, STATES

MOST_ITEMS = 500
USUAL_ITEMS = 100
LONGEST_VALUE = 512
MOST_VALUES = 32
"""Of one parameter, with commas between."""

INCIDENT_ID = "^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$"


class Parameter(NamedTuple):
    """
    One parameter.

    Attributes:
        name: As it is written.
        says: What it does.
        schema: Of one value, as JSON Schema.
        is_list: Several may stand there, with commas between: any of them.
    """

    name: str
    says: str
    schema: Mapping[str, Any]
    is_list: bool = False


def _words(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _like(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


WATCH = Parameter("watch", "Of these watch entries.", _like(ID), is_list=True)
COUNTRY = Parameter("country", "There, ISO 3166-1.", _like("^[A-Z]{2}$"), is_list=True)
REGION = Parameter(
    "region", "There, ISO 3166-2.", _like("^[A-Z]{2}-[A-Z0-9]{1,3}$"), is_list=True
)  # fmt: skip
SEVERITY = Parameter("severity", "At least so bad.", _words(SEVERITIES))
KIND = Parameter("kind", "Alerts of these kinds.", _words(get_args(AlertKind)), is_list=True)
FAMILY = Parameter("kind", "Incidents of these families.", _words(get_args(Family)), is_list=True)
STANDING = Parameter(
    "status", "How the alert stands now; `active`: in force, and no CANCEL.",
    _words((ACTIVE, *STATES)), is_list=True,
)  # fmt: skip
STATUS = Parameter(
    "status", "Where the incident is in its life.", _words(get_args(Status)), is_list=True
)  # fmt: skip
OUTCOME = Parameter("status", "What was decided.", _words(get_args(Outcome)), is_list=True)
REASON = Parameter("reason", "Why.", _words(get_args(Reason)), is_list=True)
INCIDENT = Parameter("incident", "About this incident.", _like(INCIDENT_ID))
SINCE = Parameter("since", "At or after this time.", {"type": "string", "format": "date-time"})
EXERCISES = Parameter(
    "exercises", "Also what is no live alert: tests, exercises, replays.", {"type": "boolean"}
)
LIMIT = Parameter(
    "limit", f"Items of one answer; {USUAL_ITEMS} when left out.",
    {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS},
)  # fmt: skip
_CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]*$", "maxLength": LONGEST}
AFTER = Parameter("after", "What came after this cursor (`tail`), oldest first.", _CURSOR)
BEFORE = Parameter("before", "What lies before this cursor (`older`), newest first.", _CURSOR)
FROM = AFTER._replace(
    says="From these cursors on: one of the stream, or the `tail` of each list.", is_list=True
)
TOPICS = Parameter(
    "topics", "What to tell of; alerts and incidents when left out.",
    _words((ALERTS.name, INCIDENTS.name, DECISIONS.name)), is_list=True,
)  # fmt: skip
TICKET = Parameter("ticket", "From `POST /v1/stream/tickets`.", _like("^[A-Za-z0-9._~=-]{1,200}$"))


def asked(query: Mapping[str, str], known: Sequence[Parameter]) -> dict[str, Any]:
    """
    Read a query: by name a word, a number, a truth, a time, or a set of words.

    Raises:
        Problem: 400, for an unknown parameter, one that is said twice, and a bad value.
    """
    by_name = {one.name: one for one in known}
    found: dict[str, Any] = {}
    for name, value in query.items():
        if name not in by_name:
            there = ", ".join(by_name) or "none"
            raise bad(f"no such parameter here; there are: {there}")
        if name in found:
            raise bad(f"`{name}` is said twice; write its values with commas between")
        found[name] = _value(by_name[name], value)
    return found


def filter_of(asked_for: Mapping[str, Any]) -> Filter:
    """Make a filter of what was asked."""
    said = {name: value for name, value in asked_for.items() if name in Filter._fields}
    if "severity" in said:
        said["severity"] = SEVERITIES.index(said["severity"])
    return Filter(**said)


def _value(parameter: Parameter, value: str) -> Any:
    if not parameter.is_list:
        return _one(parameter, value)
    values = value.split(",")
    if len(values) > MOST_VALUES:
        raise bad(f"`{parameter.name}`: more than {MOST_VALUES} values")
    return frozenset(_one(parameter, one) for one in values)


def _one(parameter: Parameter, value: str) -> Any:
    schema = parameter.schema
    match schema["type"]:
        case "integer":
            is_fit = value.isascii() and value.isdigit() and len(value) < 10
            if is_fit and schema["minimum"] <= int(value) <= schema["maximum"]:
                return int(value)
            raise _unfit(
                parameter, f"a whole number from {schema['minimum']} to {schema['maximum']}"
            )
        case "boolean":
            if value in {"true", "false"}:
                return value == "true"
            raise _unfit(parameter, "true or false")
    if len(value) > schema.get("maxLength", LONGEST_VALUE):
        raise _unfit(parameter, "shorter")
    if schema.get("format") == "date-time":
        return _time(parameter, value)
    if "enum" in schema and value not in schema["enum"]:
        raise _unfit(parameter, f"one of {', '.join(schema['enum'])}")
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        raise _unfit(parameter, f"of the form {schema['pattern']}")
    return value


def _time(parameter: Parameter, value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _unfit(parameter, "a time with its offset, such as 2024-07-28T12:00:00Z")
    return at


def _unfit(parameter: Parameter, wanted: str) -> Problem:
    return bad(f"`{parameter.name}` has to be {wanted}")
