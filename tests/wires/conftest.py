"""
What do tests of the intake that need no Kafka write to?

A broker that keeps what it is sent, and a desk before it that parses in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from tests.wires.standins import Broker, InlineParser

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

    from streams.wires.parsing import Parser
    from streams.wires.publishing import Desk


@pytest.fixture
def broker() -> Broker:
    """Return a broker that takes everything."""
    return Broker()


@pytest.fixture
def desk(broker: Broker) -> Desk:
    """Return a desk between the two fakes."""
    from streams.settings import Settings
    from streams.wires.publishing import Desk

    return Desk(Settings(), cast("AIOKafkaProducer", broker), cast("Parser", InlineParser()))
