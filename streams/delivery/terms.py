"""
Who wrote this record of the ledger, and was it still theirs to write?

Each time a process takes up a partition of ``deliveries`` it begins a term there, one higher
than any that stands in it, and every record that it writes bears the term. A process that was
frozen, or cut off, and wakes up when another has taken over may still send what it had in
hand; it comes after a record of a higher term, so whoever reads knows it for void, and the
owner writes its own record again (compaction would keep the void one alone). So the log itself
says who the owner is at each offset, and no clock has to. Not here: whether a process may
write at all (``streams/sharing.py: Share.holds``).
"""

from __future__ import annotations

from typing import NamedTuple

from aiokafka.structs import ConsumerRecord

HEADER = "term"


class Term(NamedTuple):
    """
    One process's time as the owner of one partition.

    Attributes:
        number: Greater than that of any owner before.
        owner: Which process; two that began the same number differ in it, the first one counts.
    """

    number: int
    owner: str

    def header(self) -> tuple[str, bytes]:
        """Return what a record of this term bears."""
        return HEADER, f"{self.number} {self.owner}".encode()


class Terms:
    """
    Whose term it was in one partition, record for record.

    Attributes:
        current: At the last record; none before any owner wrote.
    """

    def __init__(self) -> None:
        self.current = Term(0, "")

    def is_void(self, record: ConsumerRecord) -> bool:
        """Tell whether *record*, the next in order, was written after its owner's term."""
        said = dict(record.headers).get(HEADER)
        if said is None:  # written by hand, or by a tool: nobody's term
            return False
        number, _, owner = said.decode("utf-8", "replace").partition(" ")
        term = Term(int(number) if number.isdecimal() else 0, owner)
        if term.number > self.current.number:
            self.current = term
        return term != self.current

    def next(self, owner: str) -> Term:
        """Return the term that *owner* begins after what was read."""
        return Term(self.current.number + 1, owner)
