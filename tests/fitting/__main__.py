"""Fits the weights that reading adds up; see ``python -m tests.fitting --help``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from agents.what.sub_events import NONE

from . import fighting, sub_events
from .facts import NOTES, notes, ordinary, ours

HELP: Final = """\
Learns how much each word speaks for fighting, and for which sub-event (2 minutes).
Without --write it prints what each fifth of the texts gives when the weights are learned
from the others; with it, agents/what/weights is made anew from all of them."""


def main() -> None:
    """Fit, and print or write."""
    asked = argparse.ArgumentParser("python -m tests.fitting", description=HELP)
    asked.add_argument("--write", action="store_true", help="write the weights")
    asked.add_argument(
        "--ordinary", type=Path, metavar="FOLDER",
        help="ordinary news as counter-examples: <language>.jsonl, objects with headline and text",
    )  # fmt: skip
    options = asked.parse_args()
    items = [*ours(), *(ordinary(options.ordinary) if options.ordinary else ())]
    print(f"{len(items)} texts, {sum(one.label is not None for one in items)} of fighting")
    if options.write:
        fighting.write(fighting.fit(items))
    else:
        fighting.crossed(items)
    for language in sorted(file.stem for file in NOTES.glob("*.tsv")):
        others = (one for one in items if one.source == "ordinary" and one.language == language)
        noted = [*notes(language), *(one._replace(label=NONE) for one in others)]
        if options.write:
            sub_events.write(sub_events.fit(noted), language)
        else:
            sub_events.crossed(noted)


if __name__ == "__main__":
    main()
