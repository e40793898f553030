"""
Is a death that a headline states recognised, and its figure exact?

Agencies put the dead first and leave the articles out: "Cop shot dead", "Father, son
killed", "Poll clash leaves 3 dead". The headlines are in ``headlines_of_death.tsv``.
"""

from __future__ import annotations

from pathlib import Path

from tests.reading.builders import said

FOUND = 0.95  # share of headlines whose death is recognised
EXACT = 0.93  # and whose figure is right


def headlines() -> list[tuple[int | None, int | None, str]]:
    """Return least, most and text of each headline."""
    path = Path(__file__).with_name("headlines_of_death.tsv")
    lines = path.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(_bound(least), _bound(most), text) for least, most, text in rows]


def _bound(written: str) -> int | None:
    return int(written) if written else None


def test_a_headline_that_states_a_death_gives_its_figure() -> None:
    """
    Any death word with its number is a claim, whatever stands round it.
    """
    found, exact, wrong = 0, 0, []
    rows = headlines()
    for least, most, text in rows:
        killed = [(c.min, c.max) for c in said(text).claims if c.kind == "killed"]
        found += bool(killed)
        exact += (least, most) in killed
        if (least, most) not in killed:
            wrong.append(f"{text}: {killed}")
    print(f"found {found / len(rows):.3f}, exact {exact / len(rows):.3f}", *wrong, sep="\n")

    assert found / len(rows) >= FOUND
    assert exact / len(rows) >= EXACT
