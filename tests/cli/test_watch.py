"""Does ``tocsin watch`` say what a watchlist does and does not do?"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.codec import plain

ROOT = Path(__file__).parents[2]


def test_example_is_valid_and_has_no_findings(tocsin) -> None:
    """What ``tocsin run`` copies on the first run is a good watchlist."""
    done = tocsin("watch", "lint", str(ROOT / "watchlist.example.toml"))

    assert (done.returncode, done.stdout) == (0, b"")


def test_example_explains_every_kind_and_setting() -> None:
    """Nothing one can write is missing from the example."""
    from schemas.watch import Watch

    text = (ROOT / "watchlist.example.toml").read_text(encoding="utf-8")

    assert [name for name in Watch.__struct_fields__ if f"{name} = " not in text] == []


@pytest.mark.parametrize(
    ("entry", "where", "what"),
    [
        ('country = "XX"', "w.toml:3", "`XX` is no country of ISO 3166-1"),
        ('iso3166_2 = "ML-99"', "w.toml:3", "`ML-99` is no subdivision of ISO 3166-2"),
        ('border = ["NE", "NE"]', "w.toml:3", "a border has two different countries"),
        ("place = 1", "w.toml:3", "`1` is no id of the gazetteer"),
        ('country = "ML"\ntoll_bands = [5, 1]', "w.toml:4", "the bands do not rise"),
    ],
)
def test_lint_names_entry_and_line(
    tocsin, tmp_path: Path, entry: str, where: str, what: str
) -> None:
    """A valid file that watches nothing is found out, with exit code 3."""
    (tmp_path / "w.toml").write_text(f'[[watch]]\nid = "a"\n{entry}\n')

    done = tocsin("watch", "lint", "w.toml", "--json")

    found = [plain(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert {(finding["where"], finding["watch"]) for finding in found} == {(where, "a")}
    assert any(what in finding["what"] for finding in found)


def test_lint_of_an_invalid_file_is_a_failure(tocsin, tmp_path: Path) -> None:
    """What cannot be loaded is one line with its place, exit code 1."""
    (tmp_path / "watchlist.toml").write_text('[[watch]]\nid = "a"\ncontry = "ML"\n')

    done = tocsin("watch", "lint")

    assert done.returncode == 1
    assert done.stderr == b"tocsin: watchlist.toml, line 3, `watch[0].contry`: unknown key\n"


def test_list_shows_each_entry(tocsin, tmp_path: Path) -> None:
    """One line an entry: id and what is watched."""
    (tmp_path / "watchlist.toml").write_text('[[watch]]\nid = "a"\niso3166_2 = "ML-8"\n')

    assert tocsin("watch", "list").stdout.split() == [b"a", b"iso3166_2", b"ML-8"]
