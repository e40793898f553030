"""Who is to be told is read from a file, and every mistake in it is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemas.subscription import SubscriptionList
from schemas.watch import Polygon
from streams.subscriptions_file import edited_subscriptions, load_subscriptions
from streams.trouble import Trouble

EXAMPLE = Path(__file__).parents[2] / "subscriptions.example.toml"
AREA = '{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2],[1,1]]]}'
HOOK = '[[subscription]]\nid = "a"\nchannel = "webhook"\ntarget = "https://a.example"\n'


def test_example_is_a_valid_file_that_tells_nobody() -> None:
    """
    Copied and not changed it does no harm.
    """
    listed = load_subscriptions(EXAMPLE)

    assert {one.channel for one in listed.subscription} == {"webhook", "email", "chat", "push"}
    assert not any(one.enabled for one in listed.subscription)


def test_example_names_every_key() -> None:
    """
    What it does not explain nobody will find.
    """
    keys = {
        name for one in load_subscriptions(EXAMPLE).subscription for name in one.__struct_fields__
    }
    said = EXAMPLE.read_text(encoding="utf-8")

    assert {key for key in keys if f"{key} = " not in said} == {"owner"}  # of the API's alone


@pytest.mark.parametrize(
    ("more", "line", "key", "said"),
    [
        ('chanel = "x"', 5, "chanel", "unknown key"),
        ('zone = "Mars/Base"', 5, "zone", "no zone"),
        ('on_failure = "a"', 5, "on_failure", "cannot tell itself"),
        ('quiet_hours = ["22:00", "24:00"]', 5, "quiet_hours[1]", "HH:MM"),
        ('quiet_hours = ["22:00", "22:00"]', 5, "quiet_hours", "end when they begin"),
        ('regions = ["Mali"]', 5, "regions[0]", "ISO 3166"),
        ('secrets = ["hunter2"]', 5, "secrets[0]", "a secret is named, not written"),
        ("cap_per_hour = 0", 5, "cap_per_hour", ">= 1"),
        ('language = "tlh"', 5, "language", "Invalid enum"),
        ('polygon = "nowhere.geojson"', 5, "polygon", "there is no file"),
        (HOOK, 6, "id", "two subscriptions have the id"),
    ],
)
def test_mistake_is_named_with_file_line_and_key(
    tmp_path: Path, more: str, line: int, key: str, said: str
) -> None:
    """
    Whoever made it can go there.
    """
    path = tmp_path / "s.toml"
    path.write_text(HOOK + more + "\n")

    with pytest.raises(Trouble) as caught:
        load_subscriptions(path)
    assert f"{path}, line {line}, `subscription[{int(more == HOOK)}].{key}`: " in str(caught.value)
    assert said in str(caught.value)


def test_polygon_is_read_from_beside_the_file(tmp_path: Path) -> None:
    """
    As a watchlist's is: what is decided must not depend on a file that is edited later.
    """
    (tmp_path / "area.geojson").write_text(AREA)
    (tmp_path / "s.toml").write_text(HOOK + 'polygon = "area.geojson"\n')

    (one,) = load_subscriptions(tmp_path / "s.toml").subscription

    assert one.polygon == Polygon(areas=((((1, 1), (2, 1), (2, 2), (1, 2), (1, 1)),),))


def test_no_file_is_an_error_only_where_one_was_named(tmp_path: Path) -> None:
    """
    A tocsin may live without subscriptions; a typo on the command line may not.
    """
    assert load_subscriptions(tmp_path / "s.toml", missing_ok=True) == SubscriptionList()
    with pytest.raises(Trouble, match=r"copy subscriptions\.example\.toml"):
        load_subscriptions(tmp_path / "s.toml")


def write(path: Path, text: str) -> None:
    """Write *text* so that the file is newer than before, however coarse the clock."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_edit_counts_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    """
    A slip of the pen while we run must not leave anybody untold.
    """
    path = tmp_path / "s.toml"
    edited = edited_subscriptions(path)
    write(path, HOOK)
    appeared = edited.reread()
    write(path, HOOK + "zone = 1\n")
    with pytest.raises(Trouble, match="line 5"):
        edited.reread()

    assert appeared is not None
    assert [one.id for one in appeared.subscription] == ["a"]
    assert edited.reread() is None  # complained of once
    assert edited.held == appeared


def test_file_that_goes_away_while_we_run_forgets_nobody(tmp_path: Path) -> None:
    """
    Editors move files about when they save.
    """
    path = tmp_path / "s.toml"
    write(path, HOOK)
    edited = edited_subscriptions(path)
    path.unlink()
    with pytest.raises(Trouble, match="no such file"):
        edited.reread()

    assert [one.id for one in edited.held.subscription] == ["a"]


def test_polygon_that_is_drawn_anew_is_an_edit(tmp_path: Path) -> None:
    """
    The files that it names belong to it.
    """
    write(tmp_path / "area.geojson", AREA)
    write(tmp_path / "s.toml", HOOK + 'polygon = "area.geojson"\n')
    edited = edited_subscriptions(tmp_path / "s.toml")
    write(tmp_path / "area.geojson", AREA.replace("[2,2]", "[2,3]"))

    assert edited.reread() is not None
