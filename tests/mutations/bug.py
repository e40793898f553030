"""
What is a planted bug?

A piece of text that stands exactly once in its file, what takes its place, and the test
that must notice. Not here: how it is planted (``__main__.py``).
"""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """
    One planted bug.

    Attributes:
        name: What it does wrong.
        file: Where, from the root of the project.
        text: What stands there once.
        instead: What is put in its place.
        caught_by: The test that must fail then, as pytest is told it.
        needs_broker: Whether that test asks a Kafka.
    """

    name: str
    file: str
    text: str
    instead: str
    caught_by: str
    needs_broker: bool = False
