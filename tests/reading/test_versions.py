"""What is new, and how far a correction or a kill travels."""

from __future__ import annotations

from msgspec.structs import replace

from agents.reading import handle
from agents.versions import is_new, version_of
from schemas.dispatch import Draft, complete
from schemas.watch import Watch, Watchlist
from streams.offline import Pipeline
from tests.reading.builders import WEDNESDAY

FIGHT = complete(
    Draft(
        key="wire:1",
        provider="wire",
        text="Fighting broke out in Gao, Mali, on Tuesday between soldiers and rebels.",
        published_at=WEDNESDAY,
    )
)
KNOWN = version_of(FIGHT, None, ("ML",))


def test_a_resend_is_no_news() -> None:
    """
    The same words at another time, with another urgency, are dropped.
    """
    again = replace(FIGHT, received_at=WEDNESDAY.replace(hour=13), urgency=2)

    assert not is_new(again, KNOWN)


def test_an_edit_that_kept_its_revision_is_new() -> None:
    """
    A feed that edits in place and never counts still corrects itself.
    """
    assert is_new(replace(FIGHT, text="Fighting broke out in Kidal, Mali."), KNOWN)


def test_an_older_revision_comes_too_late() -> None:
    """
    What was corrected already is not brought back.
    """
    known = replace(KNOWN, revision=3)

    assert not is_new(replace(FIGHT, text="Other words.", revision=2), known)


def test_a_correction_travels_to_every_country_an_earlier_version_reached() -> None:
    """
    The place moved to Niger: Mali hears of it too.
    """
    moved = replace(FIGHT, revision=2, text=FIGHT.text.replace("Gao, Mali", "Tillaberi, Niger"))
    handled = handle(moved, {FIGHT.key: KNOWN})

    assert {o.key for o in handled.outputs if o.topic.name == "readings"} == {"ML", "NE"}


def test_a_kill_under_a_new_id_takes_back_what_it_names() -> None:
    """
    Whoever was told hears that it no longer stands.
    """
    kill = replace(
        FIGHT, key="wire:2", corrects="wire:1", pubstatus="canceled", text="Kill wire:1."
    )
    pipeline = Pipeline(Watchlist(watch=(Watch(id="mali", country="ML"),)))
    said = [*pipeline.take(FIGHT), *pipeline.take(kill)]

    assert [one.kind for one in said if type(one).__name__ == "Alert"] == ["ONSET", "CANCEL"]
    assert kill.item == FIGHT.key
