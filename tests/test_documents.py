"""Who follows a link in our documents arrives, and finds the heading that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(document: Path) -> set[str]:
    """Return what the headings of *document* are called in links, as forges make it."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: str(one.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Files move and headings change; a dead link says nothing to whoever needs it."""
    prose = SPAN.sub("", FENCED.sub("", document.read_text("utf-8")))
    for link in LINK.findall(prose):
        if link.startswith(("https:", "http:", "mailto:")):
            continue
        path, _, heading = link.partition("#")
        there = (document.parent / path) if path else document

        assert there.exists(), link
        assert not heading or heading in anchors(there), link
