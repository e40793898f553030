"""
What goes wrong with what is sent?

Nothing of ours may go out by Faust's producer, nor by ours to a changelog when another
worker may be writing there. Not here: how it does go out (``streams/outputs.py``, by
``streams/kafka.py: producer``), and what the group says of us (``streams/membership.py``).
"""

# ruff: noqa: SLF001  # what has to be mended is private

from __future__ import annotations

import socket
from typing import Any, NoReturn

from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import KafkaError
from aiokafka.protocol.produce import ProduceRequest
from faust.exceptions import ProducerSendError
from faust.transport.drivers.aiokafka import Producer

from streams import membership

from . import replace

CHANGELOG = "-changelog"
"""How the topics end in which tables are kept."""


def mend_sending() -> None:
    """
    Refuse what is given to Faust's own producer (faust #393; robinhood/faust #75, #729).

    Faust only logs a record that the broker did not take, counts it as flushed, and
    commits the record that it came from: a leader that was silent for 75 s lost 63 of
    8,641 outputs and 36 changelog entries for good. Refused aloud, it stops the worker
    before anything is acknowledged (``streams/blame.py``).
    """

    def refuse(_: Producer, topic: str, *__: object, **___: object) -> NoReturn:
        raise ProducerSendError(
            f"a record for {topic} was given to Faust's producer, which loses what the broker"
            f" does not take; streams/outputs.py sends"
        )

    async def refuse_later(self: Producer, topic: str, *_: object, **__: object) -> NoReturn:
        refuse(self, topic)

    def refuse_soon(self: Producer, future: object) -> NoReturn:
        refuse(self, str(getattr(future, "message", future)))

    replace(Producer, "send", refuse_later)
    replace(Producer, "send_and_wait", refuse_later)
    replace(Producer, "send_soon", refuse_soon)


class TooLate(KafkaError):
    """The group has been silent for so long that another worker may write there before this."""

    retriable = True


def mend_late_publishing() -> None:
    """
    Let nothing reach a changelog after the session in which it was sent.

    A worker that is cut off while it publishes sends again when the network is back, and the
    system what lies in its buffers: above what another worker has written by then. Asked
    in the second half of a session, the client waits, until the group has said that we are in
    it still; what was sent in the first half, and no broker's system has by the end of the
    second, is thrown away with its connection (Linux only: elsewhere it may be late).
    """
    send = AIOKafkaConnection.send

    def send_in_time(self: Any, request: object, expect_response: bool = True) -> Any:
        if isinstance(request, ProduceRequest) and _is_for_changelogs(request):
            if not membership.OURS.may_publish():
                raise TooLate("no word from the group for half a session")
            _give_up_after(membership.OURS.session / 2, self._writer)
        return send(self, request, expect_response)

    replace(AIOKafkaConnection, "send", send_in_time)


def _is_for_changelogs(request: ProduceRequest) -> bool:
    return any(topic.endswith(CHANGELOG) for topic, _ in request._topics)


def _give_up_after(seconds: float, writer: Any) -> None:
    """Have the system end a connection when it could not deliver for so long."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    ours = writer and writer.get_extra_info("socket")
    if option is not None and ours is not None:
        ours.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))
