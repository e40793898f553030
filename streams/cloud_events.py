"""
What can be known of an alert on the topic without reading it?

CloudEvents 1.0, Kafka binding, binary mode: the record's value is the alert alone, everything
that routes, orders, repeats or outlives it is in its headers. All of them come from the alert,
so the same alert has the same headers whenever it is written. Not here: sending
(``streams/outputs.py``); what the alert says (``schemas/alert.py``).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from schemas.alert import Alert
from schemas.dead_letter import Headers
from schemas.record import Record

SOURCE: Final = "/tocsin/following"
"""Who says so; together with the id it is unique."""

# The name of schemas/json/alert.json (its ``$id``) and behind it, as RFC 8141 has it, which one:
# a change that a reader of version 1 could not read would get another number
# (docs/decisions/0012 allows none).
SCHEMA: Final = "urn:tocsin:schema:alert.json?=version=1"

SEQUENCE_DIGITS: Final = 10
"""Receivers compare sequences as text; no incident has that many revisions."""

# OpenTelemetry's numbers, which the severity extension refers to: 0 unspecified, 9 information,
# 13 warning, 17 error, 21 fatal.
SEVERITY_NUMBERS: Final = {"Unknown": 0, "Minor": 9, "Moderate": 13, "Severe": 17, "Extreme": 21}

NOT_IN_TEXT: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""CloudEvents 1.0, String: no control characters, so that nobody's newline ends a header of ours."""


def headers_of(record: Record, *, recorded: datetime | None = None) -> Headers | None:
    """
    Return the headers of an alert; no other record has any.

    Args:
        record: What is sent.
        recorded: When it was made, for what a replay made of the past: its own times are those
            of the past.
    """
    if not isinstance(record, Alert):
        return None
    said = {
        "ce_specversion": "1.0",
        "ce_id": record.alert_id,
        "ce_source": SOURCE,
        "ce_type": f"tocsin.alert.{record.kind.lower()}",
        "ce_time": _written(record.sent),
        "ce_subject": record.incident_id,
        "ce_dataschema": SCHEMA,
        "ce_sequence": f"{record.incident_revision:0{SEQUENCE_DIGITS}d}",
        "ce_severitytext": record.severity.upper(),
        "ce_severitynumber": str(SEVERITY_NUMBERS[record.severity]),
        "ce_expirytime": _written(record.expires),
        "ce_status": record.status,
        "ce_correlationid": record.incident_id,
        "ce_partitionkey": record.incident_id,
        "content-type": "application/json",
    }
    if recorded is not None:
        said["ce_recordedtime"] = _written(recorded)
    # Last, for it comes from a wire: whoever reads headers as text meets ours before it.
    if record.caused_by is not None:
        said["ce_causationid"] = NOT_IN_TEXT.sub("\ufffd", record.caused_by.key)
    return [(name, value.encode()) for name, value in said.items()]


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
