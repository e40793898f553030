"""Arabic: who is counted, who speaks, and what stands in one word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from .builders import said

REPORTED = datetime(2024, 7, 28, 18, tzinfo=UTC)


def tolls(text: str) -> set[tuple[str, int | None, int | None]]:
    return {(one.kind, one.min, one.max) for one in said(text, language="ar").claims}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 11 and more take a singular noun.
        ("مقتل 12 جنديا في كمين قرب غاو.", {("killed", 12, 12)}),
        # What "and" is written onto begins anew.
        ("أسفر القصف على حلب عن 12 قتيلا و20 جريحا.", {("killed", 12, 12), ("wounded", 20, 20)}),
        ("مقتل ثلاثة جنود وسبعة مسلحين في كمين قرب غاو.", {("killed", 3, 3), ("killed", 7, 7)}),
        # A dual is two, also where it is the counting word itself.
        ("مقتل جنديين في كمين قرب غاو.", {("killed", 2, 2)}),
        ("سقط قتيلان وخمسة جرحى في قصف على حلب.", {("killed", 2, 2), ("wounded", 5, 5)}),
        ("قصف على حلب يوقع مئة قتيل.", {("killed", 100, 100)}),
        # Hedges before the number and behind the people.
        ("قتل 14 مدنيا على الأقل في غارة على حلب.", {("killed", 14, None)}),
        ("قتل ما لا يقل عن 14 مدنيا في غارة على حلب.", {("killed", 14, None)}),
        ("قتل ما يزيد على 30 مدنيا في غارة على حلب.", {("killed", 31, None)}),
        ("أصيب ما بين 15 و20 شخصا في غارة على حلب.", {("wounded", 15, 20)}),
        ("أصيب بين 15 و20 شخصا في غارة على حلب.", {("wounded", 15, 20)}),
        # Numbers in words, and thousands that are no vague word.
        ("قتل خمسة وعشرون شخصا في غارة على حلب.", {("killed", 25, 25)}),
        ("قتل مئة وسبعة عشر شخصا في غارة على حلب.", {("killed", 117, 117)}),
        ("نزوح خمسة آلاف شخص بعد اشتباكات في حلب.", {("displaced", 5000, 5000)}),
        ("نزوح 5 آلاف شخص بعد اشتباكات في حلب.", {("displaced", 5000, 5000)}),
        ("نزوح آلاف الأشخاص بعد اشتباكات في حلب.", {("displaced", 1000, 9999)}),
        ("مقتل ١٧ شخصا في غارة على حلب.", {("killed", 17, 17)}),
        ("عشرات القتلى في غارة على حلب.", {("killed", 10, 99)}),
        # A tally takes the number it has come to; a compound is never split.
        ("ارتفاع حصيلة القتلى في غارة حلب إلى 31.", {("killed", 31, 31)}),
        ("مقتل وإصابة 30 شخصا في غارة على حلب.", {("killed_or_wounded", 30, 30)}),
        ("قتل وأسر 15 مسلحا في معارك حلب.", {("killed_and_captured", 15, 15)}),
        ("لم يصب أحد في غارة على حلب.", {("wounded", 0, 0)}),
        # Who did it stands between the verb and those it counts; who is named by a place does not.
        ("قتلت القوات الإسرائيلية 12 فلسطينيا في غزة.", {("killed", 12, 12)}),
        ("قتلت قوات الدعم السريع، الثلاثاء، أكثر من 30 مدنيا في بارا.", {("killed", 31, None)}),
        ("أصيب جنود في هجوم شنه 20 مسلحا قرب غاو.", set()),
        # "And" is written onto the next of a list.
        ("مقتل ضابط وخمسة جنود في كمين قرب غاو.", {("killed", 1, 1), ("killed", 5, 5)}),
    ],
)
def test_who_is_counted(text: str, expected: set[tuple[str, int | None, int | None]]) -> None:
    """
    Every figure stands for those it counts.
    """
    assert tolls(text) == expected


@pytest.mark.parametrize(
    ("text", "role", "status"),
    [
        ("قتل 12 جنديا في كمين قرب غاو بحسب مصدر أمني.", "مصدر أمني", "claimed"),
        ("مصدر طبي: 12 قتيلا في غارة على حلب", "مصدر طبي", "claimed"),
        ("12 قتيلا في غارة على حلب (مسعفون)", "مسعفون", "claimed"),
        # What is said begins at its toll, and a day is no part of who says it.
        ("اعترف الجيش الأربعاء بمقتل 5 من جنوده في معارك حلب.", "الجيش", "admitted"),
        ("نفى الجيش مقتل 30 من جنوده في كمين قرب غاو.", "الجيش", "denied"),
        # Whom somebody told is no part either.
        ("قال طبيب لوكالة الأنباء إن 12 شخصا قتلوا في قصف على حلب.", "طبيب", "claimed"),
        # A verb without a speaker goes on for the last one.
        (
            "وقالت الشرطة إن مسلحين هاجموا قرية قرب غاو. وأضافت أن 5 أصيبوا.", "الشرطة", "claimed",
        ),
    ],
)  # fmt: skip
def test_who_says_so(text: str, role: str, status: str) -> None:
    """
    The verb stands before its speaker, and a headline begins or ends with it.
    """
    claim = said(text, language="ar").claims[0]

    assert claim.by is not None
    assert (claim.by.role, claim.status) == (role, status)


def test_a_name_without_capitals_is_explained_behind_its_comma() -> None:
    """
    Nothing else tells an Arabic name from other words.
    """
    text = "وقال محمد علي، وهو مسؤول محلي، إن 12 شخصا قتلوا في قصف على حلب."
    (claim,) = said(text, language="ar").claims

    assert claim.by is not None
    assert claim.by.name == "محمد علي"


@pytest.mark.parametrize(
    ("text", "sub_event"),
    [
        ("مقتل شاب برصاص مسلحين في جنين.", "Attack"),
        # Who took it, and when, stand between the verb and what was taken.
        ("سيطر مقاتلو حركة 23 مارس الجمعة على بلدة ماسيسي بعد قتال عنيف.", "Non-state actor overtakes territory"),
        ("استعاد الجيش السوداني الأربعاء مدينة بارا إثر معارك.", "Government regains territory"),
        ("دخلت قوات الدعم السريع بلدة بارا من دون قتال.", "Non-violent transfer of territory"),
        # A verb inside a group's name takes nothing.
        ("تبادلت جبهة تحرير أزواد والجيش المالي إطلاق النار قرب كيدال.", "Armed clash"),
    ],
)  # fmt: skip
def test_what_became_of_the_ground(text: str, sub_event: str) -> None:
    """
    Ground is told by verbs that open their clause.
    """
    told = [m.types.acled for m in said(text, language="ar").mentions]

    assert sub_event in {one.sub_event for one in told if one}
