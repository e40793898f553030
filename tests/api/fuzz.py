"""
Ask a running API everything that its description allows, and more; exit 1 at the first answer
that is not as described. In a process of its own: hypothesis minds who else draws lots in its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, negative_data_rejection,
]  # fmt: skip
EACH = 12
"""Requests for each operation, good ones and bad ones."""


def fuzz(url: str) -> None:
    """Ask all but the stream, which has no end; raises the first answer that is not as said."""
    for operation in _operations(url):
        for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:

            @settings(
                max_examples=EACH, deadline=None, derandomize=True, database=None,
                phases=[Phase.generate], suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def asked(case: schemathesis.Case) -> None:
                case.call_and_validate(checks=CHECKS, timeout=30)

            with suppress(Unsatisfiable):  # who takes no question cannot be asked a wrong one
                asked()
            print(operation.label, mode.value)


def _operations(url: str) -> Iterator[schemathesis.APIOperation]:
    for found in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
        operation = found.ok()
        if operation.path != "/v1/stream":
            yield operation


if __name__ == "__main__":
    fuzz(sys.argv[1])
