"""What do the commands say of subscriptions when no Kafka runs?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.codec import plain
from tests.cli.conftest import Tocsin

ROOM = '[[subscription]]\nid = "room"\nchannel = "chat"\ntarget = "env:ROOM"\ntitle = "The room"\n'
LEAKY = ROOM.replace("env:ROOM", "slack://hunter2")


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret that the room's address is."""
    monkeypatch.setenv("ROOM", "ntfys://room.example/secret")


def own(text: str) -> None:
    """Write the subscriptions of this folder."""
    Path("subscriptions.toml").write_text(text)


def test_list_without_kafka_shows_the_file_and_says_what_is_not_seen(tocsin: Tocsin) -> None:
    """
    Half an answer that calls itself half.
    """
    own(ROOM)

    done = tocsin("subscriptions", "list")

    assert done.returncode == 0
    assert b"room " in done.stdout
    assert b"The room" in done.stdout
    assert b"those made over the API, and silences, are not seen" in done.stderr


def test_list_says_when_the_next_digest_comes(tocsin: Tocsin) -> None:
    """
    Its day has an hour, whether or not anything waits for it.
    """
    own(ROOM + 'digest = "06:30"\nzone = "Etc/UTC"\n')

    assert re.search(
        rb"on  \xc2\xb7  next digest \d{4}-\d\d-\d\d 06:30:00 UTC",
        tocsin("subscriptions", "list").stdout,
    )


def test_nobody_is_told_and_it_is_said_how_somebody_will_be(tocsin: Tocsin) -> None:
    """
    A newcomer has no file.
    """
    assert b"copy subscriptions.example.toml" in tocsin("subscriptions", "list").stdout


def test_show_names_what_is_set_and_what_was_meant(tocsin: Tocsin) -> None:
    """
    Defaults would drown it; a typo gets the name that is close.
    """
    own(ROOM + 'watches = ["kidal"]\n')

    shown = tocsin("subscriptions", "show", "room")
    missed = tocsin("subscriptions", "show", "rom")

    assert b"watches              kidal\n" in shown.stdout
    assert b"cap_per_hour" not in shown.stdout
    assert (missed.returncode, b"did you mean `room`?" in missed.stderr) == (1, True)


def test_json_is_one_object_a_line(tocsin: Tocsin) -> None:
    """
    For programs, with every key.
    """
    own(ROOM)

    (line,) = tocsin("subscriptions", "list", "--json").stdout.splitlines()
    said = plain(line)

    assert (said["id"], said["made"], said["disabled"]) == ("room", "file", None)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (ROOM, 0, b"findings 0"),
        (ROOM.replace("env:ROOM", "env:NONE") + "enabled = false\n", 0, b"can never work: room;"),
        (ROOM + 'watches = ["kidal"]\n', 3, b"subscriptions.toml:6: `room`: `kidal` is not on"),
        (LEAKY, 1, b"subscriptions.toml:4: `room`: grave: such an address holds a secret"),
        (ROOM + "zone = 1\n", 1, b"subscriptions.toml, line 6, `subscription[0].zone`"),
    ],
)
def test_lint_names_the_line_and_ends_by_how_bad_it_is(
    tocsin: Tocsin, text: str, code: int, said: bytes
) -> None:
    """
    A job in CI goes by the exit code, a person to the line.
    """
    own(text)
    Path("watchlist.toml").write_text('[[watch]]\nid = "mali"\ncountry = "ML"\n')

    done = tocsin("subscriptions", "lint")

    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert b"hunter2" not in done.stdout + done.stderr


def test_lint_of_another_file_needs_no_kafka_and_no_own_one(tocsin: Tocsin) -> None:
    """
    An idea is tried before it counts.
    """
    Path("idea.toml").write_text(ROOM)

    assert tocsin("subscriptions", "lint", "idea.toml").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "2h"], b"--reason"),
        (["--reason", "x"], b"--for"),
        (["--reason", "x", "--for", "2h", "--until", "2024-07-28T09:15:00Z"], b"--for"),
        (["--reason", "x", "--for", "soon"], b"is no time"),
        (["--watch", "a", "--reason", "x", "--until", "2024-07-28T09:15:00Z"], b"a later time"),
        (["--reason", "x", "--for", "2h"], b"silences everything: name what"),
        (["--region", "Mali", "--reason", "x", "--for", "2h"], b"ISO 3166"),
    ],
)
def test_silence_that_is_not_said_well_is_refused(
    tocsin: Tocsin, arguments: list[str], said: bytes
) -> None:
    """
    Before anything is asked of Kafka.
    """
    done = tocsin("subscriptions", "silence", *arguments)

    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["deliveries", "list"], ["deliveries", "show", "a"], ["deliveries", "redrive"],
        ["subscriptions", "silences"], ["subscriptions", "enable", "room"],
        ["subscriptions", "preview"], ["alerts", "test", "--subscription", "room"],
    ],
)  # fmt: skip
def test_what_needs_kafka_says_how_to_get_one(tocsin: Tocsin, command: list[str]) -> None:
    """
    One line, no trace.
    """
    done = tocsin(*command)

    assert done.returncode == 1
    assert b"start `tocsin run`, or set kafka.bootstrap" in done.stderr


@pytest.mark.parametrize("option", ["--state", "--stopped-by"])
def test_state_or_check_that_is_none_is_named(tocsin: Tocsin, option: str) -> None:
    """
    With those that there are.
    """
    done = tocsin("deliveries", "list", option, "lost")

    assert done.returncode == 2
    assert b"`lost` is none of" in done.stderr
