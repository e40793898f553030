"""
Are brokers and topics as tocsin counts on?

Compared with the one table (``schemas/topics.py``): what is missing, forgets too
soon, takes too little or is copied too seldom. The changelogs are Faust's own;
one that is not compacted, or has another number of partitions than the topic
whose agent writes it, loses what the agents remember. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from schemas.topics import (
    BACKFILL_WINDOW,
    DISPATCHES,
    HEARTBEATS,
    LARGEST_RECORD,
    READINGS,
    TOPICS,
    Topic,
)
from streams.settings import Settings

from .cluster import Cluster, TopicFacts, is_changelog
from .findings import Finding, failure, ok, warning

# Kafka 4.0 no longer takes Fetch requests below version 4 (KIP-896).
OLDEST_FETCH_OF_4 = 4

FOR_EVER = -1


def brokers(found: Cluster, settings: Settings, bootstrap: str) -> Finding:
    """Judge the cluster as a whole."""
    release = "of unknown release"
    if found.oldest_fetch is not None:
        is_new = found.oldest_fetch >= OLDEST_FETCH_OF_4
        release = "Kafka 4.0 or newer" if is_new else "Kafka before 4.0"
    told = f"{bootstrap}: {found.brokers} broker{'s' * (found.brokers != 1)}, {release}"
    wanted = settings.kafka.replication
    if found.brokers < wanted:
        return failure(
            "kafka",
            f"{told}; kafka.replication asks for {wanted} copies",
            "no topic can be made: start the other brokers, or set kafka.replication",
        )
    return ok("kafka", told)


def topics(found: Cluster, settings: Settings, changelogs: str) -> list[Finding]:
    """Judge each topic of ours; *changelogs* is what the names of our changelogs begin with."""
    prefix = settings.kafka.prefix
    ours = {prefix + topic.name: topic for topic in TOPICS}
    there = {name: topic for name, topic in ours.items() if name in found.topics}
    findings = list(_missing(sorted(set(ours) - set(there))))
    for name, topic in there.items():
        facts = found.topics[name]
        findings += [*_shape(name, facts, settings), *_kept(name, facts, topic)]
        if facts.partitions != settings.kafka.partitions:
            told = f"{name} has {facts.partitions} partitions, kafka.partitions says"
            advice = f"set kafka.partitions to {facts.partitions} if that is meant"
            findings.append(warning("topics", f"{told} {settings.kafka.partitions}", advice))
    findings += _partitions(found.topics, prefix)
    if not any(one.level != "ok" for one in findings):
        findings.append(ok("topics", f"{len(there)} topics, all as they should be"))
    return [*findings, *_changelogs(found, settings, changelogs)]


def _missing(names: list[str]) -> Iterator[Finding]:
    if names:
        told = f"{len(names)} missing: {', '.join(names)}"
        yield warning("topics", told, "`tocsin run` makes them")


def _shape(name: str, facts: TopicFacts, settings: Settings) -> Iterator[Finding]:
    """Judge how safely a topic is kept."""
    if facts.leaderless:
        told = f"{name}: {facts.leaderless} of {facts.partitions} partitions have no leader"
        yield failure("topics", told, "start the brokers that are down")
    elif facts.behind:
        told = f"{name}: {facts.behind} of {facts.partitions} partitions lack a copy at the moment"
        yield warning("topics", told, "look at the brokers that are down or slow")
    if facts.copies < settings.kafka.replication:
        told = f"{name} has {facts.copies} of {settings.kafka.replication} copies"
        yield warning("topics", told, "losing a broker loses records: have Kafka add copies")
    required = int(facts.settings.get("min.insync.replicas", "1"))
    # Of three copies the one that has a record may be on the broker that burns.
    wanted = max(settings.kafka.copies_that_count, 2 if facts.copies > 2 else 1)
    told = f"{name}: min.insync.replicas is {required} with {facts.copies} copies"
    if required > facts.copies:
        yield failure("topics", told, "nothing can be written: lower it, or add copies")
    elif required == facts.copies > 1:
        yield warning(
            "topics", told, f"one broker less stops all writing: set it to {required - 1}"
        )
    elif required < wanted:
        yield warning(
            "topics", told, f"what is acknowledged may be lost with one broker: set it to {wanted}"
        )


def _kept(name: str, facts: TopicFacts, topic: Topic) -> Iterator[Finding]:
    """Judge how long a topic keeps what, and what it takes."""
    if not facts.settings:
        told = f"{name}: its settings may not be seen by this user"
        yield warning("topics", told, "allow DescribeConfigs, or look yourself")
        return
    policy, wanted = facts.settings.get("cleanup.policy", ""), topic.settings()["cleanup.policy"]
    if set(policy.split(",")) != set(wanted.split(",")):
        told = f"{name}: cleanup.policy is {policy}, not {wanted}"
        yield failure("topics", told, "records are forgotten by other rules: set it")
    if topic.retention is not None and "delete" in policy:
        yield from _retention(name, facts, topic)
    yield from _largest(name, facts, topic.max_message_bytes)
    if topic is HEARTBEATS and facts.settings.get("message.timestamp.type") != "LogAppendTime":
        told = f"{name}: message.timestamp.type is not LogAppendTime"
        yield warning("topics", told, "clocks cannot be compared: set it")


def _retention(name: str, facts: TopicFacts, topic: Topic) -> Iterator[Finding]:
    """Judge whether a topic forgets too soon."""
    wanted = topic.retention or BACKFILL_WINDOW
    kept_ms = int(facts.settings.get("retention.ms", FOR_EVER))
    if kept_ms != FOR_EVER and timedelta(milliseconds=kept_ms) < wanted:
        days = timedelta(milliseconds=kept_ms) / timedelta(days=1)
        told = f"{name} keeps {days:g} days, expected {wanted / timedelta(days=1):g}"
        is_replayed = topic in (DISPATCHES, READINGS)
        advice = "a replay reaches back only so far: " if is_replayed else ""
        yield warning("topics", told, f"{advice}raise retention.ms")
    size = int(facts.settings.get("retention.bytes", FOR_EVER))
    if size != FOR_EVER:
        told = f"{name} keeps {size:,} bytes of each partition at most"
        yield warning("topics", told, "it may forget before its time: set retention.bytes to -1")


def _largest(name: str, facts: TopicFacts, wanted: int) -> Iterator[Finding]:
    found = int(facts.settings.get("max.message.bytes", wanted))
    if found < wanted:
        told = f"{name} takes records up to {found:,} bytes, and there are some of {wanted:,}"
        yield failure("topics", told, "a large record stops tocsin: raise max.message.bytes")


def _partitions(there: Mapping[str, TopicFacts], prefix: str) -> Iterator[Finding]:
    """Find dispatches and readings that cannot share their tables."""
    both = [there.get(prefix + topic.name) for topic in (DISPATCHES, READINGS)]
    first, second = both
    if first is not None and second is not None and first.partitions != second.partitions:
        told = f"dispatches has {first.partitions} partitions, readings {second.partitions}"
        yield failure("topics", told, "no worker starts: set another kafka.prefix")


def _changelogs(found: Cluster, settings: Settings, begins: str) -> Iterator[Finding]:
    """Judge what the agents' memory is kept in."""
    names = sorted(name for name in found.topics if is_changelog(name, begins))
    if not names:
        told = "no changelog is there yet"
        yield warning("changelogs", told, "the first worker makes them")
        return
    dispatches = found.topics.get(settings.kafka.prefix + DISPATCHES.name)
    findings: list[Finding] = []
    for name in names:
        facts = found.topics[name]
        findings += _shape(name, facts, settings)
        if dispatches is not None and facts.partitions != dispatches.partitions:
            told = f"{name} has {facts.partitions} partitions, dispatches {dispatches.partitions}"
            findings.append(
                failure("changelogs", told, "what is remembered is not found: another kafka.prefix")
            )
        if not facts.settings:
            continue
        policy = facts.settings.get("cleanup.policy", "")
        if policy != "compact":
            told = f"{name}: cleanup.policy is {policy}, not compact"
            findings.append(failure("changelogs", told, "memory is lost with time: set it"))
        findings += _largest(name, facts, LARGEST_RECORD)
    yield from findings
    if not findings:
        yield ok("changelogs", f"{len(names)} changelogs, compacted, {_each(found, names)} each")


def _each(found: Cluster, names: list[str]) -> str:
    return f"{found.topics[names[0]].partitions} partitions"
