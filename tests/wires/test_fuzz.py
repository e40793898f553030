"""Do torn documents of every format end in dispatches or a named outcome?"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.wires.formats import READERS
from tests.wires.fuzz import seeds, torn, tried

CORPUS = seeds()
EVERYTHING = [data for documents in CORPUS.values() for data in documents]
FORMATS = sorted(set(CORPUS) & set(READERS))


def test_every_format_has_something_to_tear() -> None:
    """A format without a golden document would not be fuzzed."""
    assert set(FORMATS) == set(READERS)


@pytest.mark.parametrize("format_", FORMATS)
@settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=True))
def test_torn_documents_are_survived(format_: str, chance: random.Random) -> None:
    """What comes out is sound and the same each time; what does not has an outcome."""
    data = torn(chance.choice(CORPUS[format_]), EVERYTHING, chance)
    said = tried(data)

    assert not said.startswith("FIND"), (data, said)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    """Noise is no dispatch, and no crash."""
    assert not tried(data).startswith("FIND")
