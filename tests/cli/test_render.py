"""How does an alarm look?"""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console, RenderableType

from schemas.alert import Alert, Match
from schemas.claim import Claim, Of, Speaker, Window
from schemas.decision import Decision
from schemas.event import Actor, Place
from schemas.record import DispatchRef
from streams.render import alarm, near_miss
from streams.wording import claim_words, harmless, place_words, sides

AT = datetime(2024, 7, 28, 9, 15, 4, tzinfo=UTC)
ALERT = Alert(
    alert_id="a1", kind="ONSET", msg_type="Alert", severity="Severe", certainty="Possible",
    incident_id="i1", incident_revision=1, watch_id="kidal",
    match=Match(entry="iso3166_2 ML-8", rule="inside"), sent=AT, effective=AT, expires=AT,
    headline="Fighting in Tinzaouaten",
    sentence="Fighting [bold]broke out\x1b[31m in \u202eTinzaouaten.",
    place=Place(name="Tinzaouaten", role="main", adm1="Kidal", iso3166_2="ML-8"),
    actors=(Actor(name="army", side="A"), Actor(name="separatists", side="B")),
    claims=(Claim(claim_id="c", kind="killed", min=17, hedge=("at_least", "provisional"),
                  by=Speaker(role="local politician")),),
    reports=1, families=1, reasons=("first report",),
)  # fmt: skip


def shown(what: RenderableType, *, terminal: bool = False, width: int = 80) -> str:
    """Print to a string."""
    out = io.StringIO()
    Console(
        file=out, width=width, force_terminal=terminal, markup=False, highlight=False, emoji=False
    ).print(what)
    return out.getvalue()


def test_alarm_says_what_where_who_and_by_whose_word() -> None:
    """Everything a woken reader asks first stands in the alarm."""
    text = shown(alarm(ALERT, latency_ms=213.4))

    for part in (
        "ONSET", "kidal", "213 ms", "Tinzaouaten, Kidal, ML-8", "army against separatists",
        "17+ killed — says a local politician (provisional)", "possible, severe severity",
        "1 report from 1 publisher", "first report",
    ):  # fmt: skip
        assert part in text


def test_foreign_words_stay_words() -> None:
    """Markup is shown as typed, and nothing moves the terminal or turns its direction."""
    text = shown(alarm(ALERT), terminal=True, width=200)

    assert "[bold]broke out\ufffd[31m in \ufffdTinzaouaten" in text


def test_no_colour_without_a_terminal() -> None:
    """A pipe gets plain words, no line longer than asked."""
    text = shown(alarm(ALERT))

    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_near_miss_is_one_line_with_its_reason() -> None:
    """Suppressed news is told in passing."""
    decision = Decision(
        decision_id="d", dispatch=DispatchRef(key="k", revision=1), outcome="suppress",
        reason="planned", sentence="Army to launch an offensive in the north next week, it said",
        detail="it is planned", at=AT,
    )  # fmt: skip

    text = shown(near_miss(decision), width=100)

    assert text.count("\n") == 1
    assert "planned  ‘Army to launch" in text
    assert "it is planned" in text


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (Claim(claim_id="c", kind="killed", min=3, max=3), "3 killed — the report's own figure"),
        (Claim(claim_id="c", kind="killed", min=0, max=0), "no killed — the report's own figure"),
        (
            Claim(claim_id="c", kind="killed_and_captured", min=12, max=99, words="dozens",
                  hedge=("vague_word",), status="claimed", by=Speaker(name="Ag Inzoma"),
                  of=Of(words="Wagner fighters")),
            "dozens [12–99] killed and captured (Wagner fighters) — says Ag Inzoma",
        ),
        (
            Claim(claim_id="c", kind="wounded", max=50, by=Speaker(role="residents")),
            "up to 50 wounded — says residents",
        ),
        (
            Claim(claim_id="c", kind="killed", min=400, window=Window(cumulative=True, since=AT.date())),
            "400+ killed — the report's own figure (since 2024-07-28)",
        ),
        (
            Claim(claim_id="c", kind="losses", words="heavy losses", status="denied",
                  by=Speaker(role="spokesman for the rebels")),
            "heavy losses — denied by a spokesman for the rebels",
        ),
    ],
)  # fmt: skip
def test_claims_keep_their_bounds_and_speaker(claim: Claim, words: str) -> None:
    """A toll is somebody's word, never a bare number."""
    assert claim_words(claim) == words


def test_sides_stand_against_each_other() -> None:
    """Who fights beside whom is kept; who stands on no side comes last."""
    actors = [Actor(name="army", side="A"), Actor(name="rebels", side="B"),
              Actor(name="Wagner", side="A"), Actor(name="gunmen")]  # fmt: skip

    assert sides(actors) == "army, Wagner against rebels; also gunmen"


def test_place_names_its_role_when_it_is_not_the_place_itself() -> None:
    """ "Toward Abeibara" is not "in Abeibara"."""
    assert place_words(Place(name="Abeibara", role="toward", country="ML")) == "toward Abeibara, ML"


def test_harmless_keeps_every_letter_in_its_place() -> None:
    """Spans into the text still hold after cleaning."""
    text = "a\x00b\u202ec\nd\u200de"

    assert harmless(text) == "a\ufffdb\ufffdc\nd\u200de"
