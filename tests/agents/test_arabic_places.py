"""Places as Arabic wires write them: towns, camps, districts and rivers of the wars of today."""

from __future__ import annotations

import pytest

from agents.text.folding import fold
from agents.where.places import places_in


def meant(raw: str) -> list[str]:
    """Return country and usual name of each place that *raw* names."""
    found = [one.place for one in places_in(fold(raw), "ar")]
    return [f"{place.country} {place.canonical}" for place in found]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("جيبو: إعدام تسعة من سائقي الشاحنات", "BF Djibo"),
        ("ماكوميا: متطرفون يضرمون النار في الأكواخ", "MZ Macomia"),
        ("كمين قرب كيسانجا", "MZ Quissanga"),
        ("جيش كاتشين يطوق آخر حامية في بامو", "MM Bhamo"),
        ("الجيش الصومالي يستعيد آدم يبال", "SO Adan Yabaal"),
        ("هجوم ببلدوين", "SO Beledweyne"),
        ("جثث على طريق السقيلبية", "SY As Suqaylibīyah"),
        ("اشتباكات في السويداء", "SY As-Suwayda"),
        ("قصف على كفركلا وعيترون", "LB Kfar Kila"),
        ("محلّقة تلقي قنبلة في بنت جبيل", "LB Bint Jbeil"),
        ("غارة على كفررمان", "LB Kfar Roummane"),
        ("مستوطنون في ترمسعيا", "PS Turmus‘ayyā"),
        ("إطلاق نار في غابات كولغام", "IN Kulgam"),
        ("رجال أمسكوا بجسر بنجغور", "PK Panjgur"),
        ("قذائف على سوق في سبين بولدك", "AF Spīn Bōldak"),
        ("كمين قرب تيسيت", "ML Tessit"),
        ("معارك حول غوليايبوليه", "UA Huliaipole"),
        ("مسيّرات فوق تاغانروغ", "RU Taganrog"),
        ("خطف في أوروابان", "MX Uruapan"),
        ("عصابة تقتحم بونت سوندي", "HT Pont-Sondé"),
        ("الحامية في كورمور", "IQ Khor Mor"),
        ("قتلى في مديرية حيس بالحديدة", "YE Ḩays"),
        ("غارات على مصراتة", "LY Misratah"),
        ("اقتتال في غابات أبوجماد", "IN Abujhmad"),
        ("حريق في ميناء أوست لوغا", "RU Ust’-Luga"),
        ("دورية قرب جيلان بينار", "TR Ceylanpınar"),
        ("جنديان إسرائيليان", "IL Israel"),
        ("جنود أتراك", "TR Turkey"),
        ("مقتل ستة جنود كوريين جنوبيين برصاص الجيش الكوري الشمالي", "KP North Korea"),
    ],
)
def test_knows_what_arabic_wires_call_a_place(raw: str, name: str) -> None:
    """A name of war is found alone, in its usual spellings, with or without a clitic."""
    assert name in meant(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "لا أدري متى تنتهي فترات الحمل",
        "قالت فاطمة إنها تنظم رحلات للحج",
        "الطرق المؤدية إلى الحل",
        "هذا تساؤل وجيه ومهم",
        "يأكلون المانجو",
        "وأنه جرى نقله وعند وصوله عبّر عن شكره",
        "نصيبه من الشريعة جملة واحدة",
        "حرب بلا هوادة في مسقط رأسه على كرم الضيافة",
    ],
)
def test_words_are_no_towns(raw: str) -> None:
    """A name behind a clitic may be a word of everyday: those stay words."""
    assert [one for one in meant(raw) if not one.startswith("OM ")] == []
