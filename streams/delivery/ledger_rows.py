"""
Which row of the ledger is this record?

For whoever looks at the ledger from outside; its owner's way is ``recalling.py``.
"""

from __future__ import annotations

from typing import Any

from aiokafka.structs import ConsumerRecord

from schemas.codec import BadRecord, decode
from schemas.delivery import Row


def row_in(record: ConsumerRecord) -> Row | None:
    """Return the row that *record* holds; ``None`` for what is none of ours, and for a key's end."""
    kind: Any = Row  # mypy takes no union where a class is asked for (python/mypy#9773)
    try:
        found: Row | None = decode(kind, record.value) if record.value else None
    except BadRecord:
        return None
    return found
