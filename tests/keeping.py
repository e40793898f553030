"""
How does a test write what is older than its topic keeps?

A broker looks now and then for records that are too old, and takes them: in the middle of
a test, one day in many. Not here: what topics keep in life (``schemas/topics.py``).
"""

from __future__ import annotations

from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import Topic
from streams.kafka import topic_name
from streams.kafka_admin import admin
from streams.settings import Settings


async def keep_for_ever(settings: Settings, topic: Topic) -> None:
    """Have the broker keep all that is on *topic*, however old its stamps are."""
    configs = topic.settings() | {"retention.ms": "-1"}
    name = topic_name(settings, topic)
    async with admin(settings.kafka.bootstrap or "") as client:
        [answer] = await client.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name, configs)]
        )
    [(error, told, *_)] = answer.resources
    assert error == 0, told
