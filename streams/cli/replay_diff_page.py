"""
How does one hand on what differs, as a page?

One HTML file that loads nothing, for a browser or a telephone; what wires wrote is text
in it and nothing else. Not here: the words (``streams/cli/replay_diff_view.py``).
"""

from __future__ import annotations

from html import escape
from string import Template
from typing import Final

from streams.cli.replay_diff_view import Told, sections, summary
from streams.replay.diff.differences import Difference

PAGE: Final = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
body { font: 16px/1.45 system-ui, sans-serif; max-width: 46rem; margin: 1rem auto; padding: 0 1rem; }
details { border-left: .3rem solid #888; padding: .2rem .6rem; margin: .5rem 0; }
details.added { border-color: #1a7f37 } details.lost { border-color: #cf222e }
details.changed { border-color: #9a6700 }
summary, li { overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.1rem; color: #555 }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } ul { color: #bbb } }
</style></head><body>
<h1>$title</h1>
<p>$summary</p>
$sections
</body></html>
""")

KINDS: Final = {"+": "added", "-": "lost", "~": "changed"}


def page(found: Difference) -> str:
    """Return the page, with every difference."""
    return PAGE.substitute(
        title=escape(f"tocsin: {found.before} and {found.after}"),
        summary=escape(summary(found)),
        sections="\n".join(
            f"<h2>{escape(title)}</h2>\n" + "\n".join(map(_shown, differences))
            for title, differences in sections(found)
        ),
    )


def _shown(one: Told) -> str:
    lines = "".join(f'<li dir="auto">{escape(line)}</li>' for line in one.lines)
    return (
        f'<details class="{KINDS[one.sign]}" open><summary dir="auto">{one.sign} {escape(one.head)}'
        f"</summary><ul>{lines}</ul></details>"
    )
