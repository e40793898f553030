"""
From where do tests get a Kafka?

From one fixture: a container when an engine answers and has, or can pull, the
image; else the embedded broker. One broker for the whole session; each test
has topics of its own under a random prefix. A cluster of three there is only
in containers (``cluster.py``). Imports stay inside the fixtures, so that tests
without a broker start at once.
"""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from tests.engine import KAFKA_IMAGE, PYTHON_IMAGE, free_ports, lacking

# The same examples on every machine and day: a test that fails by chance teaches nothing.
# To look further: HYPOTHESIS_PROFILE=explore.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


if TYPE_CHECKING:
    from streams.settings import Settings
    from tests.cluster import Cluster


def pytest_configure() -> None:
    """Let a time limit's SIGTERM end the session as Ctrl-C does: with all that it started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if "PYTEST_XDIST_WORKER" in os.environ:
        # It is ended by a SIGINT, which whoever was started in the background does not hear.
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a broker listens, as ``host:port``; the same one for the whole session."""
    if lacking(KAFKA_IMAGE) is None:
        with _container() as bootstrap:
            yield bootstrap
    else:
        from streams.broker.embedded import EmbeddedKafka

        with EmbeddedKafka(tmp_path_factory.mktemp("broker")) as broker:
            yield broker.bootstrap


@pytest.fixture(scope="session")
def three_brokers() -> Iterator[Cluster]:
    """A cluster for the whole session, as the last test left it: ask for ``cluster``."""
    if why := lacking(KAFKA_IMAGE, PYTHON_IMAGE):
        pytest.skip(f"a cluster of brokers: {why}")
    from tests import three_brokers

    with three_brokers.three_brokers() as cluster:
        yield cluster


@pytest.fixture
async def cluster(three_brokers: Cluster) -> AsyncIterator[Cluster]:
    """Three brokers, all well; what a test does to them is undone."""
    yield three_brokers
    await three_brokers.heal()


@pytest.fixture
def prefix() -> str:
    """A topic prefix that no other test has."""
    return f"test-{uuid.uuid4().hex[:12]}."


@pytest.fixture
async def settings(kafka: str, prefix: str, tmp_path: Path) -> Settings:
    """Settings whose topics have been made on the session's broker, three partitions each."""
    from streams.broker.topics import ensure_topics
    from streams.settings import Kafka, Settings

    made = Settings(
        state=tmp_path / "state", kafka=Kafka(bootstrap=kafka, prefix=prefix, partitions=3)
    )
    assert await ensure_topics(kafka, made) == []
    return made


@contextmanager
def _container() -> Iterator[str]:
    """Run the public image; yield where it listens on this machine."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    (port,) = free_ports(1)
    container = DockerContainer(KAFKA_IMAGE).with_bind_ports(9092, port).with_envs(
        KAFKA_NODE_ID="1",
        KAFKA_PROCESS_ROLES="broker,controller",
        KAFKA_CONTROLLER_QUORUM_VOTERS="1@localhost:9093",
        # The broker calls itself to verify transactions, and our port is not open in there.
        KAFKA_LISTENERS="PLAINTEXT://:9092,CONTROLLER://:9093,INSIDE://:9094",
        KAFKA_ADVERTISED_LISTENERS=f"PLAINTEXT://127.0.0.1:{port},INSIDE://localhost:9094",
        KAFKA_INTER_BROKER_LISTENER_NAME="INSIDE",
        KAFKA_CONTROLLER_LISTENER_NAMES="CONTROLLER",
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP="CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT",
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR="1",
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR="1",
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR="1",
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS="0",
        KAFKA_AUTO_CREATE_TOPICS_ENABLE="false",
        KAFKA_MESSAGE_MAX_BYTES=str(9 << 20),
    )  # fmt: skip
    # As root: an image that was built from read-only files cannot else write its settings.
    container.with_kwargs(user="root")
    container.waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(60))
    with container:
        yield f"127.0.0.1:{port}"
