"""
What stands in the headers of an alert?

For those who write a consumer: CloudEvents 1.0 and its published extensions, Kafka binding,
binary mode. Not here: how an alert becomes headers (``streams/cloud_events.py``; a test holds
the two together).
"""

from __future__ import annotations

from typing import Any, Final

HEADERS: Final = {
    "ce_specversion": '"1.0".',
    "ce_id": "The alert's id: the same for every repeat of it.",
    "ce_source": "Who says so.",
    "ce_type": "`tocsin.alert.` and the kind: onset, escalation, spread, update, ceasefire, cancel.",
    "ce_time": "When it was decided, RFC 3339.",
    "ce_subject": "The incident's id, which is the record's key as well.",
    "ce_dataschema": "Name and version of `schemas/json/alert.json`.",
    "ce_sequence": "Revision of the incident, padded with zeros: compare as text.",
    "ce_severitytext": "CAP severity in capitals.",
    "ce_severitynumber": "The same, ascending, in OpenTelemetry's numbers.",
    "ce_expirytime": "Afterwards it is no news.",
    "ce_status": "CAP status: whatever is not `Actual` is no live alert. An extension of ours.",
    "ce_correlationid": "The incident's id.",
    "ce_partitionkey": "The incident's id.",
    "content-type": "`application/json`: the value is the alert alone.",
}
MORE_HEADERS: Final = {
    "ce_causationid": "Key of the dispatch that caused it, in its wire's own words; absent when a due time did.",
    "ce_recordedtime": "When a replay made it; absent in life.",
}


def headers_schema() -> dict[str, Any]:
    """Return the schema of an alert's headers, whose values are text in UTF-8."""
    return {
        "type": "object",
        "required": list(HEADERS),
        "properties": {
            name: {"type": "string", "description": meaning}
            for name, meaning in (HEADERS | MORE_HEADERS).items()
        },
    }
