"""The one-pass scorer answers as langdetect does, and better where that one is known to fail."""

from __future__ import annotations

import langdetect
import pytest

from agents.text.language import language_of

# Invented dispatches, forty words and more each.
LONG = {
    "en": [
        "Clashes broke out on Thursday between government troops and rebel fighters near the northern town, residents and a local official said, adding that both sides had used heavy weapons and that hundreds of families were leaving their homes for the capital before nightfall.",
        "The ministry said in a statement that the talks would resume next week once the observers had returned from the border, but the opposition insisted that no date had been agreed and that the prisoners must first be allowed to see their lawyers.",
    ],
    "fr": [
        "Des combats ont éclaté jeudi entre les troupes gouvernementales et des combattants rebelles près de la ville du nord, ont indiqué des habitants et un responsable local, ajoutant que les deux camps avaient utilisé des armes lourdes et que des centaines de familles fuyaient.",
        "Le ministère a déclaré dans un communiqué que les négociations reprendraient la semaine prochaine après le retour des observateurs, mais l'opposition assure qu'aucune date n'a été fixée et que les prisonniers doivent d'abord pouvoir rencontrer leurs avocats dans de bonnes conditions.",
    ],
    "es": [
        "Los combates estallaron el jueves entre las tropas del gobierno y combatientes rebeldes cerca de la ciudad norteña, dijeron vecinos y un funcionario local, que añadieron que ambos bandos usaron armas pesadas y que cientos de familias abandonaban sus hogares antes de la noche.",
    ],
    "de": [
        "Am Donnerstag sind nahe der Stadt im Norden Kämpfe zwischen Regierungstruppen und Rebellen ausgebrochen, wie Bewohner und ein örtlicher Beamter sagten; beide Seiten hätten schwere Waffen eingesetzt, und Hunderte Familien hätten ihre Häuser noch vor Einbruch der Nacht in Richtung Hauptstadt verlassen müssen, hieß es.",
    ],
    "pt": [
        "Os combates começaram na quinta-feira entre as tropas do governo e combatentes rebeldes perto da cidade do norte, disseram moradores e um responsável local, acrescentando que os dois lados usaram armas pesadas e que centenas de famílias deixavam as suas casas antes da noite.",
    ],
    "ar": [
        "اندلعت اشتباكات يوم الخميس بين القوات الحكومية ومقاتلين من المتمردين قرب المدينة الواقعة في شمال البلاد، بحسب ما قال سكان ومسؤول محلي، وأضافوا أن الطرفين استخدما أسلحة ثقيلة وأن مئات العائلات غادرت منازلها قبل حلول الليل متجهة إلى العاصمة بعد أن قطعت الطرق الرئيسية.",
    ],
    "ru": [
        "Бои начались в четверг между правительственными войсками и повстанцами возле северного города, сообщили жители и местный чиновник, добавив, что обе стороны применяли тяжёлое вооружение и что сотни семей покидали свои дома до наступления ночи и направлялись в столицу, где для них открыли несколько школ.",
    ],
    "uk": [
        "Бої розпочалися у четвер між урядовими військами та повстанцями поблизу північного міста, повідомили мешканці та місцевий посадовець, додавши, що обидві сторони застосовували важке озброєння і що сотні родин залишали свої домівки до настання ночі та прямували до столиці, де для них відкрили кілька шкіл.",
    ],
    "it": [
        "Gli scontri sono scoppiati giovedì tra le truppe governative e i combattenti ribelli vicino alla città del nord, hanno detto gli abitanti e un funzionario locale, aggiungendo che entrambe le parti hanno usato armi pesanti e che centinaia di famiglie lasciavano le case prima di notte.",
    ],
    "tr": [
        "Kuzeydeki kentin yakınında perşembe günü hükümet birlikleri ile isyancı savaşçılar arasında çatışma çıktığını söyleyen bölge sakinleri ve yerel bir yetkili, iki tarafın da ağır silahlar kullandığını, yüzlerce ailenin gece olmadan evlerini terk ederek başkente doğru yola çıktığını ve yolların hâlâ kapalı olduğunu ekledi.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(k, t) for k, ts in LONG.items() for t in ts])
def test_agrees_with_seeded_langdetect(language: str, text: str) -> None:
    """From forty words on, sampling and one pass give one answer, and the right one."""
    langdetect.DetectorFactory.seed = 0

    assert language_of(text) == langdetect.detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Fighting in Kidal: residents", "en"),
        ("Kabul: 3 dead", "en"),
        ("Combats à Kidal: habitants", "fr"),
        ("Venezuela nega choque entre suas tropas e soldados da Guiana no rio", "pt"),
        ("CRONOLOGÍA - Una década de combates por Mosul", "es"),
        ("MALI ARMY SAYS TWELVE KILLED IN AMBUSH", "en"),
        ("ARMÉE MALIENNE: DOUZE MORTS DANS UNE EMBUSCADE", "fr"),
        ("边境地区爆发激烈战斗", "zh"),
        ("邊境地區爆發激烈戰鬥，居民紛紛逃離家園", "zh"),
        ("国境付近で激しい戦闘が始まった", "ja"),
        ("국경 지역에서 전투가 벌어졌다", "ko"),
        ("У Мінску адбыўся вялікі пажар", "be"),
        ("У Києві пролунали вибухи", "uk"),
    ],
)
def test_is_right_on_a_line(text: str, language: str) -> None:
    """An alert is one line, often in capitals, and some scripts tell the language alone."""
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", " \n", "12 34", "😀", "\x00\ud800", "https://a.example/b"])
def test_says_when_there_is_nothing_to_go_by(text: str) -> None:
    """No letters, no language; never an error."""
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("declared", "language"),
    [("fr-FR", "fr"), ("PT_br", "pt"), ("zh-Hant", "zh"), ("und", "en"), ("", "en"), ("x?", "en")],
)
def test_believes_the_label_of_the_item(declared: str, language: str) -> None:
    """A usable label wins over the guess; a useless one does not count."""
    assert language_of("The army said on Monday that it had left.", declared=declared) == language


def test_does_not_depend_on_what_it_read_before() -> None:
    """The memo of words changes speed, never an answer."""
    lines = [text for texts in LONG.values() for text in texts]

    assert [language_of(line) for line in lines] == [language_of(line) for line in lines[::-1]][
        ::-1
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Dozens die in Sudan fighting"),
        ("en", "Men die in mine attack in Kabul"),
        ("de", "Soldaten sterben bei Angriff in Mali"),
        ("de", "Die Armee greift Rebellen in Goma an"),
        ("pt", "Tiroteio deixa quatro mortos em Cabinda"),
        ("es", "Ataque deja doce muertos en Kabul"),
    ],
)
def test_small_words_tell_languages_apart_that_look_alike(language: str, line: str) -> None:
    """One line of a headline is too short for n-grams alone."""
    assert language_of(line) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Авіаудар по передмістю Бейрута", "uk"),  # no letter that is Ukraine's alone
        ("Херсон: ворожий дрон полював на швидку, поранено фельдшерку", "uk"),
        ("Заколотники М23 вдерлися до Гоми", "uk"),
        ("Армия взяла поселок, погиб солдат", "ru"),
        ("Israels Luftwaffe bombardiert Tyros", "de"),
        ("Autobombe explodiert in Bagdad", "de"),
    ],
)
def test_a_headline_is_told_from_its_twin_by_endings_and_letters(text: str, language: str) -> None:
    """
    Short lines hold few small words.
    """
    assert language_of(text) == language
