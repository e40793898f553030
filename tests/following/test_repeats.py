"""A text told again is one voice; another text is another, however alike its words."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from agents.text.sketch import is_repeat, resemblances, sketch_of
from schemas.dispatch import Dispatch
from schemas.incident import Incident
from schemas.watch import Watchlist
from streams.offline import Pipeline
from tests.following.variants import CHANGES, NOW, Story, stories

BULLETIN = (
    "Explosions were heard in {town} at {hour}:{minute:02} on {day} as Russian forces shelled the "
    "town, the regional administration said. {shells} shells hit the outskirts and {houses} houses "
    "were damaged. Residents were asked to stay in shelters until the all-clear."
)
TOWNS = ("Nikopol", "Kherson", "Kupiansk", "Pokrovsk", "Kostiantynivka", "Orikhiv", "Beryslav",
         "Huliaipole")  # fmt: skip


def found(known: list[Story]) -> tuple[Counter[str], Counter[str], int]:
    """Hold each variant of each story against every story of its language."""
    chance, hits, misses, wrong = Random(7), Counter[str](), Counter[str](), 0  # noqa: S311
    for language in sorted({one.language for one in known}):
        mine = [one for one in known if one.language == language]
        sketches = [sketch_of(one.dispatch()) for one in mine]
        for number, story in enumerate(mine):
            for name, change in CHANGES.items():
                other = (number + chance.randrange(1, len(mine))) % len(mine)
                sketch = sketch_of(change(story, mine[other], chance).dispatch())
                (shares,) = resemblances([sketch], sketches)
                same = {
                    i for i, share in enumerate(shares) if is_repeat(sketch, sketches[i], share)
                }
                (hits if number in same else misses)[name] += 1
                wrong += len(same - {number, other})  # it does hold words of the other
    return hits, misses, wrong


@pytest.mark.parametrize("are_brief", [False, True])
def test_variants_of_a_story_are_found_and_other_stories_are_not(*, are_brief: bool) -> None:
    """
    Precision at least .999 and F1 at least .995, on whole stories and on their first sentences.
    """
    known = [one.brief() for one in stories()] if are_brief else stories()
    hits, misses, wrong = found(known)
    precision = hits.total() / (hits.total() + wrong)
    recall = hits.total() / (hits.total() + misses.total())

    assert len(known) > 400
    assert precision >= 0.999
    assert 2 * precision * recall / (precision + recall) >= 0.995, misses


def bulletins() -> list[Dispatch]:
    """Return a week of one desk's bulletins, a template filled each morning for every town."""
    chance = Random(7)  # noqa: S311
    told = []
    for day in range(7):
        for number, town in enumerate(TOWNS):
            at = NOW + timedelta(days=day, minutes=number)
            text = BULLETIN.format(
                town=town, day=f"{at:%A}", hour=chance.randrange(6, 10),
                minute=chance.randrange(60), shells=chance.randrange(3, 40),
                houses=chance.randrange(2, 30),
            )  # fmt: skip
            told.append(dispatch(f"desk:{day}-{town}", text, at))
    return told


def dispatch(key: str, text: str, at: datetime, family: str = "desk") -> Dispatch:
    """Return a dispatch of a publisher."""
    return Dispatch(key=key, provider=family, publisher_family=family, headline=None, text=text,
                    language="en", published_at=at, received_at=at)  # fmt: skip


def followed(*dispatches: Dispatch) -> list[Incident]:
    """Return the incidents that *dispatches* add up to."""
    pipeline = Pipeline(Watchlist())
    for one in dispatches:
        for _ in pipeline.take(one):
            pass
    return [dossier.incident for dossier in pipeline.world.dossiers()]


def test_bulletins_from_a_template_are_no_repeats() -> None:
    """
    At most one in twenty is taken for another of the same desk.
    """
    told = bulletins()
    incidents = followed(*told)
    lines = [line for incident in incidents for line in incident.evidence]

    assert len(lines) == len(told)
    assert sum(line.duplicate_of is not None for line in lines) <= len(told) / 20


def test_a_reprint_is_evidence_and_no_corroboration() -> None:
    """
    Three sites carry one text under their own names: three reports, one voice.
    """
    text = (
        "Rebels and soldiers fought for six hours in Tessalit in northern Mali on Tuesday, killing "
        "at least nine people, a local official said. Shops stayed shut and families fled toward "
        "the border, he said by telephone."
    )
    one = dispatch("a:1", text, NOW, "a")
    copies = [
        dispatch("b:1", f"By our staff. {text}", NOW + timedelta(minutes=4), "b"),
        dispatch(
            "c:1", text.replace("six hours", "several hours"), NOW + timedelta(minutes=9), "c"
        ),
    ]
    (alone,) = followed(one)
    (copied,) = followed(one, *copies)
    voices = copied.independence

    assert (voices.reports, voices.families, voices.origins) == (3, 3, 1)
    assert voices.derives == (("b:1", "a:1"), ("c:1", "a:1"))
    assert copied.certainty == alone.certainty


def test_two_who_wrote_their_own_text_are_two_voices() -> None:
    """
    The same facts in other words corroborate.
    """
    one = dispatch("a:1", "Fighting broke out on Tuesday in Tessalit in northern Mali between the "
                   "army and rebels, residents said.", NOW, "a")  # fmt: skip
    other = dispatch("b:1", "Malian soldiers clashed with rebel fighters in the town of Tessalit "
                     "on Tuesday, a security source told us.", NOW, "b")  # fmt: skip
    (incident,) = followed(one, other)

    assert incident.independence.origins == 2
    assert incident.certainty == "observed"
