"""What the alert says, made from fields."""

from __future__ import annotations

import pytest

from agents.linking.fusing import fuse
from agents.telling.headlines import headline
from schemas.claim import Speaker
from schemas.event import Acled, Types
from schemas.incident import Evidence, Sighting
from schemas.record import DispatchRef
from tests.following.builders import (
    KIDAL_REGION,
    MALI,
    SIDES,
    SUNDAY,
    claim,
    mention,
    place,
)

OFFICIAL = Speaker(role="élu local")


def written(language: str = "en", claims: tuple = (), kind: str = "ONSET", **more) -> str:
    line = Evidence(
        reading_id="r", dispatch=DispatchRef(key="k", revision=1), mention_idx=0,
        provider="afp", publisher_family="afp", language=language,
        published_at=SUNDAY, received_at=SUNDAY,
    )  # fmt: skip
    sighting = Sighting(evidence=line, mention=mention(**more), claims=claims)
    return headline(fuse("id", "ML", (sighting,)), kind)


SHELLING = Types(
    acled=Acled(event="Explosions/Remote violence", sub_event="Shelling/artillery/missile attack")
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"actors": ()}, "Fighting at Tinzaouaten, Kidal (Mali)"),
        ({"actors": (), "places": (MALI,)}, "Fighting in Mali"),
        ({"actors": (), "places": (KIDAL_REGION,)}, "Fighting in Kidal (Mali)"),
        (
            {"actors": (), "places": (place(role="near"),)},
            "Fighting near Tinzaouaten, Kidal (Mali)",
        ),
        (
            {"actors": SIDES[:1], "types": SHELLING, "family": "remote", "places": (MALI,)},
            "Shelling in Mali: Malian army involved",
        ),
        (
            {"actors": (), "places": (MALI,), "kind": "CANCEL"},
            "Withdrawn: Fighting in Mali",
        ),
        (
            {"actors": (), "places": (MALI,), "claims": (claim(0, 0),)},
            "Fighting in Mali; no one killed",
        ),
    ],
)
def test_says_what_where_who_and_how_many(more: dict, expected: str) -> None:
    """
    Each part is left out when nothing is known of it.
    """
    assert written(**more) == expected


def test_a_foreign_role_is_not_quoted_in_an_english_line() -> None:
    """
    A name is the same in every language; "élu local" is no English, and a kind of speaker.
    """
    toll = (claim(6, None, by=OFFICIAL),)
    named = (claim(6, None, by=Speaker(name="Moussa Ag", role="élu local")),)

    assert written("fr", toll).endswith("at least 6 killed, says a local politician")
    assert written("fr", named).endswith("at least 6 killed, says Moussa Ag")
