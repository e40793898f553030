"""
What goes wrong with what Faust itself sends?

Nothing of ours may go out by Faust's producer. Not here: how it does go out
(``streams/outputs.py``, by ``streams/kafka.py: producer``).
"""

from __future__ import annotations

from typing import NoReturn

from faust.exceptions import ProducerSendError
from faust.transport.drivers.aiokafka import Producer

from . import replace


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
