"""An e-mail is read by any client as it was meant, whatever stands in its words."""

from __future__ import annotations

import email.policy
import re
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.message import Message
from schemas.subscription import Subscription
from streams.delivery.channels.cleaning import calling_nobody, cut, one_line, plain
from streams.delivery.channels.letter import LONGEST_TEXT, Page, letter
from streams.delivery.channels.letter_head import LONGEST_SUBJECT
from streams.email_settings import Email
from tests.delivery.webhooks import NOON, alert, message

ONE, TWO = "duty@desk.example", "night@desk.example"
EMAIL = Email(
    host="mail.example", sender="Tocsin, Wache <tocsin@alerts.example>",
    reply_to="duty@alerts.example",
    unsubscribe=("https://alerts.example/leave/{subscription}?a=1,2", "mailto:off@alerts.example"),
)  # fmt: skip
DESK = Subscription(id="desk", title="Duty editor", channel="email", target=ONE)
PAGE = Page("Fighting near Kidal", "First line\nSecond line\n\nhttps://a.example/x?a=1&b=2.", "en")
WITHOUT_ALERTS: dict[str, Any] = {"alerts": ()}


def read(
    page: Page = PAGE,
    about: Message | None = None,
    *,
    to: tuple[str, ...] = (ONE,),
    subscription: Subscription = DESK,
    settings: Email = EMAIL,
) -> EmailMessage:
    """Write a letter and read it as a client does."""
    raw = letter(about or message(), subscription, page, settings, to=to, now=NOON)

    assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[^\t\r\n -~]", raw)
    found = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def text_of(found: EmailMessage, subtype: str = "plain") -> str:
    """Return one of the two bodies."""
    body = found.get_body((subtype,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def test_bears_what_clients_and_filters_ask_for() -> None:
    """
    Who, when, which list, how to leave; a repeat is known by its Message-ID.
    """
    found = read()

    assert {name: str(found[name]) for name in found} == {
        "From": '"Tocsin, Wache" <tocsin@alerts.example>',
        "To": ONE,
        "Subject": "Fighting near Kidal",
        "Date": "Thu, 01 Jan 2026 12:00:00 +0000",
        "Message-ID": "<msg_1@alerts.example>",
        "Reply-To": "duty@alerts.example",
        "In-Reply-To": found["References"],
        "References": found["In-Reply-To"],
        "List-Id": '"Duty editor" <desk.alerts.example>',
        "List-Unsubscribe": (
            "<https://alerts.example/leave/desk?a=1,2>, <mailto:off@alerts.example>"
        ),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Tocsin-Subscription": "desk",
        "X-Tocsin-Delivery-Seq": "1",
        "X-Tocsin-Kind": "ONSET",
        "X-Tocsin-Severity": "Unknown",
        "X-Tocsin-Status": "Actual",
        "X-Tocsin-Incident": "incident1",
        "X-Tocsin-Alert": "alert1",
        "Expires": "Thu, 01 Jan 2026 18:00:00 +0000",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": found["Content-Type"],
    }


def test_the_same_message_is_the_same_bytes() -> None:
    """
    A repeat differs in its Date at most.
    """
    once, again = (letter(message(), DESK, PAGE, EMAIL, to=(ONE,), now=NOON) for _ in range(2))
    later = letter(message(), DESK, PAGE, EMAIL, to=(ONE,), now=NOON + timedelta(hours=1))

    assert once == again
    assert once.replace(b" 12:00:00 ", b" 13:00:00 ") == later


def test_messages_about_one_incident_are_one_thread() -> None:
    """
    They refer to the same id, which another incident or subscription does not have.
    """
    other = message(3, alerts=(alert(3, incident_id="incident2"),))
    threads = [
        str(read(about=one)["References"])
        for one in (
            message(1), message(2, alerts=(alert(2), alert(3))), other,
            message(1, subscription_id="room"),
        )
    ]  # fmt: skip

    assert threads[0] == threads[1]
    assert len({*threads}) == 3
    assert all(re.fullmatch(r"<thread_[0-9a-f]{24}@alerts\.example>", one) for one in threads)


@pytest.mark.parametrize(
    "several", [WITHOUT_ALERTS, {"alerts": (alert(1), alert(2, incident_id="incident2"))}]
)
def test_a_digest_joins_no_threads(several: dict[str, Any]) -> None:
    """
    A reference to each of its incidents would make one thread of them for good.
    """
    found = read(about=message(1, **several))

    assert found["References"] is None
    assert found["In-Reply-To"] is None


def test_a_digest_is_good_until_the_last_of_it_is_over_and_names_some() -> None:
    """
    Hundreds of ids would be a longer header than many servers take.
    """
    many = tuple(
        alert(n, incident_id=f"incident{n}", expires=NOON + timedelta(hours=n))
        for n in range(1, 301)
    )
    found = read(about=message(1, alerts=many, because="digest"))

    assert parsedate_to_datetime(found["Expires"]) == NOON + timedelta(hours=300)
    assert str(found["X-Tocsin-Alert"]).split() == [f"alert{n}" for n in range(1, 31)]


def test_several_readers_do_not_see_each_other() -> None:
    """
    What they have in common is us.
    """
    assert str(read(to=(ONE, TWO))["To"]) == "undisclosed-recipients:;"


def test_says_the_same_as_text_and_as_html() -> None:
    """
    Paragraphs and a link; nothing is fetched when it is opened.
    """
    found = read()

    assert text_of(found) == PAGE.body + "\n"
    assert text_of(found, "html") == (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head><meta charset="utf-8"></head>\n<body>\n'
        "<p>First line<br>\nSecond line</p>\n"
        '<p><a href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>.</p>\n'
        "</body>\n</html>\n"
    )


def test_a_digest_is_a_list() -> None:
    """
    An alert a line.
    """
    found = read(Page("Two", "Your digest:\n- one <b>\n- two\nand 3 more", "en"))

    assert "<p>Your digest:</p>\n<ul>\n<li>one &lt;b&gt;</li>\n<li>two</li>\n</ul>\n<p>and" in (
        text_of(found, "html")
    )


def test_arabic_runs_from_the_right() -> None:
    """
    Clients show plain text by its letters, HTML by what it says of itself.
    """
    page = Page("اشتباكات في كيدال", "قتيلان\n\nمالي", "ar")
    found = read(page)

    assert str(found["Subject"]) == page.subject
    assert text_of(found) == page.body + "\n"
    assert '<html lang="ar" dir="rtl">' in text_of(found, "html")


def test_a_test_is_told_from_what_is_real() -> None:
    """
    A filter need not read the words.
    """
    found = read(about=message(1, is_test=True))

    assert found["X-Tocsin-Test"] == "yes"
    assert found["X-Tocsin-Alert"] is None


def test_without_an_address_to_leave_by_there_is_no_button() -> None:
    """
    The button of one click is for an address of https only (RFC 8058).
    """
    bare = Email(host="m.example", sender="a@b.example")
    by_mail = Email(host="m.example", sender="a@b.example", unsubscribe=("mailto:off@b.example",))

    assert read(settings=bare)["List-Unsubscribe"] is None
    assert read(settings=by_mail)["List-Unsubscribe"] == "<mailto:off@b.example>"
    assert read(settings=by_mail)["List-Unsubscribe-Post"] is None


ATTACKS = [
    "Kidal\r\nBcc: everybody@evil.example", "Kidal\nBcc: x@evil.example\n\nbody", "a\r\n.\r\nQUIT",
    "a\x00b", "x" * 10_000, "", " ", "🔥🔥 أخبار", "=?utf-8?q?=0d=0aBcc:_x=40evil.example?=",
    "a\u2028Bcc: x\u2029y\x85z\x0bq", "</p><script>alert(1)</script>", "\ud800 lone",
    "\u202egnp.exe", "a" * 70 + " " + "b" * 80, "--=_boundary--", "\t\ttabs\t",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_the_words_becomes_a_header_or_a_tag(attack: str) -> None:
    """
    Wherever it stands: subject, text, title of the subscription, ids.
    """
    clean = read()
    about = message(1, alerts=(alert(1, alert_id=attack or "a", incident_id=attack or "i"),))
    desk = Subscription(id="desk", title=attack or None, channel="email", target=ONE)
    found = read(Page(attack, attack, "en"), about, subscription=desk)

    assert [*found] == [*clean]
    assert found["To"] == ONE
    assert str(found["Subject"]) == one_line(attack, LONGEST_SUBJECT)
    assert text_of(found) == plain(attack).strip("\n") + "\n"
    assert "<script" not in text_of(found, "html")
    assert len([*found.walk()]) == 3


@given(subject=st.text(), body=st.text())
@example(subject="a  b", body="\n\n a \n")
def test_any_words_come_back_as_they_went(subject: str, body: str) -> None:
    """
    Of whatever letters, but for control characters.
    """
    found = read(Page(subject, body, "en"))

    assert str(found["Subject"]) == one_line(subject, LONGEST_SUBJECT)
    assert text_of(found) == plain(body).strip("\n") + "\n"


def test_what_is_too_long_ends_with_a_mark() -> None:
    """
    At a blank, if there is one near.
    """
    assert cut("one two three", 9) == "one two…"
    assert cut("x" * 20, 9) == "xxxxxxxx…"
    assert cut("- one\n- two or three", 9) == "- one…"
    assert cut("short", 5) == "short"
    assert len(text_of(read(Page("s", "word " * 50_000, "en")))) <= LONGEST_TEXT + 1


@pytest.mark.parametrize("call", ["@everyone", "@here", "<!channel>", "<@U123>", "@room", "!here"])
def test_a_word_of_a_report_rings_nobody(call: str) -> None:
    """
    Chat services ring a whole room for such words; a space of no width keeps their looks.
    """
    quiet = calling_nobody(f"He wrote {call} today, a@b.example")

    assert call not in quiet
    assert quiet.replace("\u200b", "") == f"He wrote {call} today, a@b.example"
    assert "a@b.example" in quiet
