"""
Which commands are there, and where is each?

One table, in the order of ``tocsin --help``. A command's module is named and not imported: its
line is shown without it. Not here: how one is called (``main.py``), and what they do.
"""

from __future__ import annotations

from typing import NamedTuple

START, FILES, PEOPLE, OPERATORS = (
    "Start here",
    "Without a broker: files in, JSON Lines out",
    "What rang, and why",
    "Running it",
)


class Listed(NamedTuple):
    """
    One line of ``tocsin --help``.

    Attributes:
        name: What one types.
        place: ``module:attribute`` of a function or of a ``typer.Typer`` with verbs.
        says: What it does, in one line.
        panel: Which heading it stands under.
    """

    name: str
    place: str
    says: str
    panel: str


COMMANDS = (
    Listed("demo", "streams.cli.demo:demo", "See alarms go off: invented wires, a real Kafka, half a minute.", START),
    Listed("run", "streams.cli.run:run", "Run every role on this machine, or one role.", START),
    Listed("parse", "streams.cli.parse:parse", "Wire documents to dispatches.", FILES),
    Listed("read", "streams.cli.read:read", "Dispatches to readings: what happened, where, who says how many.", FILES),
    Listed("follow", "streams.cli.follow:follow", "Dispatches to alerts, incidents and decisions.", FILES),
    Listed("alerts", "streams.cli.alerts:app", "What rang: tail, list, show.", PEOPLE),
    Listed("incidents", "streams.cli.incidents:app", "What is known, what was known at a time, and how: list, show, history.", PEOPLE),
    Listed("explain", "streams.cli.explain:explain", "Why a dispatch rang, or why not; is a region quiet, or are we blind?", PEOPLE),
    Listed("listen", "streams.cli.listen:listen", "Receive webhooks here: verify them, show gaps and repeats, fail on purpose.", PEOPLE),
    Listed("watch", "streams.cli.watch:app", "The watchlist: add, lint, test, explain, preview and more.", PEOPLE),
    Listed("subscriptions", "streams.cli.subscriptions:app", "Who is told: list, lint, preview, test, silence and more.", PEOPLE),
    Listed("deliveries", "streams.cli.deliveries:app", "What became of each alert on its way: list, show, redrive.", OPERATORS),
    Listed("feeds", "streams.cli.feeds:app", "The wires: list, check, add, status and more.", OPERATORS),
    Listed("replay", "streams.cli.replay:app", "The past again, by today's rules or others: plan, run, diff and more.", PEOPLE),
    Listed("import", "streams.cli.archive:import_files", "Archives into dispatches, to learn the past: wakes nobody.", OPERATORS),
    Listed("tokens", "streams.cli.tokens:app", "Who may ask the API: new, list, revoke.", OPERATORS),
    Listed("dead", "streams.cli.dead:app", "What could not be handled: list, show, redrive, drop.", OPERATORS),
    Listed("health", "streams.cli.health:health", "Is the role in this container alive? For its health check.", OPERATORS),
    Listed("doctor", "streams.cli.doctor:doctor", "Is everything as it should be? Kafka, topics, secrets, clocks, roles.", OPERATORS),
    Listed("broker", "streams.cli.broker:broker", "Run the embedded Kafka in the foreground.", OPERATORS),
)  # fmt: skip
