"""Which dispatches does a file hold?"""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.dispatch_files import Bad, Located, dispatches_in

GOOD = '{"text": "Shells fell.", "published_at": "2024-07-28T09:15:00Z"}'


def read(folder: Path, content: str | bytes) -> list[Located | Bad]:
    """Write *content* to a file and read it; places are given without the folder."""
    path = folder / "a.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(dispatches_in([str(path)]))
    return [each._replace(where=each.where.removeprefix(f"{folder}/")) if isinstance(each, Located)
            else Bad(where=each.where.removeprefix(f"{folder}/"), what=each.what)
            for each in found]  # fmt: skip


def places(found: list[Located | Bad]) -> list[tuple[str, bool]]:
    """Say of each where it stood and whether it was good."""
    return [(each.where, isinstance(each, Located)) for each in found]


def test_bad_line_is_reported_and_the_next_is_read(tmp_path: Path) -> None:
    """Blank lines are nothing, a bad line keeps its number."""
    found = read(tmp_path, f'{GOOD}\n\n{{"txt": 1}}\n{GOOD}\n')

    assert places(found) == [("a.jsonl:1", True), ("a.jsonl:3", False), ("a.jsonl:4", True)]
    assert isinstance(found[1], Bad)
    assert found[1].what == "Object contains unknown field `txt`"


def test_bad_first_line_does_not_swallow_the_rest(tmp_path: Path) -> None:
    """A first line cut short is not taken for a pretty-printed object."""
    found = read(tmp_path, f'{{"text": "Sh\n{GOOD}\n{GOOD}\n')

    assert places(found) == [("a.jsonl:1", False), ("a.jsonl:2", True), ("a.jsonl:3", True)]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (f"[\n{GOOD},\n{GOOD}\n]", ["a.jsonl[0]", "a.jsonl[1]"]),
        (GOOD.replace("{", "{\n").replace(", ", ",\n  ").replace("}", "\n}\n"), ["a.jsonl:1"]),
        (f"\ufeff{GOOD}\r\n{GOOD}", ["a.jsonl:1", "a.jsonl:2"]),
    ],
    ids=["array", "object over lines", "byte order mark and CRLF"],
)
def test_other_forms_of_a_file_are_read(tmp_path: Path, content: str, where: list[str]) -> None:
    """People keep a single dispatch as they like."""
    assert places(read(tmp_path, content)) == [(place, True) for place in where]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Dakar - Shells fell on Monday.", "not JSON: expected one dispatch a line"),
        ("<rss/>", "a wire document goes through `tocsin parse` first"),
        ('{"published_at": "2024-07-28T09:15:00Z"}', "needs `text` or `headline`"),
        ('{"text": "a"}', "missing required field `published_at`"),
        ('{"text": "a", "published_at": "2024-07-28T09:15:00"}', "timezone"),
        (b'{"text": "\xff", "published_at": "2024-07-28T09:15:00Z"}', "utf-8"),
        ('{"text": "\\ud800", "published_at": "2024-07-28T09:15:00Z"}', "surrogate"),
        ('{"text": ' + "[" * 100_000, "Expected"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str | bytes, what: str) -> None:
    """Nothing crashes, and the line tells how to mend it."""
    (found,) = read(tmp_path, line)

    assert isinstance(found, Bad)
    assert what in found.what


def test_kill_needs_no_words(tmp_path: Path) -> None:
    """A kill notice is its key alone; ``parse`` prints it and ``follow`` must take it."""
    (found,) = read(
        tmp_path, '{"key": "k", "pubstatus": "canceled", "published_at": "2024-07-28T09:15:00Z"}'
    )

    assert isinstance(found, Located)
    assert (found.dispatch.headline, found.dispatch.text) == (None, "")


def test_missing_file_is_bad_and_the_next_is_read(tmp_path: Path) -> None:
    """One wrong name among many costs only itself."""
    (tmp_path / "b").write_text(GOOD)

    found = list(dispatches_in([str(tmp_path / "a"), str(tmp_path / "b")]))

    assert [isinstance(each, Located) for each in found] == [False, True]
