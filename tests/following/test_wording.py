"""Do messages read right in every language that they are written in?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from agents.linking.fusing import fuse
from agents.telling.headlines import headline
from agents.telling.wording import FOLDER, LANGUAGES, role_in, wording
from agents.what.codes import TABLE
from agents.who.party_names import NAMES, party_name, type_name
from schemas.alert import AlertKind
from schemas.claim import Speaker
from schemas.event import Acled, Actor, ActorType, Family, Types
from schemas.incident import Evidence, Incident, Sighting, Truce
from schemas.record import DispatchRef
from tests.following.builders import (
    ALGERIA,
    CSP,
    KIDAL_REGION,
    MALI,
    POLITICIAN,
    SUNDAY,
    WAGNER,
    claim,
    mention,
    place,
)

GOLDEN = tomllib.loads(Path(__file__).with_name("headlines.toml").read_text("utf-8"))
KINDS: tuple[AlertKind, ...] = get_args(AlertKind)

ARMY = Actor(name="armée", actor_id="ML:army", side="A", type="state", country="ML")
RUSSIANS = Actor(name="Kremlin troops", actor_id="RU:army", side="A", type="state", country="RU")
AMERICANS = Actor(name="US", actor_id="US:army", side="A", type="state", country="US")
HOUTHIS = Actor(name="Ansar Allah", actor_id="houthis", side="B", type="rebel")
GUNMEN = Actor(name="hommes armés", side="A", type="unidentified")
REBELS = Actor(name="rebelles", side="B", type="rebel")
SHELLING = Types(
    acled=Acled(event="Explosions/Remote violence", sub_event="Shelling/artillery/missile attack")
)
KHARKIV = place("Charkow", place_id=706483, canonical="Kharkiv", country="UA", iso3166_2="UA-63",
                adm1="Kharkiv Oblast")  # fmt: skip
DONETSK = place("Donetsk Oblast", place_id=709716, country="UA", iso3166_2="UA-14",
                adm1="Donetsk Oblast", precision=4)  # fmt: skip
ALEPPO = place("Alep", "near", place_id=170063, canonical="Aleppo", country="SY",
               iso3166_2="SY-HL", adm1="Aleppo Governorate")  # fmt: skip
CAIRO = place("Cairo", place_id=360630, country="EG", iso3166_2="EG-C", adm1="Cairo")
STATES = place("United States", place_id=6252001, country="US", iso3166_2=None, adm1=None,
               precision=6)  # fmt: skip
GAZA = place("Gaza Strip", place_id=281132, country="PS", iso3166_2=None, adm1="Gaza Strip",
             precision=4)  # fmt: skip
GAO = place("Gao", "between", place_id=2457163, iso3166_2="ML-7", adm1="Gao")
KIDAL = place("Kidal", "between", place_id=2455290)


def incident(country: str = "ML", claims: tuple = (), **more: Any) -> Incident:
    """Return an incident that one French dispatch tells of."""
    line = Evidence(
        reading_id="r", dispatch=DispatchRef(key="k", revision=1), mention_idx=0,
        provider="afp", publisher_family="afp", language="fr",
        published_at=SUNDAY, received_at=SUNDAY,
    )  # fmt: skip
    known = {"actors": ()} | more
    return fuse("id", country, (Sighting(evidence=line, mention=mention(**known), claims=claims),))


def speaks(role: str | None = None, **more: Any) -> tuple:
    """Return the toll of one killed, as somebody gives it."""
    return (claim(1, 1, by=Speaker(role=role, **more)),)


def line_of(sub_event: str, language: str) -> str:
    """Return the first line about a *sub_event* in Mali."""
    types = Types(acled=Acled(event="", sub_event=sub_event))
    return headline(incident(types=types, places=(MALI,)), "ONSET", language)


QUIET = {"places": (MALI,)}
CASES: dict[str, tuple[AlertKind, Incident]] = {
    "seed": ("ONSET", incident(actors=(ARMY, WAGNER, CSP), claims=(claim(17, by=POLITICIAN),))),
    "shelling": ("ESCALATION", incident("UA", (claim(2, 2),), family="remote", types=SHELLING,
                                        actors=(RUSSIANS,), places=(KHARKIV,))),
    "near": ("SPREAD", incident("SY", (claim(3, 8),), places=(ALEPPO,))),
    "border": ("UPDATE", incident(actors=(GUNMEN, REBELS), places=(ALGERIA,))),
    "own-border": ("UPDATE", incident(places=(replace(ALGERIA, country="ML", name="Mali"),))),
    "town": ("CEASEFIRE", incident("EG", places=(CAIRO,))),
    "area": ("CANCEL", incident("UA", places=(DONETSK,))),
    "region": ("ONSET", incident(places=(KIDAL_REGION,))),
    "country": ("ONSET", incident("US", places=(STATES,))),
    "between": ("ONSET", incident(actors=(AMERICANS, HOUTHIS), places=(GAO, KIDAL))),
    "nameless-on-both": ("ONSET", incident(
        actors=(ARMY, GUNMEN, replace(GUNMEN, side="B", name="inconnus")), **QUIET)),
    "many": ("ONSET", incident(actors=(ARMY, RUSSIANS, AMERICANS, WAGNER, HOUTHIS), **QUIET)),
    "gaza": ("ONSET", incident("PS", places=(GAZA,))),
    "nowhere": ("ONSET", incident(places=(), actors=(CSP,))),
    "ended": ("CEASEFIRE", replace(incident(**QUIET), status="ended")),
    "denied": ("UPDATE", replace(incident(**QUIET), certainty="unlikely")),
    "claimed": ("ONSET", replace(incident(**QUIET), certainty="possible")),
    "truce-agreed": ("UPDATE", replace(incident(**QUIET), truce=Truce(state="pending"))),
    "truce-holds": ("UPDATE", replace(incident(**QUIET), status="ceasefire")),
    "party-speaks": ("ONSET", incident(claims=speaks("armée", affiliation="ML:army"), **QUIET)),
    "role-speaks": ("ONSET", incident(claims=speaks("habitants"), **QUIET)),
    "name-speaks": ("ONSET", incident(claims=speaks("élu", name="Moussa Ag"), **QUIET)),
    "nobody-known": ("ONSET", incident(claims=speaks("sourcier"), **QUIET)),
}  # fmt: skip
TOLLS = {
    "none": (0, 0), "one": (1, 1), "two": (2, 2), "few": (5, 5), "eleven": (11, 11),
    "hundred": (100, 100), "hundred-and-three": (103, 103), "at-least-one": (1, None),
    "at-least-two": (2, None), "at-least": (17, None), "at-most": (None, 50), "range": (15, 20),
    "large": (12000, None), "unknown": (None, None),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_line_reads_as_a_desk_would_write_it(language: str, case: str) -> None:
    """
    Every kind, every way to say where, known and unknown parties and speakers.
    """
    kind, about = CASES[case]

    assert headline(about, kind, language) == GOLDEN[language]["lines"][case]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("toll", TOLLS)
def test_a_toll_agrees_with_its_number(language: str, toll: str) -> None:
    """
    Zero, one, two, few and many, with bounds; nothing is said of a toll that nobody gives.
    """
    claims = (claim(*TOLLS[toll]),)
    bare = headline(incident(**QUIET), "ONSET", language)
    told = headline(incident(claims=claims, **QUIET), "ONSET", language)

    assert told.startswith(bare)
    assert told[len(bare) :].lstrip("\u00a0;؛ ") == GOLDEN[language]["tolls"][toll]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sub_event_is_called_by_its_name(language: str) -> None:
    """
    All that our words can tell apart, in one country.
    """
    assert {name: line_of(name, language) for name in TABLE} == GOLDEN[language]["events"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_and_kind_has_words(language: str) -> None:
    """
    Each sub-event that we can tell, each family, each kind; no two sub-events that a reader would
    take for one, and no English left in another language.
    """
    words = wording(language)
    lines = {name: line_of(name, language) for name in TABLE}
    english = wording("en")
    borrowed = [
        one for one in TABLE
        if language != "en" and words.sub_events[one] == english.sub_events[one]
    ]  # fmt: skip

    assert set(words.sub_events) >= set(TABLE)
    assert set(words.families) == set(get_args(Family))
    assert set(words.kinds) == {*KINDS, "ended"} - {"ONSET"}
    assert len(set(lines.values())) >= len(lines) - 1  # only battle is the family's own word
    assert set(borrowed) <= {"Remote explosive/landmine/IED", "Peaceful protest"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_have_the_same_parts(language: str) -> None:
    """
    A part that one language lacks would fail on the day that it is needed.
    """
    parts, english = (
        tomllib.loads((FOLDER / f"{one}.toml").read_text("utf-8")) for one in (language, "en")
    )
    free = ("countries", "places", "killed", "shape")
    kinds = get_args(ActorType)

    assert parts.keys() == english.keys()
    assert {part: parts[part].keys() for part in parts if part not in free} == {
        part: english[part].keys() for part in english if part not in free
    }
    assert {*english["killed"], "one"} <= {*parts["killed"], "one"}
    assert all(type_name(kind, language) for kind in kinds)


def test_parties_that_are_called_something_are_known() -> None:
    """
    A slip in an id would name nobody.
    """
    told = tomllib.loads(NAMES.read_text("utf-8"))
    strange = [
        (language, name)
        for language, parts in told.items()
        for name in parts.get("names", {})
        if ":" not in name and party_name(Actor(name="", actor_id=name)) == ""
    ]

    assert strange == []


def test_foreign_letters_are_set_apart_in_arabic() -> None:
    """
    A Latin name opens and closes an isolate, so that the line's marks stay on their side.
    """
    line = headline(
        incident(places=(place("Aguelhok", place_id=1),), actors=(CSP, ARMY)), "ONSET", "ar"
    )

    assert line.count("\u2068") == line.count("\u2069") == 1
    assert "\u2068Aguelhok\u2069" in line


@pytest.mark.parametrize(
    ("language", "written", "told"),
    [
        ("de", "élu local", "einem Lokalpolitiker"),
        ("fr", "former United Nations worker", "l'ONU"),
        ("ar", "Anwohner", "سكان"),
        ("es", "مصدر أمني", "una fuente de seguridad"),
        ("pt", "sourcier", None),
    ],
)
def test_a_speaker_is_told_in_the_readers_language(
    language: str, written: str, told: str | None
) -> None:
    """
    What a wire calls a speaker in one language is a kind of speaker in all.
    """
    assert role_in(language, written) == told
