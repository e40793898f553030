"""Do ``read`` and ``follow`` print what the offline interface promises?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from schemas.codec import decode, encode, plain
from schemas.reading import Reading

CLASH = (
    "Heavy fighting broke out on Saturday between the army and separatists in the town of "
    "Tinzaouaten in northern Mali, residents said. At least 17 soldiers were killed, a local "
    "politician said."
)
MATCH = "The home side won a thrilling derby in Dakar on Saturday, beating their rivals 3-1."
TIMES = "2024-07-28T09:15:00Z", "2024-07-28T09:25:00Z"
WATCHLIST = '[[watch]]\nid = "mali"\ncountry = "ML"\n[[watch]]\nid = "niger"\ncountry = "NE"\n'


def line(text: str, at: str = TIMES[0], **said: str) -> bytes:
    """A dispatch as a person writes it."""
    return encode({"text": text, "published_at": at, **said}) + b"\n"


@pytest.fixture
def w(tmp_path: Path) -> str:
    """A watchlist of two countries."""
    (tmp_path / "w.toml").write_text(WATCHLIST)
    return "w.toml"


def test_read_prints_a_reading_for_each_dispatch(tocsin) -> None:
    """In input order, none left out, not even sport."""
    done = tocsin("read", "--json", "-", stdin=line(CLASH) + line(MATCH))

    readings = [decode(Reading, each) for each in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [(one.fighting, one.countries) for one in readings] == [(True, ("ML",)), (False, ())]


def test_read_for_people_is_a_table(tocsin) -> None:
    """Without ``--json`` a heading and a row each."""
    heading, row = tocsin("read", "-", stdin=line(CLASH)).stdout.decode().splitlines()

    assert heading.startswith("PUBLISHED")
    assert row.startswith("2024-07-28 09:15  yes ML")


def test_bad_lines_are_told_and_passed_over(tocsin_process) -> None:
    """The rest goes on, and the exit code says "partial"."""
    done = tocsin_process("read", "--json", "-", stdin=line(CLASH) + b"{}\n" + line(MATCH))

    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    assert plain(done.stderr) == {
        "error": {"where": "-:2", "what": "Object missing required field `published_at`"}
    }


@pytest.mark.parametrize(
    ("stdin", "said"), [(b"", "-: empty"), (b"Shells fell.\n", "nothing readable in -: 1 bad")]
)
def test_nothing_readable_is_a_failure(tocsin_process, stdin: bytes, said: str) -> None:
    """Empty input and plain text end with one clear line."""
    done = tocsin_process("read", "--json", "-", stdin=stdin)

    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].startswith(f"tocsin: {said}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("read",),
        ("follow", "-"),
        ("follow", "--watchlist", "w.toml", "--emit", "alarms", "-"),
        ("follow", "--watchlist", "w.toml", "--emit", "", "-"),
        ("follow", "--watchlist", "w.toml", "--until", "Monday", "-"),
    ],
)
@pytest.mark.usefixtures("w")
def test_wrong_usage_is_told_as_such(tocsin, arguments: tuple[str, ...]) -> None:
    """Exit code 2, before any work."""
    assert tocsin(*arguments, stdin=line(CLASH)).returncode == 2


def test_readings_are_printed_while_input_still_comes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """A live pipe is answered line by line."""
    with subprocess.Popen(
        [sys.executable, "-m", "streams", "read", "--json", "-"],
        cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        hung = Timer(30, process.kill)  # it would wait for ever if it waited for the end
        hung.start()
        process.stdin.write(line(CLASH))
        process.stdin.flush()
        first = process.stdout.readline()
        process.stdin.close()
        hung.cancel()

    assert decode(Reading, first).fighting


def test_follow_rings_once_and_says_why_not_otherwise(tocsin_process, w: str) -> None:
    """The fight rings its country's watch, the derby ends in a decision, each says its record."""
    done = tocsin_process(
        "follow", "--watchlist", w, "--json", "-", stdin=line(CLASH) + line(MATCH, TIMES[1])
    )

    records = [plain(each) for each in done.stdout.splitlines()]
    alerts = [one for one in records if one["record"] == "alert"]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [(one["kind"], one["watch_id"]) for one in alerts] == [("ONSET", "mali")]
    assert {one["record"] for one in records} == {"alert", "incident", "decision"}
    assert [one["reason"] for one in records if one["record"] == "decision"][-1] in (
        "metaphor_or_sport", "not_event", "register_excluded",
    )  # fmt: skip


def test_follow_emits_what_was_asked(tocsin, w: str) -> None:
    """``--emit`` names the kinds of record."""
    done = tocsin(
        "follow", "--watchlist", w, "--emit", "incidents", "--json", "-", stdin=line(CLASH)
    )

    assert {plain(each)["record"] for each in done.stdout.splitlines()} == {"incident"}


def test_time_runs_on_until_nothing_is_due(tocsin, w: str) -> None:
    """After the input's end an incident ends in its own time, unless time is stopped."""

    def statuses(*arguments: str) -> list[str]:
        done = tocsin(
            *("follow", "--watchlist", w, "--emit", "incidents", "--json", *arguments, "-"),
            stdin=line(CLASH),
        )
        return [plain(each)["status"] for each in done.stdout.splitlines()]

    assert statuses()[-1] == "ended"
    assert statuses("--until", "2024-07-29T00:00:00Z")[-1] != "ended"


