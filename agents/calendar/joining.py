"""
Which of a text's times are one time?

"Tuesday, 3 March", "between Thursday and Saturday", "overnight Saturday", "in July
of last year": phrases that stand side by side and mean one thing. Not here: what
each of them means (``phrases.py``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from agents.text.folding import Text

from .beside import Beside
from .stretch import Stretch
from .vocabulary import Vocabulary

NIGHTS: Final = frozenset({"overnight", "night", "night_into"})
DAYS: Final = frozenset({"weekday", "date", "day", "part"})
LINKED: Final = 3  # tokens between two phrases that are one
ONE_DAY: Final = timedelta(days=1)


def joined(text: Text, found: list[Stretch], words: Vocabulary) -> list[Stretch]:
    """Return *found*, in order, with those made one that mean one time."""
    if len(found) < 2:
        return found
    for join in (_one_time, _range, _night):
        kept = found[:1]
        for one in found[1:]:
            gap = _gap(text, kept[-1], one, words)
            both = join(gap, kept[-1], one) if gap else None
            if both:
                kept[-1] = both
            else:
                kept.append(one)
        found = kept
    return found


def _gap(text: Text, one: Stretch, two: Stretch, words: Vocabulary) -> Beside | None:
    """Return the words between the two, ``None`` when they are apart or in two sentences."""
    if two.core - one.last > LINKED:
        return None
    if any(sign in text.raw[text.ends[one.last - 1] : text.starts[two.core]] for sign in ".;:!?\n"):
        number = text.sentence_of(two.core)
        if text.sentences[number][0] >= one.last:
            return None
    return Beside(text, (one.last, two.core), words)


def _one_time(gap: Beside, one: Stretch, two: Stretch) -> Stretch | None:
    """Join a day that is named twice, and a date with its year."""
    return _same_day(one, two) or _of_year(one, two) if _is_passed_over(gap) else None


def _is_passed_over(gap: Beside) -> bool:
    first, last = gap.bounds
    while last > first:
        width = max(gap.before(last, "on"), gap.before(last, "of"))
        if not width:
            return False
        last -= width
    return True


def _same_day(one: Stretch, two: Stretch) -> Stretch | None:
    """Join "Tuesday, 3 March" and "أمس الثلاثاء"; the date counts, and the name before "yesterday"."""
    kinds = one.kind, two.kind
    if kinds == ("day", "date") and one.relation == "on":
        return two._replace(
            first=one.first, core=one.core
        )  # "today, 30 June" of a text moved later
    if kinds not in {
        ("weekday", "date"),
        ("date", "weekday"),
        ("day", "weekday"),
        ("part", "weekday"),
        ("weekday", "part"),
    }:
        return None
    if one.start.weekday() != two.start.weekday() or two.start != two.end or one.start != one.end:
        return None
    kept = two if "date" in kinds and two.kind == "date" else one
    is_part = "part_of_day" in {one.precision, two.precision}
    return kept._replace(
        first=one.first,
        core=one.core,
        last=two.last,
        precision="part_of_day" if is_part else "day",
        relation=one.relation,
        between=one.between,
    )


def _of_year(one: Stretch, two: Stretch) -> Stretch | None:
    """Join "in July" and "12 May" with "of last year"."""
    if two.kind != "year" or one.kind not in {"date", "month"} or one.relation != "on":
        return None
    try:
        start, end = (day.replace(year=two.start.year) for day in (one.start, one.end))
    except ValueError:
        return None
    return one._replace(last=two.last, start=start, end=end)


def _range(gap: Beside, one: Stretch, two: Stretch) -> Stretch | None:
    """Join "between Thursday and Saturday", "du lundi 3 au jeudi 6" and "Thursday-Saturday"."""
    is_alike = one.kind == two.kind or {one.kind, two.kind} <= DAYS
    if not is_alike or not _is_joint(gap, one, two):
        return None
    start = one.start
    if start > two.end and one.kind == "weekday":
        start -= timedelta(days=7)
    if start > two.end:
        return None
    if (
        one.precision == "part_of_day" and two.end - start == ONE_DAY
    ):  # "from Monday night to Tuesday"
        return one._replace(last=two.last, start=start, end=two.end, relation="overnight")
    is_days = one.kind in DAYS
    return Stretch(
        one.first if one.between is None else min(one.between, one.first),
        one.core,
        two.last,
        start,
        two.end,
        "range" if is_days else two.precision,
        one.kind,
        one.is_explicit and two.is_explicit,
    )


def _is_joint(gap: Beside, one: Stretch, two: Stretch) -> bool:
    first, last = gap.bounds
    if first == last:
        token = gap.text.tokens[two.core]
        is_glued = bool(gap.words.glued) and token.startswith(gap.words.glued[0])
        return gap.is_dashed(two.core) or (one.between is not None and is_glued)
    kind = "and" if one.between is not None else "to"
    width = gap.behind(first, kind)
    return width > 0 and _is_passed_over(gap._replace(bounds=(first + width, last)))


def _night(gap: Beside, one: Stretch, two: Stretch) -> Stretch | None:
    """Give a night its days: it begins on the day named, or ends on it, or both are named."""
    is_named = one.kind == two.kind == "weekday" and one.relation == "overnight"
    if is_named and two.core == one.last and two.start == one.end:  # "ليل الاثنين الثلاثاء"
        return one._replace(last=two.last)
    is_before = one.kind in NIGHTS and (two.kind in DAYS or two.precision == "range")
    if not is_before and not (two.kind == "night" and one.kind in DAYS):
        return None
    if not (_is_passed_over(gap) or gap.before(gap.bounds[1], "between")):
        return None
    night, days = (one, two) if is_before else (two, one)
    start, end, relation = days.start, days.end, "overnight"
    is_named_twice = start < end
    if night.kind == "night_into" and not is_named_twice:
        start -= ONE_DAY
    elif night.kind == "overnight" and not is_named_twice:
        end += ONE_DAY
    elif night.kind == "night":
        relation = days.relation
    return days._replace(
        first=min(one.first, two.first),
        core=min(one.core, two.core),
        last=max(one.last, two.last),
        start=start,
        end=end,
        precision="part_of_day",
        relation="on" if relation == "on" else "overnight",
    )
