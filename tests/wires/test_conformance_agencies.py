"""
Do we read the public examples of agency formats as they must be read?

dpa's own converter gives one item in two formats, the IPTC says which ninjs
documents are valid and shows what NewsML-G2 looks like. Each test prints its count.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from schemas.codec import plain
from streams.wires.formats import NotADispatch, Origin, Parsed, parse
from streams.wires.formats.fields import objects
from tests.wires.corpora import corpus

NO_WORDS = "no words: neither a headline nor a text"

FIRST_GENRE_ONLY = "the converter passes on the first genre only"
DPA_EXCEPTIONS = {"image": FIRST_GENRE_ONLY, "no_notepad": FIRST_GENRE_ONLY}
"""Pair -> why its genres differ. `image2` has no G2 beside it and is no pair."""

G2_WITHOUT_TEXT = {
    "LISTING_10_Abstract_Concept_conveyed_in_a_NewsML-G2_Concept_Item": "a concept",
    "LISTING_11_Person_Concept_conveyed_in_a_NewsML-G2_Concept_Item": "a concept",
    "LISTING_12_Knowledge_Item_for_Access_Codes": "a vocabulary",
    "LISTING_13_Complete_Catalog_Item": "a catalogue",
    "LISTING_14_Event_sent_as_a_Concept_Item": "a concept",
    "LISTING_15_Two_Related_Events_in_a_Knowledge_Item": "concepts",
    "LISTING_16_A_Set_of_Events_carried_in_a_News_Item": "concepts in a news item",
    "LISTING_17_Planning_Item_a_CCL": "a plan",
    "LISTING_18_Planning_Item_at_PCL": "a plan",
    "LISTING_19_Planning_Item_with_delivery_at_CCL": "a plan",
    "LISTING_20_Planning_Item_with_delivery_at_PCL": "a plan",
    "LISTING_23_SportsML-G2_Package": "a package",
    "LISTING_24_News_Message_conveying_a_complete_News_Package": "dots where words would be",
    "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML": "a piece of a document",
    "LISTING_28_Illustrating_Located_Subject_and_Dateline": "a piece of a document",
    "LISTING_29_Hop_History": "no content",
    "LISTING_6_Simple_NewsML-G2_Package": "a package",
    "LISTING_7_Group_Set_example_showing_Hierarchical_Package_Structure": "a piece of a document",
    "LISTING_8_Group_Set_example_showing_an_ALT_Package_Mode": "a piece of a document",
    "LISTING_9_Group_Set_example_showing_a_SEQ_Package_Mode": "a piece of a document",
    "ap_metadata_example": "no content",
    "facet-example": "no content",
    "facet-example-2": "no content",
}
"""Example -> why no dispatch comes of it."""


def read(path: Path) -> Parsed:
    """Parse a file of which we know nothing else."""
    return parse(path.read_bytes(), Origin())


def has_words(item: dict[str, Any]) -> bool:
    """Tell whether a ninjs item says anything itself (its pictures do not count), or is a kill."""
    if item.get("pubstatus") == "canceled":
        return True
    spoken = [
        value
        for name, value in item.items()
        if name.lower().startswith(("headline", "title", "body_", "bodies", "description"))
    ]
    lists = [entry["value"] for value in spoken if isinstance(value, list) for entry in value]
    return any(isinstance(words, str) and words.strip() for words in [*spoken, *lists])


def test_dpa_says_the_same_in_both_formats(capsys: pytest.CaptureFixture[str]) -> None:
    """An item is one dispatch, field by field, whether it comes as JSON or as NewsML-G2."""
    folder = corpus("dpa_digitalwires/tests/data")
    pairs = {
        path.stem: (read(folder / "input" / f"{path.stem}.json"), read(path))
        for path in sorted((folder / "output").glob("*.xml"))
    }
    different = {name for name, (wires, g2) in pairs.items() if wires != g2}
    with capsys.disabled():
        print(f"\ndpa pairs: {len(pairs) - len(different)} of {len(pairs)} equal")

    assert different == set(DPA_EXCEPTIONS)
    for name in different:
        ((ours, _), (theirs, _)) = (parsed[:2] for parsed in pairs[name])
        assert replace(ours[0], genre=()) == replace(theirs[0], genre=())
        assert set(theirs[0].genre) < set(ours[0].genre)


def test_every_valid_ninjs_document_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """What the IPTC calls valid becomes a dispatch, or is told to hold no words."""
    suite = sorted(corpus("ninjs").glob("validation/test_suite/*/should_pass/*.json"))
    examples = sorted(corpus("ninjs").glob("examples/*/**/*.json"))
    items = [path for path in (*suite, *examples) if path.parent.name != "schema-extension"]
    silent = 0
    for path in items:
        parsed = read(path)
        if all(map(has_words, objects(plain(path.read_bytes())))):
            assert [bool(parsed.dispatches), parsed.errors] == [True, ()], path
        else:
            silent += 1
            assert [error.what for error in parsed.errors] == [NO_WORDS], path
    with capsys.disabled():
        print(f"\nninjs: {len(items)} of {len(items)} read; {silent} of them hold no words")

    assert len(suite) > 150


def test_the_examples_of_newsml_g2_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Every example that holds a text gives it; the others are told apart, by name."""
    examples = sorted(corpus("newsmlg2/examples").glob("*.xml"))
    silent = set()
    for path in examples:
        try:
            parsed = read(path)
        except NotADispatch:
            silent.add(path.stem)
        else:
            if not parsed.dispatches:
                assert {error.what for error in parsed.errors} == {NO_WORDS}
                silent.add(path.stem)
    with capsys.disabled():
        print(f"\nNewsML-G2: {len(examples) - len(silent)} of {len(examples)} hold a text")

    assert silent == set(G2_WITHOUT_TEXT)
