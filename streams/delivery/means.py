"""
What does delivery work with?

What outlives the partitions that are ours for a while: settings, ways to the broker and out, and
what is wanted. Not here: what is done with it (``tenure.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aiokafka import AIOKafkaProducer

from streams.settings import Settings

from .channels import Channel
from .subscribed import Subscribed


class Means(NamedTuple):
    """
    What a process has, whatever it owns.

    Attributes:
        settings: Ours.
        bootstrap: ``host:port,…``.
        producer: Carries ledger and wishes.
        channels: By name.
        subscribed: What is wanted.
        owner: Which process this is.
    """

    settings: Settings
    bootstrap: str
    producer: AIOKafkaProducer
    channels: Mapping[str, Channel]
    subscribed: Subscribed
    owner: str
