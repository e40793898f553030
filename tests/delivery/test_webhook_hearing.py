"""Does a receiver's book show every repeat, gap and disorder, and nothing else?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Reference
from standardwebhooks import WebhookVerificationError

from schemas.message import Missed
from streams.delivery.hearing import FARTHEST, Heard, Hearing
from streams.delivery.signing import new_secret, signed
from streams.delivery.verifying import fault
from tests.delivery.webhooks import NEW, NOON, OLD, alert, message, set_library_clock

HEADERS = signed("msg_1", b"{}", [NEW, OLD], at=NOON)


def heard(*numbers: int) -> Heard:
    """Take messages with these numbers."""
    found = Heard()
    for number in numbers:
        found.take(message(number, alerts=(alert(number, incident_id=f"incident{number}"),)))
    return found


def test_a_number_that_did_not_come_is_missing_until_it_does() -> None:
    """Other incidents go on while one waits to be tried again."""
    assert heard(3, 4, 7).gaps() == [5, 6]
    assert heard(3, 4, 7, 6, 5).gaps() == []
    assert heard(3, 4, 7, 6, 5).problems == []


def test_what_came_before_we_listened_is_not_missing() -> None:
    """The first number may be any, and a smaller one may still come."""
    assert heard(41, 42, 40).gaps() == []


def test_a_number_that_was_given_up_is_not_missing() -> None:
    """The next message that arrives names it."""
    found = heard(1, 4)
    missed = (Missed(delivery_seq=2, alert_ids=("alert2",), reason="expired"),)
    found.take(message(5, missed=missed))

    assert found.gaps() == [3]


def test_a_repeat_is_counted_and_not_taken_in_again() -> None:
    """The same id with the same number; with another it is wrong."""
    found = heard(1, 2)

    assert found.take(message(1)) == []
    assert found.take(message(2, delivery_seq=3)) == ["msg_2 came as number 2 and comes as 3"]
    assert len(found.messages) == 2
    assert dict(found.repeats) == {"msg_1": 1, "msg_2": 1}


def test_what_was_given_up_and_sent_again_by_hand_has_a_new_number() -> None:
    """It may have come before, if only the answer was lost: a repeat, and no gap."""
    found = heard(1, 2)
    missed = (Missed(delivery_seq=2, alert_ids=("alert2",), reason="tried often enough"),)

    assert found.take(message(2, delivery_seq=3, missed=missed)) == []
    assert (len(found.messages), found.gaps()) == (2, [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "msg_x", "delivery_seq": 2}, "number 2 came as msg_2 and is msg_x now"),
        ({"alerts": (alert(2),)}, "alert alert2 comes in a second message, msg_9"),
        (
            {"alerts": (alert(1, alert_id="late"),)},
            "incident incident1 comes with revision 1 after 2",
        ),
    ],
)
def test_what_must_not_happen_is_said(changes: dict[str, Any], said: str) -> None:
    """One number for two messages, an alert told twice, an older state after a newer one."""
    found = Heard()
    found.take(message(2))

    assert found.take(message(9, **({"alerts": ()} | changes))) == [said]
    assert found.problems == [said]


def test_a_jump_costs_no_memory() -> None:
    """A number of billions is wrong, and not a gap of billions."""
    found = heard(1, FARTHEST + 3, 2**60, 2**60 + 2)

    assert found.gaps() == [2**60 + 1]
    assert len(found.problems) == 2


@given(st.permutations(range(1, 9)), st.sets(st.integers(1, 8), max_size=4))
def test_whatever_the_order_what_did_not_come_is_missing(order: list[int], lost: set[int]) -> None:
    """From the first that came to the greatest."""
    came = [number for number in order if number not in lost]

    assert heard(*came).gaps() == [n for n in range(came[0], max(came)) if n in lost]


@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()
    ),
    st.binary(),
)
def test_what_anybody_sends_is_refused_and_never_a_crash(
    headers: dict[str, str], body: bytes
) -> None:
    """Whatever stands in the headers, whatever the body is."""
    assert fault(headers, body, [NEW, OLD], now=NOON)
    assert fault(HEADERS | {"webhook-signature": "v1,"} | headers, body, [NEW], now=NOON)


def test_subscriptions_are_counted_apart() -> None:
    """Each has numbers of its own."""
    hearing = Hearing()
    for number, who in ((1, "a"), (7, "b"), (2, "a"), (9, "b")):
        hearing[who].take(message(number, subscription_id=who, alerts=()))

    assert (hearing["a"].gaps(), hearing["b"].gaps()) == ([], [8])
    assert hearing.count == 4
    assert not hearing.is_clean


@pytest.mark.parametrize(
    ("changes", "body", "later", "why"),
    [
        ({}, b"{}", 0, None),
        ({}, b"{}", 300, None),
        ({}, b"{}", 301, "too old: 301 s"),
        ({}, b"{}", -300, None),
        ({}, b"{}", -301, "from the future: 301 s ahead"),
        ({}, b"{ }", 0, "wrong signature"),
        ({}, b"\xff", 0, "the body is no UTF-8"),
        ({"webhook-id": "msg_2"}, b"{}", 0, "wrong signature"),
        ({"webhook-id": ""}, b"{}", 0, "no header webhook-id"),
        ({"webhook-id": "a b"}, b"{}", 0, "no id of a message"),
        ({"webhook-timestamp": "1767268801"}, b"{}", 0, "wrong signature"),
        ({"webhook-timestamp": "noon"}, b"{}", 0, "webhook-timestamp is no number"),
        ({"webhook-timestamp": "-1"}, b"{}", 0, "webhook-timestamp is no number"),
        ({"webhook-timestamp": "99999999999"}, b"{}", 0, "from the future"),
        ({"webhook-signature": ""}, b"{}", 0, "no header webhook-signature"),
        ({"webhook-signature": "v1"}, b"{}", 0, "wrong signature"),
        ({"webhook-signature": "v1,é v2,x ,, v1a,abc"}, b"{}", 0, "wrong signature"),
        ({"webhook-signature": "v1a,xyz " + HEADERS["webhook-signature"].split(" ")[1]}, b"{}", 0, None),
    ],
)  # fmt: skip
def test_a_request_is_believed_for_what_was_signed_only(
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    body: bytes,
    later: int,
    why: str | None,
) -> None:
    """Id, time and body, by one of the secrets; the reference library says the same."""
    now = NOON + timedelta(seconds=later)
    headers = HEADERS | changes
    found = fault(headers, body, [OLD], now=now)

    assert (found is None) == (why is None)
    assert (found or "").startswith(why or "")
    assert fault(headers, body, [new_secret()], now=now) is not None

    set_library_clock(monkeypatch, now)
    try:
        Reference(OLD).verify(body, headers)
    except (WebhookVerificationError, ValueError):  # of what is no signature it raises any
        assert why is not None
    else:
        assert why is None
