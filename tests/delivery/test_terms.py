"""Can two processes write for one partition, and does the ledger know whose record counts?"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from aiokafka.structs import ConsumerRecord
from msgspec.structs import replace

from schemas.codec import encode
from schemas.delivery import Delivery, Position, Row
from streams.delivery.books import Books
from streams.delivery.ledger import key_of
from streams.delivery.recalling import Recalled, begin_term, void_keys
from streams.delivery.terms import Term, Terms
from tests.notifying.reader import NOON

from .commands import row as delivered

FIRST, SECOND = Term(1, "frozen"), Term(2, "awake")


def record(row: Row | None, term: Term | None, key: str = "") -> ConsumerRecord:
    """Return *row* as somebody wrote it in *term*."""
    said = SimpleNamespace(
        partition=0,
        offset=0,
        key=(key or (key_of(row) if row else "")).encode(),
        value=encode(row) if row else None,
        headers=[term.header()] if term else [],
    )
    return cast("ConsumerRecord", said)


def taken(row: Delivery, **more: Any) -> Delivery:
    """Return *row* as it stands later."""
    return replace(row, updated_at=row.updated_at + timedelta(minutes=1), **more)


def test_a_frozen_owner_that_wakes_up_counts_for_nothing() -> None:
    """
    Its record comes last, and what the present owner wrote stands.
    """
    row = delivered("desk", "a1", state="sending", delivery_seq=7)
    found = Recalled([0])
    for one in (
        record(row, FIRST),
        record(Position(partition=0, updated_at=NOON), SECOND),
        record(taken(row, state="delivered", delivery_seq=8), SECOND),
        record(row, FIRST),
    ):
        found.fold(one)
    books = Books(lambda _: 0)
    found.fill(books)
    book = books.get("desk")

    assert book is not None
    assert [(one.state, one.delivery_seq) for one in book.rows()] == [("delivered", 8)]
    assert book.last_seq == 8


def test_what_is_void_is_written_again() -> None:
    """
    Compaction would keep the void record alone.
    """
    row = delivered("desk", "a1", state="sending")
    found = Recalled([0])
    for one in (record(taken(row, state="delivered"), SECOND), record(row, FIRST)):
        found.fold(one)
    posted: list[Any] = []
    ledger = SimpleNamespace(
        post=lambda partition, row: posted.append((partition, row.state)),
        erase=lambda partition, keys: posted.append((partition, keys)),
    )
    found.repaired(cast("Any", ledger))
    found.fold(record(taken(row, alert_id="a2"), FIRST))
    found.repaired(cast("Any", ledger))

    assert posted == [(0, "delivered"), (0, ["desk\x1fa2"])]


def test_of_two_that_began_the_same_term_the_first_counts() -> None:
    """
    The other one had read the same, and was frozen before it wrote.
    """
    row = delivered("desk", "a1")
    terms = {0: Terms()}
    first, other = Term(1, "a"), Term(1, "b")
    void = void_keys([record(row, first), record(row, other), record(row, first)], terms)

    assert void == [(0, "desk\x1fa1")]
    assert terms[0].current == first
    assert terms[0].next("c") == Term(2, "c")


async def test_who_began_too_late_begins_a_later_term() -> None:
    """
    The owner before still had a record under way when we read to the end; ours, of the same
    number, came after it and would never count.
    """
    mine = Position(partition=0, offsets={"0": 5}, updated_at=NOON)
    log = [record(mine, Term(1, "before"))]
    ledger = SimpleNamespace(terms={})
    ledger.post = lambda _, row: log.append(record(row, ledger.terms[0]))

    async def heard() -> list[ConsumerRecord]:
        assert log, "waits for what never comes"
        found = log.copy()
        log.clear()
        return found

    share = SimpleNamespace(given=frozenset({0}), heard=heard)
    found = Recalled([0])
    is_ours = await begin_term(
        cast("Any", share), found, cast("Any", ledger), "me", ends={0: 0}, now=NOON
    )

    assert is_ours
    assert ledger.terms == {0: Term(2, "me")}
    assert found.terms[0].current == Term(2, "me")
    assert found.positions()[0].offsets == {"0": 5}


def test_what_a_hand_wrote_counts() -> None:
    """
    A record without a term is nobody's mistake.
    """
    terms = Terms()

    assert not terms.is_void(record(delivered("desk", "a1"), None))
    assert not terms.is_void(record(delivered("desk", "a1"), SECOND))
    assert not terms.is_void(record(delivered("desk", "a1"), None))
    assert terms.is_void(record(delivered("desk", "a1"), FIRST))
