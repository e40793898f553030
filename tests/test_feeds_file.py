"""Are comments kept when feeds.toml is edited, and does an export come back whole?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import BadRecord
from schemas.feed import Feed
from streams.feed_lists import Entry, entries_in, feed_of, free_id, to_csv, to_opml
from streams.feeds_file import add, feeds_in, switch
from streams.trouble import Trouble

WRITTEN = """\
# Ours.
[[feed]]
id = "halcyon"  # the agency
url = "https://halcyon.example/rss"

# Delivered by file.
[[feed]]
id = "orrin"
folder = "drop"
enabled = true   # since the contract

# the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A feeds.toml with comments where people put them."""
    made = tmp_path / "feeds.toml"
    made.write_text(WRITTEN)
    return made


def test_a_feed_is_added_below_what_is_there(path: Path) -> None:
    """Not a letter of the rest changes; what needs no saying is not said."""
    add(path, [Feed(id="ferry", url="https://ferry.example/?a=1&b=2", provider='the "Ferry"')])
    text = path.read_text()

    assert text.startswith(WRITTEN)
    assert text[len(WRITTEN) :] == (
        '\n[[feed]]\nid = "ferry"\nurl = "https://ferry.example/?a=1&b=2"\n'
        'provider = "the \\"Ferry\\""\n'
    )


def test_the_first_feed_makes_the_file(tmp_path: Path) -> None:
    """And the file says where its keys are explained."""
    path = tmp_path / "feeds.toml"
    add(path, [Feed(id="a", folder="drop")])

    assert "feeds.example.toml" in path.read_text()
    assert feeds_in(path)[0].folder == "drop"


def test_pausing_turns_one_line(path: Path) -> None:
    """A switch that is there is turned, comment and all; one that is not goes under the id."""
    changed = switch(path, {"halcyon", "orrin"}, enabled=False)
    paused = path.read_text()
    switch(path, {"halcyon"}, enabled=True)

    assert changed == ["halcyon", "orrin"]
    assert 'id = "halcyon"  # the agency\nenabled = false\nurl' in paused
    assert "enabled = false   # since the contract" in paused
    assert [feed.enabled for feed in feeds_in(path)] == [True, False]
    assert switch(path, {"halcyon"}, enabled=True) == []


def test_other_line_breaks_stay(path: Path) -> None:
    """Those of Windows, and those that only look like one."""
    written = (
        '[[feed]]\r\nprovider = "a\u2028b"\r\n'
        'id = "a"\r\nfolder = "x"\r\n[[feed]]\r\nid = "b"\r\nfolder = "y"\r\n'
    )
    path.write_bytes(written.encode())
    switch(path, {"b"}, enabled=False)

    assert path.read_bytes().decode() == written.replace('"b"\r\nf', '"b"\r\nenabled = false\nf')


def test_what_cannot_be_edited_safely_is_left_alone(path: Path) -> None:
    """A list written in one line is valid TOML, and nothing can be put behind it."""
    path.write_text('feed = [{ id = "a", folder = "drop" }]\n')
    for edit in (
        lambda: add(path, [Feed(id="b", folder="other")]),
        lambda: switch(path, {"a"}, enabled=False),
    ):
        with pytest.raises(Trouble, match="by hand"):
            edit()

    assert path.read_text() == 'feed = [{ id = "a", folder = "drop" }]\n'


def test_an_id_that_is_taken_or_unknown_is_said(path: Path) -> None:
    """With the file's name."""
    with pytest.raises(Trouble, match="`orrin` already"):
        add(path, [Feed(id="orrin", folder="x")])
    with pytest.raises(Trouble, match="no feed has the id `nobody`"):
        switch(path, {"nobody"}, enabled=False)


def test_links_and_modes_stay(path: Path, tmp_path: Path) -> None:
    """A file that others may not read stays so; a link into a repository stays a link."""
    path.chmod(0o600)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    switch(link, {"orrin"}, enabled=False)

    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not feeds_in(path)[1].enabled


FEEDS = (
    Feed(
        id="a",
        url="https://a.example/?x=1&y=<2>",
        provider="é, “A”",
        language="fr",
        interval_seconds=90,
        enabled=False,
        assume_timezone="Africa/Bamako",
        date_order="dmy",
        backfill=3,
    ),
    Feed(id="b", url="https://b.example/", format="atom", publisher_family="a", provider="b"),
)


@pytest.mark.parametrize("write", [to_csv, to_opml])
def test_an_export_comes_back_whole(write: object) -> None:
    """Through either format, whatever characters there are."""
    text = write(FEEDS)  # type: ignore[operator]  # one of two functions
    read = [feed_of(entry, taken=()) for entry in entries_in(text.encode(), name="list")]

    assert tuple(read) == FEEDS


def test_a_foreign_opml_becomes_feeds() -> None:
    """Folders of outlines, other spellings, no ids: each gets an id and a provider."""
    opml = b"""<?xml version="1.0"?><!-- exported --><opml version="1.1"><body>
      <outline text="Africa"><outline TEXT="L'\xc3\x89cho du Gu\xc3\xa9" xmlURL=" https://www.echo.example/rss "/></outline>
      <outline text="\xd8\xa3\xd8\xae\xd8\xa8\xd8\xa7\xd8\xb1" xmlUrl="https://feeds.akhbar.example/all"/>
      <outline text="a page" htmlUrl="https://page.example/"/></body></opml>"""
    feeds = [feed_of(entry, taken=()) for entry in entries_in(opml, name="x.opml")]

    assert [(feed.id, feed.provider) for feed in feeds] == [
        ("l-echo-du-gue", "echo.example"),
        ("akhbar-example", "akhbar.example"),
    ]
    assert feeds[0].url == "https://www.echo.example/rss"


def test_addresses_one_a_line_are_a_list() -> None:
    """With comments; the host names what nobody named."""
    text = b"# mine\nhttps://a.example/rss\n\nhttps://b.example/rss\n"
    entries = entries_in(text, name="x.txt")

    assert [entry.where for entry in entries] == ["x.txt:2", "x.txt:4"]
    assert feed_of(entries[0], taken=()).id == "a-example-rss"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<rss/>", "try feeds add"),
        (b"<opml>", "no OPML"),
        (b"title,link\nA,b\n", "no column `url`"),
        (b"url\n\xff", "neither OPML nor CSV"),
    ],
)
def test_what_is_no_list_is_said(data: bytes, said: str) -> None:
    """With its name."""
    with pytest.raises(Trouble, match=said):
        entries_in(data, name="x")


def test_a_line_that_is_no_feed_is_bad() -> None:
    """Wherever it stands, the others can be taken."""
    for said in ({"url": "ftp://a.example/"}, {"url": "https://a.example/", "enabled": "perhaps"}):
        with pytest.raises(BadRecord):
            feed_of(Entry("x:1", said), taken=())


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_id_is_a_valid_one(title: str, source: str) -> None:
    """Whatever a list calls its feeds, and even when the name is taken."""
    first = free_id(title, source, taken=())

    assert Feed(id=first, folder="x").id != free_id(title, source, taken={first})


@given(st.text(max_size=40).filter(lambda text: "\x00" not in text))
def test_every_provider_survives_the_file(name: str) -> None:
    """Quotes, control characters and all."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feeds.toml"
        add(path, [Feed(id="a", folder="x", provider=name)])

        assert feeds_in(path)[0].provider == name
