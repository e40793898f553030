"""Do ``tocsin watch test``, ``explain`` and ``preview FILE`` say what would ring, and why not?"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.codec import encode, plain

CLASH = (
    "Heavy fighting broke out on Saturday between the army and separatists in the town of "
    "Tinzaouaten in northern Mali, residents said."
)
THREAT = "The army threatened to attack rebels in Kidal, residents of the town said on Monday."
WATCHLIST = (
    '[[watch]]\nid = "mali"\ncountry = "ML"\n[[watch]]\nid = "gao"\niso3166_2 = "ML-7"\n'
    '[[watch]]\nid = "niger"\ncountry = "NE"\n'
)


@pytest.fixture
def told(tmp_path: Path) -> str:
    """Two dispatches, and a watchlist in its usual place."""
    (tmp_path / "watchlist.toml").write_text(WATCHLIST)
    lines = [
        {"key": key, "text": text, "published_at": "2024-07-28T09:15:00Z"}
        for key, text in (("a:1", CLASH), ("a:2", THREAT))
    ]
    (tmp_path / "told.jsonl").write_bytes(b"".join(encode(line) + b"\n" for line in lines))
    return "told.jsonl"


def test_each_dispatch_says_what_rings_and_why_not(tocsin, told: str) -> None:
    """An object for each, one for what falls due later, and the sum of all."""
    done = tocsin("watch", "test", told, "--json")

    first, second, later, total = map(plain, done.stdout.splitlines())
    assert done.returncode == 0
    assert [one["watch_id"] for one in first["alerts"]] == ["mali"]
    assert {one["watch_id"]: one["reason"] for one in first["decisions"]} == {
        "mali": "opened", "gao": "outside_watch", None: "outside_watch",
    }  # fmt: skip
    assert (second["alerts"], second["decisions"][0]["reason"]) == ([], "threatened")
    assert later["alerts"] == []
    assert total == {"dispatches": 2, "not_as_expected": [], "rang": {"ONSET:mali": 1}}


def test_people_read_it_in_lines(tocsin, told: str) -> None:
    """The dispatch, its alarm, each silence with its reason, and the sum."""
    out = tocsin("watch", "test", told).stdout.decode()

    assert " ONSET  mali" in out
    assert "gao: Tinzaouaten lies outside iso3166_2 ML-7" in out
    assert out.splitlines()[-1] == "2 dispatches: 1 ONSET:mali"


def test_what_was_expected_is_checked(tocsin, told: str) -> None:
    """Exit code 0 when all came true, 3 when something did not, with what rang instead."""
    good = tocsin("watch", "test", told, "--expect", "ONSET:mali", "--expect", "quiet:niger")
    bad = tocsin("watch", "test", told, "--expect", "ONSET:niger", "--expect", "quiet:mali")

    assert good.returncode == 0
    assert good.stdout.endswith(b"all 2 as expected\n")
    assert bad.returncode == 3
    assert "not as expected: ONSET:niger did not ring; nothing did" in bad.stdout.decode()
    assert "not as expected: quiet:mali: ONSET:mali rang" in bad.stdout.decode()


@pytest.mark.parametrize("wanted", ["ONSET:mars", "RING:mali", "mali"])
def test_an_expectation_that_can_never_be_met_is_wrong_usage(
    tocsin, told: str, wanted: str
) -> None:
    """A slip of the pen is told, and not counted as a failure of the list."""
    assert tocsin("watch", "test", told, "--expect", wanted).returncode == 2


def test_explain_as_json_has_each_entry(tocsin, told: str) -> None:
    """By which rule and place it matches, or the reason why not."""
    done = tocsin("watch", "explain", told, "--json")

    (mention,) = plain(done.stdout.splitlines()[0])["mentions"]
    mali, gao, niger = mention["entries"]
    assert (mali["matches"], mali["rule"], mali["place"]) == (True, "inside", "Tinzaouaten")
    assert (gao["matches"], gao["near"], gao["reason"]) == (False, True, "outside_watch")
    assert (niger["matches"], niger["near"]) == (False, False)


def test_preview_of_a_file_needs_no_broker(tocsin, told: str) -> None:
    """One entry alone: what would have rung, and how often it stayed quiet."""
    alert, total = map(
        plain, tocsin("watch", "preview", "mali", "--file", told, "--json").stdout.splitlines()
    )
    gao = tocsin("watch", "preview", "gao", "--file", told).stdout.decode()

    assert (alert["kind"], alert["watch_id"]) == ("ONSET", "mali")
    assert (total["readings"], total["rang"]) == (2, {"ONSET mali": 1})
    assert gao.splitlines() == [
        "2 reports: nothing would have rung",
        "  gao came near and stayed quiet 1×: outside_watch",
    ]


def test_preview_of_an_unknown_entry_says_where_to_look(tocsin, told: str) -> None:
    """One line, exit code 1."""
    done = tocsin("watch", "preview", "mars", "--file", told)

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no entry has the id `mars`: tocsin watch list shows them" in done.stderr