def test_same_input_gives_the_same_bytes(tocsin_process, w: str) -> None:
    """Nothing depends on the hash seed, the clock or the process."""
    arguments = ("follow", "--watchlist", w, "--json", "-")
    stdin = line(CLASH) + line(MATCH, TIMES[1])

    assert (
        tocsin_process(*arguments, stdin=stdin).stdout
        == tocsin_process(*arguments, stdin=stdin).stdout
    )


def test_follow_for_people_shows_the_alarm(tocsin, w: str) -> None:
    """Without ``--json`` an alarm looks as it does live."""
    out = tocsin("follow", "--watchlist", w, "-", stdin=line(CLASH)).stdout.decode()

    assert " ONSET  mali" in out
    assert "17+ killed" in out


def test_explain_of_a_file_needs_no_broker(tocsin, tmp_path: Path, w: str) -> None:
    """Text, reading and decisions of a dispatch that never was on a wire."""
    (tmp_path / "d.json").write_bytes(line(CLASH))

    out = tocsin("explain", "d.json", "--watchlist", w).stdout.decode()

    assert "actual fight" in out
    assert "opened" in out
    assert " ONSET  mali" in out


def test_explain_in_a_pipe_marks_words_and_cuts_no_reason(tocsin, tmp_path: Path, w: str) -> None:
    """What a terminal would colour has its kind in brackets; the reason ends where it ends."""
    threat = "The army threatened to attack rebels in Kidal, residents of the town said on Monday."
    (tmp_path / "d.json").write_bytes(line(threat))

    out = tocsin("explain", "d.json", "--watchlist", w).stdout.decode()

    assert "[realis: threatened]" in out
    assert "because  “threatened”  (realis.threatened@1)" in out
    assert "…" not in out


def test_watch_explain_takes_words(tocsin, w: str) -> None:
    """What would ring, by which rule, and why not the other entry."""
    out = tocsin("watch", "explain", "--watchlist", w, CLASH).stdout.decode()

    (mali, niger) = (next(row for row in out.splitlines() if row.split()[:1] == [watch])
                     for watch in ("mali", "niger"))  # fmt: skip
    assert "matches: inside Tinzaouaten" in mali
    assert "no match: " in niger


def test_broken_output_ends_quietly(tmp_path: Path, environment: dict[str, str]) -> None:
    """A reader that is gone is no reason for a trace."""
    (tmp_path / "in").write_bytes(line(CLASH) * 500)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "streams", "read", "--json", "in"],
        cwd=tmp_path, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)

    assert done.stderr == b""


@pytest.mark.parametrize("command", [("explain",), ("watch", "explain")])
def test_explaining_a_part_of_a_file_is_partial(
    tocsin, tmp_path: Path, w: str, command: tuple[str, ...]
) -> None:
    """A bad line among good ones is told by line and by exit code, as everywhere."""
    (tmp_path / "two.jsonl").write_bytes(line(CLASH) + b"{\n")

    done = tocsin(*command, "two.jsonl", "--watchlist", w)

    assert done.returncode == 3
    assert plain(done.stderr)["error"]["where"] == "two.jsonl:2"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_time_of_no_year_of_ours_is_a_bad_line(tocsin, w: str, at: str) -> None:
    """A null date cannot be counted from: its line is told, the next one is followed."""
    done = tocsin("follow", "--watchlist", w, "-", stdin=line(CLASH, at) + line(CLASH))

    assert done.returncode == 3
    assert "`published_at` lies outside the years" in plain(done.stderr)["error"]["what"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("parse", "--received-at", "9999-12-31T23:59:59Z", "-"),
        ("follow", "--watchlist", "w.toml", "--until", "9999-12-31T23:59:59-14:00", "-"),
        ("watch", "explain", " "),
    ],
)
def test_what_no_calendar_holds_is_wrong_usage(tocsin, w: str, arguments: tuple[str, ...]) -> None:
    """Times past the calendar's ends and empty words are told, without a trace."""
    Path("watchlist.toml").write_text(Path(w).read_text())

    done = tocsin(*arguments)

    assert done.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [("read", "-"), ("follow", "--watchlist", "w.toml", "-")])
def test_a_full_disk_is_one_line(
    tmp_path: Path, environment: dict[str, str], command: tuple[str, ...]
) -> None:
    """Output that cannot be written is a failure, told in one line."""
    (tmp_path / "w.toml").write_text(WATCHLIST)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "streams", *command],
            cwd=tmp_path, env=environment, input=line(CLASH), stdout=full,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith(b"tocsin: the output cannot be written")
    assert done.stderr.count(b"\n") == 1


def test_a_terminal_without_unicode_is_served(tmp_path: Path, environment: dict[str, str]) -> None:
    """What the terminal cannot write is replaced, and does not cost the item."""
    done = subprocess.run(
        [sys.executable, "-m", "streams", "read", "-"],
        cwd=tmp_path, env=environment | {"PYTHONIOENCODING": "ascii"},
        input=line("L'\u00e9quipe a perdu \u2026"), capture_output=True, timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_pipe_is_quiet_for_people_too(tmp_path: Path, environment: dict[str, str]) -> None:
    """``follow | head`` is no failure, in the form for people either."""
    (tmp_path / "w.toml").write_text(WATCHLIST)
    (tmp_path / "many.jsonl").write_bytes(line(CLASH) * 3000)
    command = f"{sys.executable} -m streams follow --watchlist w.toml many.jsonl"
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_file_name_may_be_no_text(tocsin_process) -> None:
    """What the shell hands over as a name is told, whatever bytes it has."""
    done = tocsin_process("read", os.fsdecode(b"\xff\x1b[31m"))

    assert done.returncode == 1
    assert b"\x1b" not in done.stderr
    assert b"Traceback" not in done.stderr
