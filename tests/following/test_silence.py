"""Is silence told apart from deafness?"""

from __future__ import annotations

from datetime import timedelta

from agents.telling.silence import Heard, Report, hearing, report_of
from schemas.watch import Watch
from tests.following.builders import ABEIBARA, MALI, MENAKA, SUNDAY, mention, place, reading

KIDAL = Watch(id="region", iso3166_2="ML-8")


def report(family: str, *, days_ago: float) -> Report:
    at = SUNDAY - timedelta(days=days_ago)
    return Report(at=at, family=family, key=f"{family}:{days_ago}", realis="actual", kind="fight",
                  sentence="Fighting broke out.")  # fmt: skip


def heard(*, days_ago: float) -> Heard:
    return Heard(day=int(days_ago <= 1), week=1, last=SUNDAY - timedelta(days=days_ago))


def judged(reports: list[Report], known: dict[str, Heard], *, days: float = 30):
    return hearing(reports, known, since=SUNDAY - timedelta(days=days), now=SUNDAY)


def test_who_tells_and_is_heard_makes_reports() -> None:
    """A report of today settles it."""
    found = judged([report("afp", days_ago=0.5)], {"afp": heard(days_ago=0.1)})

    assert found.verdict == "reports"
    assert found.last is not None
    assert found.last.family == "afp"


def test_silence_of_who_used_to_tell_and_is_heard_is_quiet() -> None:
    """One of two is enough; the other is not named."""
    known = {"afp": heard(days_ago=0.1), "rtr": heard(days_ago=3)}

    found = judged([report("afp", days_ago=5), report("rtr", days_ago=9)], known)

    assert found.verdict == "no reports"
    assert found.why == "afp was heard within the last day, told nothing of it"


def test_when_none_of_them_is_heard_we_are_blind() -> None:
    """However much comes from those who never told of it."""
    found = judged([report("afp", days_ago=5)], {"elsewhere": heard(days_ago=0.01)})

    assert found.verdict == "blind"
    assert found.why == "afp used to tell of it and was not heard for a day"


def test_a_region_that_nobody_told_of_says_nothing() -> None:
    """Without a history its silence is no news, and how short the history is, is said."""
    found = judged([], {"afp": heard(days_ago=0.1)}, days=0.4)

    assert (found.verdict, found.last, found.per_day) == ("blind", None, None)
    assert found.why == "nobody has told of it in the 0.4 days that are known; 1 others are heard"


def test_what_is_usual_is_a_mean_over_what_is_known() -> None:
    """Six reports in three days are two a day; a resend is none."""
    told = [report("afp", days_ago=ago / 2) for ago in range(1, 7)]

    found = judged([*told, *told], {}, days=3)

    assert (found.per_day, found.days) == (2, 3)
    assert (found.voices[0].day, found.voices[0].week, found.voices[0].window) == (2, 6, 6)


def test_a_report_is_of_the_region_where_it_happened() -> None:
    """Not where fighting moves to, and not where only the country is known."""
    there = report_of(reading("a:1", mention(places=(place(),))), KIDAL)
    others = [(MENAKA,), (MALI,), (MENAKA, ABEIBARA)]

    assert there is not None
    assert there.kind == "fight"
    assert all(report_of(reading("a:2", mention(places=one)), KIDAL) is None for one in others)


def test_a_report_of_quiet_is_a_report() -> None:
    """ "No clashes in Kidal" tells of Kidal."""
    told = report_of(reading("a:1", mention(realis="negated")), KIDAL)

    assert told is not None
    assert told.realis == "negated"
