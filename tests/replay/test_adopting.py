"""What a partition remembers once a replay is promoted: the replay's findings, life's messages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from agents.telling.notices import worth_telling
from agents.telling.watchlist import Rules
from schemas.alert import Reference
from schemas.incident import Incident, TollSummary
from schemas.state import Clock, Dossier, Notice, Tally
from schemas.watch import Watch, Watchlist
from streams.replay.diff.comparing import is_withdrawn
from streams.replay.promotion.adopting import adopted, adopted_clock, renumbered, withdrawn

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
RULES = Rules(Watchlist(watch=(Watch(id="mali", country="ML", tell_end=True),)))
INCIDENT = Incident(
    incident_id="i1", country="ML", family="fight", first_seen=NOON, last_evidence=NOON,
    status="ongoing", toll_summary=TollSummary(min=3),
)  # fmt: skip
TOLD = Notice(
    watch_id="mali", told_revision=1, worst_told=3, due=NOON + timedelta(minutes=10),
    sent=(Reference(alert_id="a1", sent=NOON),),
)  # fmt: skip
LIFE = Dossier(incident=INCIDENT, notices=(TOLD,))
WORSE = replace(INCIDENT, revision=2, toll_summary=TollSummary(min=25))
FOUND = Dossier(incident=WORSE, notices=(Notice(watch_id="other"),))


def test_what_differs_waits_with_what_readers_were_told() -> None:
    """
    They know what life told them; the next message tells the rest, and none falls due by time.
    """
    dossier = adopted(FOUND, LIFE, RULES, now=NOON)
    [notice] = dossier.notices

    assert dossier.incident == WORSE
    assert replace(notice, pending=()) == replace(TOLD, due=None)
    assert [one.path for one in worth_telling(notice, dossier.incident)] == ["toll_summary.min"]


def test_of_what_only_the_replay_knows_nobody_was_told() -> None:
    """
    Its messages went to nobody: the next fresh report is the first news.
    """
    assert adopted(FOUND, None, RULES, now=NOON).notices == ()


def test_what_is_the_same_is_left_as_it_is() -> None:
    """
    An update that waited in life comes when it would have come.
    """
    assert adopted(Dossier(incident=INCIDENT), LIFE, RULES, now=NOON) == LIFE


def test_what_would_end_at_once_ends_in_silence() -> None:
    """
    Its readers asked to be told of ends, but time alone wakes nobody after a promotion.
    """
    dossier = adopted(FOUND, LIFE, RULES, now=NOON + timedelta(days=30))

    assert (dossier.incident.status, dossier.incident.revision) == ("ended", 3)
    assert [one.sent for one in dossier.notices] == [TOLD.sent]


def test_revisions_count_on_where_life_was() -> None:
    """
    The id of an alert hashes the number: an old one again would look like one that was sent.
    """
    line = renumbered([INCIDENT, WORSE], 7)

    assert [(one.revision, one.supersedes) for one in line] == [(8, None), (9, 8)]


def test_what_was_not_found_is_taken_back_in_so_many_words() -> None:
    """
    Whoever looks it up reads which replay did not find it.
    """
    gone = withdrawn(INCIDENT, "fix", at=NOON)

    assert (gone.status, gone.revision, is_withdrawn(gone)) == ("retracted", 2, True)
    assert "replay fix" in gone.change_set[0].reason


def test_which_highs_were_told_is_lifes() -> None:
    """
    The counts are the replay's.
    """
    told, killed = (("mali trend", date(2026, 11, 1)),), ((date(2026, 10, 30), 25),)
    life, found = Clock(tally=Tally(told=told)), Clock(tally=Tally(killed=killed))

    assert adopted_clock(found, life) == Clock(tally=Tally(killed=killed, told=told))
    assert adopted_clock(None, life) == Clock(tally=Tally(told=told))
    assert adopted_clock(None, Clock(tally=Tally(killed=killed))) is None
