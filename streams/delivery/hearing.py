"""
What has a receiver heard, and what is missing?

Keeps book of the messages that a receiver took in: which came again, which numbers are still
missing, and what must never happen (one number for two messages, an older state after a newer
one, the same alert twice). Pure. A number that is missing now may still come: while one
incident's message waits to be tried again, other incidents go on. Not here: whether a request
is ours (``verifying.py``), answering it (``receiving.py``).
"""

from __future__ import annotations

from collections import Counter

from schemas.message import Message

# A greater jump is no gap that somebody could wait for.
FARTHEST = 100_000


class Heard:
    """
    What came for one subscription.

    Attributes:
        messages: In the order in which they came, each once.
        repeats: How often something came again, by message id.
        problems: What must not happen, in words.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.repeats: Counter[str] = Counter()
        self.problems: list[str] = []
        self._numbers: dict[int, str] = {}
        self._ids: dict[str, int] = {}
        self._missing: set[int] = set()
        self._given_up: set[int] = set()
        self._last: int | None = None
        self._alerts: set[str] = set()
        self._revisions: dict[tuple[str, str], int] = {}

    def take(self, message: Message) -> list[str]:
        """Note *message*; return what is wrong with its coming, in words."""
        wrong = self._numbered(message)
        if message.id in self._ids:
            self.repeats[message.id] += 1
        else:
            wrong += self._ordered(message)
            self.messages.append(message)
        self._ids[message.id] = message.delivery_seq
        self.problems += wrong
        return wrong

    def gaps(self) -> list[int]:
        """Return the numbers that have not come, and of which nobody said that they will not."""
        return sorted(self._missing)

    def _numbered(self, message: Message) -> list[str]:
        """
        Look at the number of a message, and at those that it says will not come.

        A repeat has the number that it had, unless that was given up: one that was sent again
        by hand counts anew, and it may have come before, if only its answer was lost.
        """
        number, wrong = message.delivery_seq, []
        if not number:  # a test past the ledger, outside the sequence
            return []
        for missed in message.missed:
            last = min(missed.through or missed.delivery_seq, missed.delivery_seq + FARTHEST)
            self._given_up.update(range(missed.delivery_seq, last + 1))
        if (known := self._numbers.get(number, message.id)) != message.id:
            wrong.append(f"number {number} came as {known} and is {message.id} now")
        before = self._ids.get(message.id, number)
        if before != number and before not in self._given_up:
            wrong.append(f"{message.id} came as number {before} and comes as {number}")
        last = number - 1 if self._last is None else self._last  # the first one may be any
        if number - last > FARTHEST:
            wrong.append(f"the numbers jump from {last} to {number}")
        else:
            self._missing.update(range(last + 1, number))
        self._last = max(last, number)
        self._numbers.setdefault(number, message.id)
        self._missing.discard(number)
        self._missing -= self._given_up
        return wrong

    def _ordered(self, message: Message) -> list[str]:
        """Look at the alerts of a new message: each once, an incident's in order."""
        wrong = []
        for alert in message.alerts:
            if alert.alert_id in self._alerts:
                wrong.append(f"alert {alert.alert_id} comes in a second message, {message.id}")
            self._alerts.add(alert.alert_id)
            of = alert.incident_id, alert.watch_id
            known = self._revisions.get(of, 0)
            if alert.incident_revision < known:
                wrong.append(
                    f"incident {alert.incident_id} comes with revision {alert.incident_revision} "
                    f"after {known}"
                )
            self._revisions[of] = max(known, alert.incident_revision)
        return wrong


class Hearing(dict[str, Heard]):
    """
    What a receiver heard, by subscription.

    Attributes:
        refused: Why requests were not believed, and how many.
    """

    def __init__(self) -> None:
        super().__init__()
        self.refused: Counter[str] = Counter()

    def __missing__(self, subscription_id: str) -> Heard:
        self[subscription_id] = Heard()
        return self[subscription_id]

    @property
    def count(self) -> int:
        """Return how many messages came, each once."""
        return sum(len(heard.messages) for heard in self.values())

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is missing, nothing was refused, and nothing went wrong."""
        return not self.refused and not any(one.gaps() or one.problems for one in self.values())
