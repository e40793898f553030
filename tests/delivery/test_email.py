"""An e-mail reaches its readers once, or it is known who has it not and why."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from schemas.message import Message
from schemas.subscription import Subscription
from streams.delivery.channels import Answer
from streams.delivery.channels.email import EmailChannel
from streams.delivery.channels.letter import Page
from streams.delivery.channels.smtp import AT_ONCE, LETTERS, Post
from streams.email_settings import Email
from tests.delivery.mail_server import PASSWORD, USER, Office, Papers, mail_server, script
from tests.delivery.webhooks import NOON, message

DUTY, NIGHT, GONE = "duty@desk.example", "night@desk.example", "gone@desk.example"
NOBODY = "550 5.1.1 no such user"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """A certificate for this machine, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make a certificate")
    return Papers.new(tmp_path_factory.mktemp("papers"))


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A mail server that takes anything."""
    async with mail_server() as made:
        yield made


def page_of(about: Message, _: Subscription) -> Page:
    """Say something."""
    return Page(f"Alarm {about.delivery_seq}", "Fighting near Kidal.", "en")


def settings(port: int, **said: Any) -> Email:
    """Return the settings for a server on *port*."""
    values = {"host": "127.0.0.1", "security": "none", "sender": "Tocsin <t@alerts.example>"}
    return Email(**(values | {"port": port, "timeout_seconds": 5} | said))


async def sent(
    port: int, *targets: str, to: str = DUTY, same: bool = False, **said: Any
) -> list[Answer]:
    """Send a message to each of *targets*, or two to one; return what came of them."""
    async with EmailChannel(settings(port, **said), page_of) as channel:
        return [
            await channel.send(message(1 if same else number), desk(target), now=NOON)
            for number, target in enumerate(targets or (to,), 1)
        ]


def desk(target: str) -> Subscription:
    """Return who wants it."""
    return Subscription(id="desk", channel="email", target=target)


async def test_a_message_arrives(office: Office) -> None:
    """
    With its words, from us, for the reader, and no more is known of it.
    """
    answers = await sent(office.port)

    (letter,) = office.letters
    assert answers == [Answer("accepted", "")]
    assert (letter.sender, letter.recipients) == ("t@alerts.example", (DUTY,))
    assert letter.message["Subject"] == "Alarm 1"
    assert "Fighting near Kidal." in letter.text
    assert "<p>Fighting near Kidal.</p>" in letter.html


async def test_words_cannot_end_the_letter_and_go_on_as_commands(office: Office) -> None:
    """
    A line with a dot alone, whatever ends the lines (SMTP smuggling).
    """
    body = "a\r\n.\r\nMAIL FROM:<x@evil.example>\n.\nb\r.\rc"
    async with EmailChannel(settings(office.port), lambda *_: Page("s", body, "en")) as channel:
        answer = await channel.send(message(1), desk(DUTY), now=NOON)

    (letter,) = office.letters
    assert answer.end == "accepted"
    assert letter.text.split() == ["a", ".", "MAIL", "FROM:<x@evil.example>", ".", "b", ".", "c"]


async def test_one_connection_carries_many_letters_but_not_for_ever(office: Office) -> None:
    """
    A login for each would be slow and rude; a server tires of too many.
    """
    answers = await sent(office.port, *[DUTY] * (LETTERS + 1))

    assert {answer.end for answer in answers} == {"accepted"}
    assert office.callers == 2


async def test_letters_at_the_same_time_share_a_few_connections(office: Office) -> None:
    """
    None waits for more than a few others.
    """
    async with EmailChannel(settings(office.port), page_of) as channel:
        letters = (channel.send(message(n), desk(DUTY), now=NOON) for n in range(1, 31))
        await asyncio.gather(*letters)

    assert len(office.letters) == 30
    assert office.callers <= AT_ONCE


@pytest.mark.parametrize("wrapped", [False, True])
async def test_encrypts_and_logs_in(
    papers: Papers, wrapped: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    By STARTTLS, or from the first byte, with a password from where it is kept.
    """
    (tmp_path / "password").write_text(PASSWORD + "\n")
    monkeypatch.setenv("MAIL_USER", USER)
    access = {"user": "env:MAIL_USER", "password": f"file:{tmp_path / 'password'}"}
    async with mail_server(papers, wrapped=wrapped, login=not wrapped) as office:
        answers = await sent(
            office.port, security="tls" if wrapped else "starttls", ca_file=papers.certificate,
            **({} if wrapped else access),
        )  # fmt: skip

    assert answers == [Answer("accepted", "")]
    assert len(office.letters) == 1


