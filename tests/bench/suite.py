"""
How well is the labelled suite read?

Reads every item of ``tests/reading/suite`` and counts, for each language and part:
fighting told and missed, realis, sub-event, country, place, day and tolls. The blind
parts were written by people who knew neither the words nor the other items, the headlines
by who mended rules on every second of those they are a sample of; from the fresh part
nothing was learned or mended.
``python -m tests.bench.suite es`` lists what is wrong in the parts that may be opened,
``--realis`` prints the confusion; what is held is only ever counted.

Not here: whether an item is well formed (``tests/reading/test_suite_items.py``).
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from agents.linking.incidents import VIOLENT
from agents.reading import read
from agents.text.folding import fold_words
from schemas.dispatch import Dispatch, Draft, complete
from schemas.event import Mention, Place
from schemas.reading import Reading

SUITE: Final = Path(__file__).parents[1] / "reading" / "suite"
PARTS: Final = ("seen", "headlines", "held", "blind", "blind_held", "fresh")
LISTED: Final = ("seen", "headlines", "blind")  # the others are only ever counted
# The kinds that every author labelled; abductions are labelled by some only.
TOLLS: Final = frozenset({"killed", "wounded", "killed_or_wounded", "killed_and_captured"})
SOURCED: Final = frozenset({"gazetteer", "supplement", "offset", "segment", "centroid"})

Item = dict[str, Any]


@dataclass(slots=True)
class Score:
    """
    What was counted over some items; each pair is right and asked.

    Attributes:
        told, missed, wrong: Fighting rightly told, missed, and told where none was.
        pairs: Question -> [right, asked].
        confusion: (as labelled, as read) realis -> items.
        leaks: Items located by what must not locate them.
        unsourced: Coordinates without a gazetteer, an offset or a segment behind them.
        summed: Compound claims that became claims of killed.
    """

    told: int = 0
    missed: int = 0
    wrong: int = 0
    pairs: dict[str, list[int]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    leaks: int = 0
    unsourced: int = 0
    summed: int = 0

    @property
    def precision(self) -> float:
        """Of what was told as fighting, the share that was."""
        return self.told / max(self.told + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of the fighting, the share that was told."""
        return self.told / max(self.told + self.missed, 1)

    def share(self, question: str) -> float:
        """Return how often *question* was answered right."""
        right, asked = self.pairs.get(question, [0, 0])
        return right / max(asked, 1)

    def ask(self, question: str, *, right: bool) -> None:
        """Count one answer."""
        pair = self.pairs.setdefault(question, [0, 0])
        pair[0] += right
        pair[1] += 1


@cache
def items(language: str, part: str) -> tuple[Item, ...]:
    """Return the items of one file; none when it does not exist."""
    path = SUITE / part / f"{language}.toml"
    return tuple(tomllib.loads(path.read_text("utf-8"))["item"]) if path.exists() else ()


def languages() -> list[str]:
    """Return the languages that have items."""
    return sorted(path.stem for path in (SUITE / "seen").glob("*.toml"))


def reading_of(item: Item) -> Reading:
    """Read *item* as a wire would have brought it, its language undeclared."""
    return read(dispatch_of(item))


def dispatch_of(item: Item) -> Dispatch:
    """Return *item* as a dispatch."""
    draft = Draft(
        text=item["text"].strip(),
        headline=item.get("headline"),
        published_at=item["published_at"],
        provider="suite",
    )
    return complete(draft)


def score(language: str, part: str) -> Score:
    """Count all items of one file."""
    total = Score()
    for item in items(language, part):
        for _ in faults(item, reading_of(item), total):
            pass
    return total


def faults(item: Item, reading: Reading, total: Score) -> Iterator[str]:
    """Count *item* into *total*; yields what is wrong, in words."""
    yield from _fighting(item, reading, total)
    main = _main(item, reading)
    if "realis" in item:
        read_as = main.realis if main else "none"
        total.confusion[item["realis"], read_as] += 1
        total.ask("realis", right=read_as == item["realis"])
        if read_as != item["realis"]:
            yield f"realis {read_as}, not {item['realis']}"
    if "sub_event" in item:
        acled = main.types.acled.sub_event if main and main.types.acled else "none"
        total.ask("sub-event", right=acled == item["sub_event"])
        if acled != item["sub_event"]:
            yield f"sub-event {acled}, not {item['sub_event']}"
    yield from _where(item, reading, total)
    if "start" in item and item["fighting"]:
        starts = {str(one.time.start) for one in _told(reading)}
        right = str(item["start"]) in starts
        total.ask("day", right=right)
        if not right:
            yield f"day {sorted(starts)}, not {item['start']}"
    yield from _claims(item, reading, total)


