"""
Do we read feedparser's own test documents as its authors say they must be read?

Each document says in a comment what to expect of it. Of that we hold what a
dispatch has a field for: items, ids, titles, links, times, texts, subjects and
languages. Each test prints its count.
"""

from __future__ import annotations

import ast
import io
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

import feedparser
import pytest

from streams.wires.formats import NotADispatch, Origin, parse
from streams.wires.formats.feed_items import Item, address
from streams.wires.formats.markup import one_line, plain
from streams.wires.formats.syndication import _items, _understood
from tests.wires.corpora import corpus

# Where feedparser's tests serve their documents from.
BASE = "http://127.0.0.1:8097/"

TIMES = {"published_parsed", "updated_parsed", "created_parsed"}
BODIES = {"description", "summary", "content"}

ONE_TEXT = "a dispatch has one text: the longest that the item gives"
OWN_ID = "an id is kept as written, or every key would change when the feed moves"
UNSHOWN = "what stands inside an iframe is what a browser does not show"
EXCEPTIONS = {
    "atom10/entry_content_and_summary.xml": ONE_TEXT,
    "rss/item_description_and_summary.xml": ONE_TEXT,
    "rss/item_summary_and_description.xml": ONE_TEXT,
    "base/http_entry_id_base_content_location.xml": OWN_ID,
    "base/http_entry_id_base_docuri.xml": OWN_ID,
    "sanitize/entry_content_iframe.xml": UNSHOWN,
    "sanitize/entry_summary_iframe.xml": UNSHOWN,
    "sanitize/item_content_encoded_script_nested_cdata.xml": "a CDATA mark in HTML is taken off",
}
"""Document -> why we read it otherwise."""


class Claim(NamedTuple):
    """What a document says of one item: ``entries[position][path] == value``."""

    position: int
    path: tuple[Any, ...]
    value: Any


def said_by(document: bytes) -> tuple[str, dict[str, str]]:
    """Return the expression after ``Expect:``, and the ``Header:`` lines."""
    text = next(
        decoded
        for charset in ("utf-8", "utf-16", "latin-1")
        if "Expect:" in (decoded := document.decode(charset, "replace"))
    )
    expect = re.search(r"Expect:\s*(.*?)\s*-->", text, re.DOTALL)
    headers = re.findall(r"Header:\s*([\w-]+):\s*(.+?)\s*$", text, re.MULTILINE)
    return (expect[1] if expect else ""), {name.lower(): value for name, value in headers}


def claims_in(expression: str) -> Iterator[Claim]:
    """Find every ``entries[n][…] == literal`` that must hold."""
    tree = ast.parse(expression, mode="eval")
    if any(isinstance(node, ast.Or) for node in ast.walk(tree)):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            path = tuple(path_of(node.left))
            if path[:1] == ("entries",) and len(path) > 2:
                with suppress(ValueError):  # compared with something that is no literal
                    yield Claim(path[1], path[2:], ast.literal_eval(node.comparators[0]))


def path_of(node: ast.expr) -> list[Any]:
    """Return ``a[1]['b'].c`` as ``['a', 1, 'b', 'c']``; empty for anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [*path_of(node.value), node.slice.value]
    return [*path_of(node.value), node.attr] if isinstance(node, ast.Attribute) else []


def is_kept(item: Item, claim: Claim, base: str) -> bool | None:
    """Tell whether *item* agrees with *claim*; ``None`` when a dispatch has no such field."""
    field, rest, value = claim.path[0], claim.path[1:], claim.value
    if field == "title" or (field == "title_detail" and rest == ("value",)):
        # The expected title may be markup or, in plain text, look like some.
        return item.headline in {one_line(plain(value)), one_line(value)}
    if field in {"id", "guid"}:
        return item.own_id == value
    if field == "link":
        return (address(item.link, base) or item.link) == value
    if field in TIMES:
        return item.published_at == datetime(*value[:6], tzinfo=UTC)
    if field in BODIES and rest in ((), (0, "value")):
        return item.text in {plain(value), value}
    if field == "tags" and rest[1:] == ("term",):
        return item.subjects[rest[0]] == value
    return item.language == value if field == "language" else None


def is_complete(document: bytes, items: tuple[Item, ...]) -> bool:
    """Tell whether every one of *items* becomes a dispatch, or a fault that says why not."""
    try:
        parsed = parse(document, Origin())
    except NotADispatch:
        return not items
    words = {(one.headline or "", one.text) for one in parsed.dispatches}
    faults = sum(fault.where != "document" for fault in parsed.errors)
    # Without an id, a link and other words, two items are one.
    repeats = len(items) - len({(item.own_id, item.link, item.title, item.body) for item in items})
    told = len(parsed.dispatches) + faults
    return len(items) - repeats <= told <= len(items) and all(
        (item.headline, "" if item.text == item.headline else item.text) in words
        for item in items
        if (item.headline or item.text) and not repeats
    )


def test_wellformed_documents_are_read_as_expected(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 99 of 100; every other one is listed with its reason."""
    folder = corpus("feedparser") / "tests" / "wellformed"
    documents = sorted(folder.rglob("*.xml"))
    failures: dict[str, str] = {}
    speaking: set[str] = set()
    held = 0
    for path in documents:
        name, document = str(path.relative_to(folder)), path.read_bytes()
        expression, headers = said_by(document)
        base = headers.get("content-location", BASE)
        items = _items(_understood(document), Origin())
        theirs = feedparser.parse(io.BytesIO(document), response_headers=headers)["entries"]
        if len(items) != len(theirs) or not is_complete(document, items):
            failures[name] = f"{len(items)} items, {len(theirs)} expected, or one is lost"
            continue
        for claim in claims_in(expression):
            kept = is_kept(items[claim.position], claim, base)
            held += bool(kept)
            speaking |= {name} if kept is not None else set()
            if kept is False:
                failures[name] = f"{claim}: {items[claim.position]}"
    good = len(documents) - len(failures)
    with capsys.disabled():
        print(
            f"\nfeedparser wellformed: {good} of {len(documents)} documents; {len(speaking)} of them "
            f"say something that a dispatch has a field for, {len(speaking - failures.keys())} as we "
            f"read it ({held} statements)"
        )

    assert {name: why for name, why in failures.items() if name not in EXCEPTIONS} == {}
    assert failures.keys() == EXCEPTIONS.keys()
    assert good >= 0.99 * len(documents)


@pytest.mark.parametrize("kind", ["illformed", "encoding", "entities"])
def test_broken_documents_end_in_a_name(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Dispatches, or an error that says why; nothing crashes and nothing hangs."""
    documents = sorted((corpus("feedparser") / "tests" / kind).rglob("*.xml"))
    slowest, read = 0.0, 0
    for path in documents:
        began = time.monotonic()
        with suppress(NotADispatch):
            parse(path.read_bytes(), Origin())
            read += 1
        slowest = max(slowest, time.monotonic() - began)
    with capsys.disabled():
        print(
            f"\nfeedparser {kind}: {read} of {len(documents)} read, {1000 * slowest:.0f} ms at most"
        )

    assert documents
    assert slowest < 5  # some milliseconds each; a hang would be minutes
