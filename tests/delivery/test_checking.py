"""An address that is kept as a secret is looked at without a letter of it."""

from __future__ import annotations

import pytest

from schemas.subscription import Channel
from streams.delivery.checking import about_kept


@pytest.mark.parametrize(
    ("channel", "found", "grave", "words"),
    [
        ("email", "me@desk.example, you@desk.example", [], ""),
        ("email", "s3cr3t", [True], "no e-mail addresses"),
        ("chat", "json://desk.example/s3cr3t", [], ""),
        ("chat", "s3cr3t", [True], "no address that Apprise knows"),
        ("push", "pover://s3cr3t", [True], "lacks something that pover:// needs"),
        ("push", "ntfy://desk.example/s3cr3t/other", [False], "2 rooms or people of ntfy"),
        ("webhook", "s3cr3t", [], ""),
    ],
)
def test_what_a_reference_names_is_judged(
    channel: Channel, found: str, grave: list[bool], words: str
) -> None:
    """
    What can never work is grave; of several rooms one alone could fail.
    """
    doubts = list(about_kept(channel, found))

    assert [one.grave for one in doubts] == grave
    assert all(words in one.what and "s3cr3t" not in one.what for one in doubts)