def _fighting(item: Item, reading: Reading, total: Score) -> Iterator[str]:
    total.told += item["fighting"] and reading.fighting
    total.missed += item["fighting"] and not reading.fighting
    total.wrong += reading.fighting and not item["fighting"]
    if reading.fighting != item["fighting"]:
        why = f" ({item.get('silent', '')})" if not item["fighting"] else ""
        yield "FIGHTING missed" if item["fighting"] else f"FIGHTING told wrongly{why}"


def _told(reading: Reading) -> list[Mention]:
    return [
        one for one in reading.mentions
        if one.realis == "actual" and not one.background and one.family in VIOLENT
    ]  # fmt: skip


def _main(item: Item, reading: Reading) -> Mention | None:
    """Return the mention that the labels speak of: of a fight told, the first such; else the first."""
    of_family = [one for one in reading.mentions if one.family == item.get("family")]
    told = _told(reading) if item["fighting"] else []
    for some in (
        [one for one in told if one.family == item.get("family")], told, of_family, reading.mentions
    ):  # fmt: skip
        if some:
            return some[0]
    return None


def _where(item: Item, reading: Reading, total: Score) -> Iterator[str]:
    places = [place for one in reading.mentions for place in one.places] + list(
        reading.place_mentions
    )
    total.unsourced += sum(
        place.lat is not None and place.method not in SOURCED for place in places
    )
    leaks = sorted(set(item.get("not_countries", ())) & set(reading.countries))
    total.leaks += bool(leaks)
    if leaks:
        yield f"LEAK {leaks}"
    if not (item["fighting"] and reading.fighting):
        return
    if "country" in item:
        right = item["country"] in reading.countries
        total.ask("country", right=right)
        if not right:
            yield f"country {list(reading.countries)}, not {item['country']}"
    if "place" in item:
        named = {n for one in _told(reading) for place in one.places for n in _names(place)}
        right = " ".join(fold_words(item["place"])) in named
        total.ask("place", right=right)
        if not right:
            yield f"place {sorted(named)}, not {item['place']}"


def _names(place: Place) -> set[str]:
    if place.role not in ("main", "near", "between", "border"):
        return set()
    return {" ".join(fold_words(name)) for name in (place.name, place.canonical or "") if name}


def _claims(item: Item, reading: Reading, total: Score) -> Iterator[str]:
    if "claims" not in item:
        return
    # Headline and body state one toll twice: what counts is which tolls are known.
    labelled = [(c["kind"], c.get("min"), c.get("max")) for c in item["claims"]]
    wanted = {claim for claim in labelled if claim[0] in TOLLS}
    found = {(c.kind, c.min, c.max) for c in reading.claims if c.kind in TOLLS}
    for claim in wanted:
        total.ask("tolls found", right=claim in found)
    for claim in found:
        total.ask("tolls right", right=claim in wanted)
    compound = {low for kind, low, _ in wanted if kind == "killed_and_captured"}
    stated = {low for kind, low, _ in wanted if kind == "killed"}
    total.summed += any(
        kind == "killed" and low in compound and low not in stated for kind, low, _ in found
    )
    if wanted - found or found - wanted:
        yield f"tolls {sorted(map(str, (found - wanted)))}, not {sorted(map(str, (wanted - found)))}"


def main(arguments: list[str]) -> int:
    """List what is wrong in the open parts of each language named, or print the confusion."""
    wanted = [one for one in arguments if not one.startswith("--")] or languages()
    for language, part in product(wanted, LISTED):
        total = Score()
        for item in items(language, part):
            reading = reading_of(item)
            found = list(faults(item, reading, total))
            if found and "--realis" not in arguments:
                print(f"{item['id']}  {reading.dispatch.language}  {'; '.join(found)}")
        shares = ", ".join(f"{name} {total.share(name):.2f}" for name in sorted(total.pairs))
        print(f"{language} {part}: fighting P {total.precision:.3f} R {total.recall:.3f}; {shares}")
        print(f"{language} leaks {total.leaks}, unsourced {total.unsourced}, summed {total.summed}")
        if "--realis" in arguments:
            for (labelled, read_as), count in sorted(total.confusion.items()):
                print(f"  {labelled:12} read as {read_as:12} {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
