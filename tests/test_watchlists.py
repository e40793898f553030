"""A watchlist is loaded with the files that it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.watch import Polygon
from streams.trouble import Trouble
from streams.watchlists import MOST_POINTS, WatchlistFile, load_watchlist

RING = "[[1,1],[2,1],[2,2],[1,2],[1,1]]"
AREA = f'{{"type":"Polygon","coordinates":[{RING}]}}'
FEATURE = f'{{"type":"Feature","properties":{{}},"geometry":{AREA}}}'


def listed(tmp_path: Path, geojson: str | bytes) -> Path:
    """Write a watchlist with one polygon."""
    data = geojson.encode() if isinstance(geojson, str) else geojson
    (tmp_path / "area.geojson").write_bytes(data)
    path = tmp_path / "w.toml"
    path.write_text('[[watch]]\nid = "a"\npolygon = "area.geojson"\n')
    return path


@pytest.mark.parametrize(
    "geojson",
    [
        AREA, FEATURE, f'{{"type":"FeatureCollection","features":[{FEATURE}]}}',
        f'{{"type":"MultiPolygon","coordinates":[[{RING}]]}}',
        AREA.replace("[1,1]", "[1,1,250]"),
    ],
)  # fmt: skip
def test_takes_any_geojson_that_holds_an_area(tmp_path: Path, geojson: str) -> None:
    """
    A geometry, a feature, a collection; heights are left out.
    """
    (entry,) = load_watchlist(listed(tmp_path, geojson)).watch

    assert entry.polygon == Polygon(areas=((((1, 1), (2, 1), (2, 2), (1, 2), (1, 1)),),))


@pytest.mark.parametrize(
    ("geojson", "problem"),
    [
        ("{", "no GeoJSON"), (b"\xff\xfe", "decode"), ("[]", "no GeoJSON"),
        ('{"type":"Point","coordinates":[1,1]}', "holds no Polygon"),
        (AREA.replace("[2,1],[2,2]", "[2,2],[2,1]"), "not valid"),
        (AREA.replace("[2,1]", "[200,1]"), "180"),
        (f'{{"type":"Polygon","coordinates":[[{"[0,0]," * MOST_POINTS}[0,1],[0,0]]]}}', "simplify"),
        ('{"type":"GeometryCollection","geometries":[' * 3000 + "]}" * 3000, "too deep"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_a_geojson_file(
    tmp_path: Path, geojson: str | bytes, problem: str
) -> None:
    """
    With the file, the watchlist, its line and its key.
    """
    path = listed(tmp_path, geojson)

    with pytest.raises(Trouble) as caught:
        load_watchlist(path)
    assert "area.geojson" in str(caught.value)
    assert f"{path}, line 3" in str(caught.value)
    assert problem in str(caught.value)


def test_says_which_file_is_missing(tmp_path: Path) -> None:
    """
    A path that leads nowhere is an error, not an entry that never rings.
    """
    path = listed(tmp_path, AREA)
    (tmp_path / "area.geojson").unlink()

    with pytest.raises(Trouble, match="there is no file"):
        load_watchlist(path)


def test_is_read_again_when_it_or_a_file_it_names_is_written(tmp_path: Path) -> None:
    """
    Saved with other words: new rules; saved with the same: nothing.
    """
    path = listed(tmp_path, AREA)
    file = WatchlistFile(path)
    assert file.reread() is None

    (tmp_path / "area.geojson").write_text(AREA.replace("[2,2]", "[2,3]"))
    moved = file.reread()
    path.write_text(path.read_text() + "\n# a remark\n")
    assert file.reread() is None

    assert moved is not None
    assert moved == file.watchlist


def test_what_cannot_be_read_is_told_once_and_changes_nothing(tmp_path: Path) -> None:
    """
    Half a file, twice looked at, then whole again.
    """
    path = listed(tmp_path, AREA)
    file = WatchlistFile(path)
    known = file.watchlist
    whole = path.read_text()
    path.write_text("[[watch]]\nid = ")

    with pytest.raises(Trouble):
        file.reread()
    assert file.reread() is None
    assert file.watchlist == known
    path.write_text(whole.replace('"a"', '"b"'))
    changed = file.reread()
    assert changed is not None
    assert changed.watch[0].id == "b"
