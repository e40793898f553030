"""
How is the embedded Kafka set up?

One node that is broker and controller at once, for one machine. Paths are
relative to the broker's folder, in which Java runs: a properties file cannot
hold every path a user may have.
"""

from __future__ import annotations

from schemas.topics import BACKFILL_WINDOW, LARGEST_RECORD

# The batch around the largest record needs some more.
LARGEST_BATCH = LARGEST_RECORD + (64 << 10)

# A machine that sleeps for a season must not forget where its agents stood (Kafka: 7 days).
OFFSETS_MINUTES = int(BACKFILL_WINDOW.total_seconds() // 60)

LOGGING = """\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = log/server.log
appender.file.filePattern = log/server.%i.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{ISO8601} %p %c{1} %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 8MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
# Why a start failed, without the trace: it is shown to the user.
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %m %ex{short.message}%n
appender.out.filter.threshold.type = ThresholdFilter
appender.out.filter.threshold.level = error
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
rootLogger.appenderRef.out.ref = out
"""


def server_properties(*, port: int, controller_port: int) -> str:
    """Return the text of ``server.properties`` for a broker on *port* of 127.0.0.1."""
    here = "127.0.0.1"
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{here}:{controller_port}",
        "listeners": f"PLAINTEXT://{here}:{port},CONTROLLER://{here}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{here}:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": "data",
        # Topics are made by streams/broker/topics.py; a misspelt name is an error.
        "auto.create.topics.enable": "false",
        # Kafka's own topics: one copy, and few partitions, each a folder to open at start.
        "offsets.topic.num.partitions": 3,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        # A group of one need not wait 3 s for others to join.
        "group.initial.rebalance.delay.ms": 0,
        "offsets.retention.minutes": OFFSETS_MINUTES,
        "message.max.bytes": LARGEST_BATCH,
        "replica.fetch.max.bytes": LARGEST_BATCH,
        # After a crash the controller waits this long for the broker that it remembers:
        # 3.8 s to start again instead of 10.8 s with Kafka's 9 s.
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        # Sized for big machines by default: 160 MB of memory and 20 MB of (sparse) index
        # files for each partition less.
        "log.cleaner.dedupe.buffer.size": 16 << 20,
        "log.index.size.max.bytes": 1 << 20,
        "num.io.threads": 4,
        "num.network.threads": 2,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())
