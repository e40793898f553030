"""Are brokers and topics compared with what tocsin counts on?"""

from __future__ import annotations

import pytest

from schemas.topics import TOPICS
from streams.doctor.cluster import Cluster, TopicFacts
from streams.doctor.topics import brokers, topics
from streams.settings import Kafka, Settings
from tests.doctor.said import said

CHANGELOGS = "tocsin-"


def facts(partitions: int = 12, copies: int = 1, **settings: str) -> TopicFacts:
    return TopicFacts(partitions=partitions, copies=copies, settings=settings)


def a_cluster(*, brokers: int = 1, copies: int = 1, **others: TopicFacts | None) -> Cluster:
    """A cluster as we make it, but for *others* by name; ``None`` leaves a topic out."""
    required = {"min.insync.replicas": str(max(1, copies - 1))}
    there = {
        topic.name: TopicFacts(12, copies, settings=topic.settings() | required) for topic in TOPICS
    }
    compacted = {"cleanup.policy": "compact", "max.message.bytes": str(8 << 20), **required}
    for table in ("versions", "incidents", "clocks", "held"):
        there[f"tocsin-{table}-changelog"] = TopicFacts(12, copies, settings=compacted)
    for name, other in others.items():
        del there[name.replace("__", "-")]
        if other is not None:
            there[name.replace("__", "-")] = other
    return Cluster(brokers=brokers, oldest_fetch=4, topics=there)


def changed(name: str, **settings: str) -> TopicFacts:
    """The facts of a topic with other settings (dots written as ``_``)."""
    known = a_cluster().topics[name]
    other = {key.replace("_", "."): value for key, value in settings.items()}
    return known._replace(settings={**known.settings, **other})


def test_a_cluster_as_we_make_it_is_well() -> None:
    """Each check that finds nothing says what it saw."""
    findings = topics(a_cluster(), Settings(), CHANGELOGS)

    assert said(findings) == []
    assert [one.found for one in findings] == [
        f"{len(TOPICS)} topics, all as they should be",
        "4 changelogs, compacted, 12 partitions each",
    ]


def test_a_replicated_cluster_is_well() -> None:
    """Three copies of which two are required: one broker may go."""
    settings = Settings(kafka=Kafka(replication=3))

    assert said(topics(a_cluster(brokers=3, copies=3), settings, CHANGELOGS)) == []


@pytest.mark.parametrize(
    ("name", "facts_", "level", "words"),
    [
        ("alerts", None, "warning", "1 missing: alerts"),
        ("alerts", changed("alerts", cleanup_policy="compact"), "failure",
         "alerts: cleanup.policy is compact, not delete"),
        ("incidents", changed("incidents", cleanup_policy="delete"), "failure",
         "incidents: cleanup.policy is delete, not compact"),
        ("heartbeats", changed("heartbeats", message_timestamp_type="CreateTime"), "warning",
         "heartbeats: message.timestamp.type is not LogAppendTime"),
        ("dispatches", changed("dispatches", retention_ms=str(30 * 86_400_000)), "warning",
         "dispatches keeps 30 days, expected 400"),
        ("readings", changed("readings", retention_bytes="1000000"), "warning",
         "readings keeps 1,000,000 bytes of each partition at most"),
        ("documents", changed("documents", max_message_bytes="1000012"), "failure",
         "documents takes records up to 1,000,012 bytes, and there are some of 8,388,608"),
        ("readings", changed("readings")._replace(leaderless=2), "failure",
         "readings: 2 of 12 partitions have no leader"),
        ("readings", changed("readings")._replace(behind=3), "warning",
         "readings: 3 of 12 partitions lack a copy at the moment"),
        ("alerts", changed("alerts")._replace(partitions=6), "warning",
         "alerts has 6 partitions, kafka.partitions says 12"),
        ("alerts", changed("alerts")._replace(settings={}), "warning",
         "alerts: its settings may not be seen by this user"),
        ("alerts", changed("alerts", min_insync_replicas="2"), "failure",
         "alerts: min.insync.replicas is 2 with 1 copies"),
        ("tocsin__held__changelog", changed("tocsin-held-changelog", cleanup_policy="delete"),
         "failure", "tocsin-held-changelog: cleanup.policy is delete, not compact"),
        ("tocsin__held__changelog", changed("tocsin-held-changelog")._replace(partitions=6),
         "failure", "tocsin-held-changelog has 6 partitions, dispatches 12"),
        ("tocsin__held__changelog", changed("tocsin-held-changelog", max_message_bytes="1048588"),
         "failure",
         "tocsin-held-changelog takes records up to 1,048,588 bytes, and there are some of 8,388,608"),
    ],
)  # fmt: skip
def test_what_differs_is_told(name: str, facts_: TopicFacts | None, level: str, words: str) -> None:
    """One topic is otherwise: one line, and what to do."""
    findings = topics(a_cluster(**{name: facts_}), Settings(), CHANGELOGS)

    assert said(findings) == [(level, words)]
    assert all(one.advice for one in findings if one.level != "ok")


def test_longer_is_no_difference() -> None:
    """Whoever keeps for ever, or takes larger records, loses nothing."""
    longer = changed("dispatches", retention_ms="-1", max_message_bytes="99999999")

    assert said(topics(a_cluster(dispatches=longer), Settings(), CHANGELOGS)) == []


def test_dispatches_and_readings_must_agree() -> None:
    """Their tables share the partitions: no worker would start."""
    found = a_cluster(readings=changed("readings")._replace(partitions=6))

    assert ("failure", "dispatches has 12 partitions, readings 6") in said(
        topics(found, Settings(), CHANGELOGS)
    )


@pytest.mark.parametrize(
    ("copies", "required", "level"),
    [(3, "1", "warning"), (3, "2", None), (3, "3", "warning"), (2, "2", "warning"), (1, "1", None)],
)
def test_how_many_copies_must_have_a_record(copies: int, required: str, level: str | None) -> None:
    """All of them stop work with the first broker; one of three may be the one that burns."""
    other = changed("alerts", min_insync_replicas=required)._replace(copies=copies)
    found = [one for one in topics(a_cluster(alerts=other), Settings(), CHANGELOGS)
             if "min.insync" in one.found]  # fmt: skip

    assert [one.level for one in found] == ([level] if level else [])


def test_too_few_copies_and_too_few_brokers() -> None:
    """The setting asks for what the cluster has not."""
    settings = Settings(kafka=Kafka(replication=3))
    found = a_cluster(brokers=2)

    assert brokers(found, settings, "a:1").level == "failure"
    assert ("warning", "alerts has 1 of 3 copies") in said(topics(found, settings, CHANGELOGS))


@pytest.mark.parametrize(
    ("oldest", "words"), [(4, "Kafka 4.0 or newer"), (0, "Kafka before 4.0"), (None, "of unknown")]
)
def test_the_release_is_told_as_far_as_it_is_known(oldest: int | None, words: str) -> None:
    """By what the broker no longer takes."""
    found = brokers(a_cluster()._replace(oldest_fetch=oldest), Settings(), "a:1")

    assert (found.level, words in found.found) == ("ok", True)


def test_a_first_start_lacks_everything_and_nothing_is_broken() -> None:
    """No topic, no changelog: two warnings that say who makes them."""
    found = Cluster(brokers=1, oldest_fetch=4, topics={})

    assert [one.level for one in topics(found, Settings(), CHANGELOGS)] == ["warning", "warning"]
