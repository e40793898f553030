"""Does a mistake in a configuration file name its file, line and key?"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.feed import FeedList
from schemas.watch import Watchlist
from streams.config_files import load
from streams.toml_lines import line_of
from streams.trouble import Trouble

TWO_ENTRIES = """\
# What we watch
[[watch]]
id = "mali"
country = "ML"

[[watch]]
id = "kidal"
title = \"\"\"two
[[watch]]
lines\"\"\"
iso3166_2 = {subdivision}
"""


def trouble_with(folder: Path, text: str, kind: type = Watchlist) -> str:
    """Write *text* to a file and return what is said about it, without the folder."""
    path = folder / "watchlist.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        load(path, kind)
    return str(caught.value).removeprefix(f"{folder}/")


def test_reads_a_watchlist(tmp_path: Path) -> None:
    """A valid file becomes its record, entries in the order of the file."""
    path = tmp_path / "watchlist.toml"
    path.write_text(TWO_ENTRIES.format(subdivision='"ML-8"'), encoding="utf-8")

    assert [entry.id for entry in load(path, Watchlist).watch] == ["mali", "kidal"]


def test_wrong_type_names_line_and_key(tmp_path: Path) -> None:
    """A value of the wrong type is found behind a multi-line string with a header in it."""
    said = trouble_with(tmp_path, TWO_ENTRIES.format(subdivision=8))

    assert said == "watchlist.toml, line 11, `watch[1].iso3166_2`: Expected `str | null`, got `int`"


def test_unknown_key_names_the_key_itself(tmp_path: Path) -> None:
    """A typo is shown where it stands, not at its table."""
    said = trouble_with(tmp_path, '[[watch]]\nid = "a"\n\ncontry = "ML"\n')

    assert said == "watchlist.toml, line 4, `watch[0].contry`: unknown key"


def test_entry_with_two_kinds_names_its_header(tmp_path: Path) -> None:
    """What is wrong with a whole entry is told at its header."""
    text = '[[watch]]\nid = "a"\ncountry = "ML"\n[[watch]]\nid = "b"\ncountry = "ML"\nactor = "x"\n'

    said = trouble_with(tmp_path, text)

    assert said.startswith("watchlist.toml, line 4, `watch[1]`: watch `b` needs exactly one of")


def test_repeated_id_names_the_second(tmp_path: Path) -> None:
    """Two entries with one id are told at the second one."""
    text = '[[watch]]\nid = "a"\ncountry = "ML"\n[[watch]]\nid = "a"\ncountry = "NE"\n'

    said = trouble_with(tmp_path, text)

    assert said == "watchlist.toml, line 5, `watch[1].id`: two entries have the id `a`"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = = 1\n", "line 1, column 5: "),
        ('[[watch]]\nid = "a', "line 2, the end"),
        ("[a", "line 1"),
    ],
)
def test_syntax_error_names_line_and_column(tmp_path: Path, text: str, place: str) -> None:
    """A file that is no TOML says where it stops being it."""
    assert trouble_with(tmp_path, text).startswith(f"watchlist.toml, {place}")


def test_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    """Whoever has no file yet learns how to get one."""
    with pytest.raises(Trouble, match=r"no such file; copy feeds\.example\.toml to it"):
        load(tmp_path / "feeds.toml", FeedList)


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfea", "not UTF-8"), (None, "cannot be read")]
)
def test_unreadable_file_is_one_line(tmp_path: Path, content: bytes | None, said: str) -> None:
    """A folder and a file in another encoding are troubles, not stack traces."""
    path = tmp_path / "watchlist.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(Trouble, match=said):
        load(path, Watchlist)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("a", "b"), 1),
        (("kafka", "bootstrap"), 4),
        (("kafka", "missing"), 3),
        (("x", 1, "y", 0, "z"), 11),
        (("quoted key", "v"), 13),
        (("nowhere",), 1),
    ],
)
def test_finds_the_line_of_a_key(key: tuple[str | int, ...], line: int) -> None:
    """Dotted keys, nested arrays of tables, quoted names and multi-line arrays are followed."""
    text = (
        "a.b = [1, # ]\n 2]\n[kafka] # [x]\nbootstrap = 'a = b'\n[[x]]\n[[x.y]]\nz = 1\n"
        "[[x]]\n\n[[x.y]]\nz = {q = 1}\n['quoted key']\nv = 1\n"
    )

    assert line_of(text, key) == line


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ("quiet_days = 1e300", "quiet_days"),
        ("freshness_days = inf", "freshness_days"),
        ("near_km = 1e9", "near_km"),
        ("toll_bands = [99999999999999999999]", "toll_bands[0]"),
    ],
)
def test_what_no_calendar_or_globe_holds_is_refused(tmp_path: Path, setting: str, key: str) -> None:
    """A figure that judgement could not count with is named here, not met there."""
    said = trouble_with(tmp_path, f'[[watch]]\nid = "a"\ncountry = "ML"\n{setting}\n')

    assert said.startswith(f"watchlist.toml, line 4, `watch[0].{key}`: ")


def test_bottomless_nesting_is_one_line(tmp_path: Path) -> None:
    """A file built to exhaust the reader of it is refused like any other."""
    assert "nested too deeply" in trouble_with(tmp_path, "a = " + "[" * 5000)


def test_a_path_that_cannot_be_is_told() -> None:
    """Settings may name any path, even one with a NUL in it."""
    with pytest.raises(Trouble, match="cannot be read"):
        load(Path("a\0b"), Watchlist)
