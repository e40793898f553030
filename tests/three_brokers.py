"""
From where do tests get a Kafka of three brokers?

Three containers on a network of their own, each broker and controller, every
topic with three copies of which two must be written. Clients on this machine
reach each at a port of loopback. Not here: what is done to them
(``cluster.py``), and whether an engine answers (``engine.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from streams.kafka_admin import quiet
from tests.cluster import BROKERS, READY_SECONDS, Cluster
from tests.engine import KAFKA_IMAGE, free_ports

CLIENTS = 19092  # the port in the container that is published


@contextmanager
def three_brokers() -> Iterator[Cluster]:
    """Run a cluster until the block ends; it takes clients as soon as it is given."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.network import Network
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    quiet()
    ports = dict(zip(BROKERS, free_ports(len(BROKERS)), strict=True))
    with ExitStack() as stack:
        network = stack.enter_context(Network())
        made = {broker: DockerContainer(KAFKA_IMAGE) for broker in BROKERS}
        for broker, container in made.items():
            container.with_network(network).with_network_aliases(f"broker-{broker}")
            container.with_envs(**_settings(broker, ports[broker]))
            # An image that was built from read-only files cannot else write its settings.
            container.with_kwargs(user="root")
            # Not with_bind_ports, which knows no address: these are nobody else's brokers.
            container.ports[f"{CLIENTS}/tcp"] = ("127.0.0.1", ports[broker])
        for container in made.values():
            stack.enter_context(container)  # none is ready before two are up
        for container in made.values():
            ready = LogMessageWaitStrategy("Kafka Server started")
            ready.with_startup_timeout(READY_SECONDS).wait_until_ready(container)
        addresses = {broker: f"127.0.0.1:{port}" for broker, port in ports.items()}
        yield Cluster(
            {broker: each.get_wrapped_container() for broker, each in made.items()}, addresses
        )


def _settings(broker: int, port: int) -> dict[str, str]:
    """Return the image's variables: two ways in, one for brokers and one for this machine."""
    return {
        "KAFKA_NODE_ID": str(broker),
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": ",".join(f"{n}@broker-{n}:9093" for n in BROKERS),
        "KAFKA_LISTENERS": f"INSIDE://:9092,CONTROLLER://:9093,CLIENTS://:{CLIENTS}",
        "KAFKA_ADVERTISED_LISTENERS": f"INSIDE://broker-{broker}:9092,CLIENTS://127.0.0.1:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_INTER_BROKER_LISTENER_NAME": "INSIDE",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": (
            "INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENTS:PLAINTEXT"
        ),
        "KAFKA_DEFAULT_REPLICATION_FACTOR": "3",
        "KAFKA_MIN_INSYNC_REPLICAS": "2",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "3",
        # Fifty at first, each with three files to mend on three disks that are one.
        "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "6",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "3",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "2",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_MESSAGE_MAX_BYTES": str(9 << 20),
        "KAFKA_HEAP_OPTS": "-Xmx384m -Xms128m",
        "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        # A broker that comes back may have another address in the network.
        "KAFKA_OPTS": "-Dsun.net.inetaddr.ttl=1",
    }
