"""Is it found that no e-mail can go out, and is nothing sent to find it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.doctor import mail
from streams.doctor.examination import examine
from streams.email_settings import Email
from streams.settings import Settings
from tests.delivery.mail_server import mail_server, script

DUTY = '[[subscription]]\nid = "duty"\nchannel = "email"\ntarget = "duty@desk.example"\n'


def settings(tmp_path: Path, email: Email, text: str = "") -> Settings:
    """Return settings with these subscriptions."""
    path = tmp_path / "s.toml"
    path.write_text(text)
    return Settings(subscriptions=path, email=email, state=tmp_path)


def server_on(port: int) -> Email:
    """Return the settings for a server on *port*."""
    return Email(
        host="127.0.0.1", port=port, security="none", sender="a@b.example", timeout_seconds=0.5
    )


async def test_a_server_that_takes_mail_is_well(tmp_path: Path) -> None:
    """
    It is asked and sent nothing.
    """
    async with mail_server() as office:
        [found] = await mail.server(settings(tmp_path, server_on(office.port)))

    assert (found.check, found.level) == ("mail", "ok")
    assert not office.letters


@pytest.mark.parametrize("book", [{"hello": ""}, {"hello": "554 no"}, {"NOOP": None}])
async def test_a_server_that_does_not_is_a_failure(
    tmp_path: Path, book: dict[str, str | None]
) -> None:
    """
    Within the limit.
    """
    async with script(book) as port:
        [found] = await mail.server(settings(tmp_path, server_on(port)))

    assert found.level == "failure"
    assert f"127.0.0.1:{port}" in found.found


@pytest.mark.parametrize(
    ("text", "level"), [("", []), (DUTY, ["failure"]), (DUTY + "enabled = false\n", [])]
)
async def test_without_a_server_only_readers_of_mail_miss_it(
    tmp_path: Path, text: str, level: list[str]
) -> None:
    """
    Who has none need not be told.
    """
    found = await mail.server(settings(tmp_path, Email(), text))

    assert [one.level for one in found] == level


async def test_a_server_without_an_address_is_a_line(tmp_path: Path) -> None:
    """
    A name that nobody knows does not end the looking.
    """
    email = Email(host="nowhere.invalid", sender="a@b.example")
    found = await examine(settings(tmp_path, email))

    [line] = [one.found for one in found if one.check == "mail"]
    assert line == "nowhere.invalid:587 has no address"