async def test_a_wrong_password_is_told_without_it(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    An operator can mend it, so the message is tried again.
    """
    monkeypatch.setenv("MAIL_PASSWORD", "hunter2 of old")
    async with mail_server(papers, login=True) as office:
        (answer,) = await sent(
            office.port, security="starttls", ca_file=papers.certificate, user=USER,
            password="env:MAIL_PASSWORD",
        )  # fmt: skip

    assert answer == Answer("again", f"127.0.0.1:{office.port} does not let us in: 535 5.7.8")


async def test_a_missing_password_is_told_by_its_place(office: Office) -> None:
    """
    Nothing is asked of the server.
    """
    (answer,) = await sent(
        office.port, host="localhost", user=USER, password="env:MAIL_NOWHERE_AT_ALL"
    )

    assert answer.end == "again"
    assert "MAIL_NOWHERE_AT_ALL" in answer.detail
    assert not office.callers


async def test_a_certificate_that_nobody_vouches_for_is_refused(papers: Papers) -> None:
    """
    A password would go to whoever stands between.
    """
    async with mail_server(papers) as office:
        (answer,) = await sent(office.port, security="starttls")

    assert answer.end == "again"
    assert "certificate is not trusted" in answer.detail
    assert not office.letters


async def test_what_is_to_be_encrypted_never_goes_in_the_open(office: Office) -> None:
    """
    A server that knows no STARTTLS, or one that somebody pretends to be.
    """
    (answer,) = await sent(office.port, security="starttls")

    assert answer.end == "again"
    assert "STARTTLS" in answer.detail
    assert not office.letters


async def test_a_server_that_is_not_there_is_told_by_its_address() -> None:
    """
    It will be again.
    """
    async with script({}) as port:
        pass
    (answer,) = await sent(port)

    assert answer.end == "again"
    assert f"127.0.0.1:{port}: cannot be reached" in answer.detail


@pytest.mark.parametrize(
    ("at", "said", "end"),
    [
        ("DATA", "451 4.3.0 try later", "again"),
        ("DATA", "554 5.7.1 no such words here", "refused"),
        ("MAIL", "452 4.3.1 disk full", "again"),
        ("MAIL", "552 5.3.4 too big", "refused"),
        ("MAIL", "550 5.1.8 who are you", "again"),
        (DUTY, "450 4.2.0 greylisted", "again"),
        (DUTY, NOBODY, "gone"),
        (DUTY, "550 5.1.10 takes no mail", "gone"),
        (DUTY, "550 5.7.1 your network is on a list", "refused"),
        (DUTY, "552 5.2.2 mailbox full", "refused"),
    ],
)
async def test_what_the_server_says_decides(office: Office, at: str, said: str, end: str) -> None:
    """
    4xx is later, 5xx never; what is wrong with us alone is mended by somebody.
    """
    office.answers[at] = said
    (answer,) = await sent(office.port)

    assert answer.end == end
    assert said in answer.detail


async def test_a_refusal_leaves_the_connection_as_it_was(office: Office) -> None:
    """
    The next letter goes over it.
    """
    office.answers[GONE] = NOBODY
    answers = await sent(office.port, GONE, DUTY)

    assert [answer.end for answer in answers] == ["gone", "accepted"]
    assert office.callers == 1


async def test_some_readers_are_enough(office: Office) -> None:
    """
    Who has moved away does not keep the others from it, and is named.
    """
    office.answers[GONE] = NOBODY
    (answer,) = await sent(office.port, to=f"{DUTY}, {GONE}")

    assert answer == Answer("accepted", f"1 of 2 have it; {GONE}: {NOBODY}")
    assert office.letters[0].recipients == (DUTY,)


async def test_who_has_it_is_not_sent_it_again(office: Office) -> None:
    """
    A greylisted reader gets it later, under the same id.
    """
    office.answers[NIGHT] = "450 4.2.0 greylisted"
    async with EmailChannel(settings(office.port), page_of) as channel:
        first = await channel.send(message(1), desk(f"{DUTY}, {NIGHT}"), now=NOON)
        office.answers.clear()
        second = await channel.send(message(1), desk(f"{DUTY}, {NIGHT}"), now=NOON)

    assert (first.end, second.end) == ("again", "accepted")
    assert first.detail == f"1 of 2 have it; {NIGHT}: 450 4.2.0 greylisted"
    assert [letter.recipients for letter in office.letters] == [(DUTY,), (NIGHT,)]
    assert len({str(letter.message["Message-ID"]) for letter in office.letters}) == 1


@pytest.mark.parametrize(
    ("book", "told"),
    [
        ({"hello": "554 go away"}, "554 go away"),
        ({"hello": "421 4.3.2 too busy"}, "421 4.3.2 too busy"),
        ({"hello": None}, ""),
        ({"hello": "HTTP/1.1 400 Bad Request"}, ""),
        ({"EHLO": None}, "hung up"),
        ({"RCPT": None}, "hung up"),
        ({"DATA": "354 go on", "DATA…": None}, "hung up"),
        ({".": None}, "hung up"),
        ({".": ""}, "did not answer within"),
        ({"hello": ""}, "did not answer within"),
        ({"MAIL": ""}, "did not answer within"),
    ],
)
async def test_a_conversation_that_breaks_is_begun_again_later(
    book: dict[str, str | None], told: str
) -> None:
    """
    Hung up at any line, silent for ever, or no mail server at all.
    """
    async with script(book) as port:
        (answer,) = await sent(port, timeout_seconds=0.3)

    assert answer.end == "again"
    assert told in answer.detail


async def test_a_kept_connection_that_was_closed_is_opened_anew() -> None:
    """
    Servers hang up when it is quiet; the next letter does not suffer from it.
    """
    async with script({}) as port, EmailChannel(settings(port), page_of) as channel:
        first = await channel.send(message(1), desk(DUTY), now=NOON)
        line = channel._post._idle[0]
        channel._post._idle[0] = line._replace(used=line.used - 10)
        line.smtp.transport.abort()  # type: ignore[union-attr]  # it is connected
        second = await channel.send(message(2), desk(DUTY), now=NOON)

    assert (first.end, second.end) == ("accepted", "accepted")


async def test_a_conversation_that_hung_is_not_taken_up_again() -> None:
    """
    A late answer would be taken for the next letter's.
    """
    async with (
        script({".": ""}) as port,
        EmailChannel(settings(port, timeout_seconds=0.3), page_of) as channel,
    ):
        answers = [await channel.send(message(n), desk(DUTY), now=NOON) for n in (1, 2)]

        assert not channel._post._idle
    assert [answer.end for answer in answers] == ["again", "again"]


@pytest.mark.parametrize(
    "target",
    ["a@b@c", "a@b.example\r\nRCPT TO:<x@evil.example>", "a@b.example> SIZE=1", "nobody", ",",
     "a\x00@b.example", "@b.example", "a b@c.example", "x@" + "y" * 300, "<a@b.example>"],
)  # fmt: skip
async def test_what_is_no_address_goes_nowhere(office: Office, target: str) -> None:
    """
    Not to the server, and no other address with it.
    """
    (answer,) = await sent(office.port, to=target)

    assert answer.end == "refused"
    assert "`desk`" in answer.detail
    assert not office.callers


async def test_addresses_may_be_kept_as_a_secret(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    They are of people; letters outside ASCII in the domain are written as servers want them.
    """
    monkeypatch.setenv("DESK_ADDRESSES", "duty@bücher.example")
    (answer,) = await sent(office.port, to="env:DESK_ADDRESSES")

    assert answer.end == "accepted"
    assert office.letters[0].recipients == ("duty@xn--bcher-kva.example",)


async def test_without_a_server_nothing_is_lost() -> None:
    """
    It waits for one until it expires.
    """
    async with EmailChannel(Email(), page_of) as channel:
        answer = await channel.send(message(1), desk(DUTY), now=NOON)

    assert answer == Answer("again", "there is no mail server: set email.host")


async def test_a_server_can_be_asked_without_sending_anything(papers: Papers) -> None:
    """
    For whoever sets it up: the way in, and no letter.
    """
    async with mail_server(papers) as office:
        said = settings(office.port, security="starttls", ca_file=papers.certificate)
        await Post(said).knock()

    assert office.callers
    assert not office.letters
