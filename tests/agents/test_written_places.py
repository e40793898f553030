"""Each row of the names that wires of one script write is a name of the place it says."""

from __future__ import annotations

from collections import Counter

import pytest

from agents.gazetteer.names import gazetteer
from agents.gazetteer.tables import rows_of
from agents.text.folding import fold


@pytest.mark.parametrize(
    ("file", "languages"), [("names_ar.tsv", ("ar",)), ("names_ru.tsv", ("ru", "uk"))]
)
def test_every_row_names_a_place(file: str, languages: tuple[str, ...]) -> None:
    """Each id stands once, in its country; no name is one that is never a place."""
    rows = list(rows_of(file))
    names = gazetteer()
    never = frozenset[str]().union(*map(names.never, languages))

    assert [number for number, count in Counter(row[1] for row in rows).items() if count > 1] == []
    for country, number, _, spellings in rows:
        place_id = int(number) if number.isdigit() else number
        for name in spellings.split(";"):
            folded = " ".join(fold(name).tokens)
            assert folded not in never, name
            assert (place_id, country) in {(one.id, one.country) for one in names.named(folded)}, (
                name
            )
