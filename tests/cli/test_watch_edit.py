"""Do ``tocsin watch add`` and ``remove`` change the list, and nothing else in the file?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from streams.watchlists import load_watchlist

ROOT = Path(__file__).parents[2]
WRITTEN = """\
# Ours.

# The north; ask Aïda before you change it.
[[watch]]
id = "kidal"   # since May
iso3166_2 = "ML-8"

# The whole country.
[[watch]]
id = "mali"
country = "ML"

# the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A watchlist with comments where people put them."""
    made = tmp_path / "watchlist.toml"
    made.write_text(WRITTEN)
    return made


def test_an_entry_is_added_below_what_is_there(tocsin, path: Path) -> None:
    """Not a letter of the rest changes; what is as usual is not said."""
    done = tocsin("watch", "add", "gao", "--region", "ML-7", "--title", "Gao", "--toward",
                  "--set", "freshness_days=3", "--set", "toll_bands=[10, 100]")  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    assert path.read_text() == WRITTEN + (
        '\n[[watch]]\nid = "gao"\ntitle = "Gao"\niso3166_2 = "ML-7"\ninclude_toward = true\n'
        "freshness_days = 3\ntoll_bands = [10, 100]\n"
    )


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (("--country", "NE"), {"country": "NE"}),
        (("--place", "379555"), {"place": 379555}),
        (("--circle", "-1.68,29.23,40"),
         {"circle": {"lat": -1.68, "lon": 29.23, "radius_km": 40.0}}),
        (("--corridor", "20:29.23,-1.68:29.04,-1.57"),
         {"corridor": {"points": [[29.23, -1.68], [29.04, -1.57]], "width_km": 20.0}}),
        (("--border", "NE-NG"), {"border": ["NE", "NG"]}),
        (("--actor", "wagner"), {"actor": "wagner"}),
    ],
)  # fmt: skip
def test_every_kind_can_be_added(tocsin, tmp_path: Path, kind: tuple, written: dict) -> None:
    """The first entry makes the file; what is in it can be loaded."""
    done = tocsin("watch", "add", "new", *kind)

    path = tmp_path / "watchlist.toml"
    assert (done.returncode, done.stderr) == (0, b"")
    assert tomllib.loads(path.read_text()) == {"watch": [{"id": "new"} | written]}
    assert [entry.id for entry in load_watchlist(path).watch] == ["new"]


def test_a_polygon_is_named_from_the_watchlists_folder(tocsin, tmp_path: Path) -> None:
    """The path is given from here, and written as the file will be looked for."""
    (tmp_path / "lists").mkdir()
    area = '{"type": "Polygon", "coordinates": [[[1, 15], [3, 15], [3, 17], [1, 15]]]}'
    (tmp_path / "area.geojson").write_text(area)

    done = tocsin("watch", "add", "new", "--polygon", "area.geojson", "--watchlist", "lists/w.toml")

    assert done.returncode == 0
    assert 'polygon = "../area.geojson"' in (tmp_path / "lists/w.toml").read_text()
    assert load_watchlist(tmp_path / "lists/w.toml").watch[0].polygon is not None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("kidal", "--country", "NE"), 1, "there is an entry `kidal` already"),
        (("x", "--country", "XX"), 1, "`XX` is no country of ISO 3166-1"),
        (("x", "--region", "ML-99"), 1, "`ML-99` is no subdivision of ISO 3166-2"),
        (("x", "--place", "1"), 1, "`1` is no id of the gazetteer"),
        (("x", "--polygon", "nowhere.geojson"), 1, "there is no file"),
        (("x",), 2, "needs exactly one of country, iso3166_2"),
        (("x", "--country", "NE", "--actor", "wagner"), 2, "has `country` and `actor`"),
        (("x", "--circle", "1,2"), 2, "`1,2` is not like"),
        (("x", "--circle", "99,2,5"), 2, "--circle: Expected `float` <= 90"),
        (("x", "--country", "NE", "--set", "near_kms=3"), 2, "unknown field `near_kms`"),
        (("x", "--country", "NE", "--set", "near_km"), 2, "`near_km` is no setting"),
        (("no good", "--country", "NE"), 2, "an id is made of letters"),
    ],
)
def test_what_makes_no_sense_is_refused(
    tocsin, path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """What is wrong is said, by option, and the file stays as it was."""
    done = tocsin("watch", "add", *arguments)

    told = " ".join(done.stderr.decode().replace("│", " ").split())
    assert done.returncode == code
    assert said in told
    assert path.read_text() == WRITTEN


def test_an_entry_goes_with_its_comment(tocsin, path: Path) -> None:
    """What stands above it was about it; the head of the file and its end were not."""
    done = tocsin("watch", "remove", "mali")

    assert (done.returncode, done.stderr) == (0, b"")
    assert path.read_text() == WRITTEN.replace(
        '\n# The whole country.\n[[watch]]\nid = "mali"\ncountry = "ML"\n', ""
    )


def test_each_entry_of_the_example_can_go(tocsin, tmp_path: Path) -> None:
    """Whichever goes, the others say what they said, and all other comments stay."""
    example = (ROOT / "watchlist.example.toml").read_text()
    path = tmp_path / "watchlist.toml"
    for entry in tomllib.loads(example)["watch"]:
        path.write_text(example)
        assert tocsin("watch", "remove", entry["id"]).returncode == 0
        rest = path.read_text()
        assert entry not in tomllib.loads(rest)["watch"]
        assert example.split("[[watch]]")[0].splitlines()[0] in rest
        assert "# Every setting, with its default" in rest


def test_what_is_not_there_cannot_go(tocsin, path: Path) -> None:
    """The ids that there are stand beside the wrong one."""
    done = tocsin("watch", "remove", "niger")

    assert done.returncode == 1
    assert "no entry has the id `niger`; there are: `kidal`, `mali`" in done.stderr.decode()
    assert path.read_text() == WRITTEN


def test_a_list_written_in_one_line_is_left_alone(tocsin, path: Path) -> None:
    """What cannot be edited safely is for its owner to edit."""
    path.write_text('watch = [{ id = "a", country = "ML" }]\n')

    added = tocsin("watch", "add", "b", "--country", "NE")
    removed = tocsin("watch", "remove", "a")

    for done in (added, removed):
        assert done.returncode == 1
        assert b"do it by hand" in done.stderr
    assert path.read_text() == 'watch = [{ id = "a", country = "ML" }]\n'


def test_a_byte_order_mark_is_no_hindrance(tocsin, path: Path) -> None:
    """Some editors put one before a text; what is read can be changed as well."""
    path.write_text(WRITTEN, encoding="utf-8-sig")

    added = tocsin("watch", "add", "niger", "--country", "NE")
    removed = tocsin("watch", "remove", "niger")

    assert (added.returncode, removed.returncode) == (0, 0)
    assert tomllib.loads(path.read_text()) == tomllib.loads(WRITTEN)
