"""Arabic: numbers, duals and hedges; wordings and hard negatives beyond the suite."""

from __future__ import annotations

import pytest

from tests.reading.builders import said


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
    ],
)
def test_who_is_counted(text: str, expected: set[tuple[str, int | None, int | None]]) -> None:
    """
    Every figure stands for those it counts.
    """
    assert tolls(text) == expected
