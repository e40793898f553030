"""Ukrainian: wordings beyond the suite."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2024, 7, 28, 18, tzinfo=UTC)

TOLD = [
    ("Сили оборони відбили 12 атак під Куп'янськом, повідомив Генштаб у неділю.", "Armed clash"),
    (
        "Таліби захопили блокпост під Кундузом, убивши вісьмох поліцейських.",
        "Non-state actor overtakes territory",
    ),
    (
        "Сирійська армія після боїв повернула контроль над Алеппо.",
        "Government regains territory",
    ),
    (
        "Бойовики із засідки обстріляли військову колону під Гао, загинули шестеро солдатів.",
        "Armed clash",
    ),
    ("Шестеро людей загинули внаслідок авіаудару по ринку в Маріуполі.", "Air/drone strike"),
    (
        "Жертвами ракетного удару по Запоріжжю стали дев'ять людей.",
        "Shelling/artillery/missile attack",
    ),
    ("Армія Ізраїлю завдала ударів по Бейруту.", "Air/drone strike"),
    ("Снаряд влучив у лікарню в Херсоні, загинула медсестра.", "Shelling/artillery/missile attack"),
    ("У Кабулі вибухнув замінований автомобіль, семеро загиблих.", "Remote explosive/landmine/IED"),
    ("Росіяни скинули авіабомбу на Слов'янськ: двоє поранених.", "Air/drone strike"),
    ("Озброєні люди розстріляли 11 вірян у церкві під Джосом.", "Attack"),
    ("Бойовики викрали 30 пасажирів автобуса під Кадуною.", "Abduction/forced disappearance"),
    ("Ворог обстріляв Суми ракетами, є загиблі.", "Shelling/artillery/missile attack"),
    ("Важкі бої між армією та СШП спалахнули в Омдурмані.", "Armed clash"),
    ("Десантники розбили штурмову групу під Гуляйполем.", "Armed clash"),
    ("Росіяни захопили Сіверськ, кажуть аналітики.", "Non-state actor overtakes territory"),
    (
        "Окупанти вивезли в невідомому напрямку директорку школи в Бердянську.",
        "Abduction/forced disappearance",
    ),
    ("Росіяни поцілили по порту Одеси, є загиблий.", "Shelling/artillery/missile attack"),
    ("Рій дронів над Полтавою, горить нафтобаза.", "Air/drone strike"),
    ("Ізраїль розбомбив школу в Газі.", "Air/drone strike"),
    (
        "Ешелон рухався, коли партизани підірвали залізницю під Мелітополем.",
        "Remote explosive/landmine/IED",
    ),
    ("ЗСУ вибили росіян з кварталу в Бахмуті.", "Armed clash"),
    ("Вибух у мечеті Кабула забрав 11 життів.", "Remote explosive/landmine/IED"),
]
SILENT = [
    "У суді розпочався процес у справі про теракт у Беслані.",
    "Збірна України розгромила суперника: атака працювала бездоганно.",
    "Міноборони повідомило про початок навчань із ракетними стрільбами в Польщі.",
    "Зеленський і Ердоган обговорили ситуацію в Сирії.",
    "Гривня під ударом: долар атакував позначку 50.",
    "У Полтаві відкрили пам'ятник солдатам, загиблим в Афганістані.",
    "Під час пожежі в казармі загинули троє солдатів.",
    "Літак розбився під Делі, загинули 48 людей.",
    "У Києві затримали чоловіка, який стріляв із вікна по перехожих із пневматики.",
    "ООН закликала до припинення вогню в Газі та доступу гуманітарної допомоги.",
    "Ведмідь напав на туриста в Карпатах.",
    "Індонезія закупить 42 винищувачі Rafale.",
    "Рада вдарила по кишенях автомобілістів, вважають експерти.",
    "Лікарі б'ють на сполох: смертність від інфаркту зросла.",
    "Серіал про війну отримав премію.",
    "Страйк машиністів паралізував Париж.",
    "У Львові відбувся концерт пам'яті загиблих захисників.",
    "Хакери атакували сервери міністерства оборони Литви.",
    "Поліція вилучила наркотики та зброю в Одесі.",
    "НАТО готується до війни з Росією, заявив Рютте.",
    "Гранату часів війни знайшли на городі під Житомиром.",
    "Штурм Евересту завершився трагедією: загинули двоє альпіністів.",
    "Матч перервано: фанати побилися на трибунах у Белграді.",
    "Уряд виділив кошти на відбудову будинків, зруйнованих обстрілами.",
    "Поліція Парижа розкрила вбивство пенсіонерки, скоєне п'ять років тому.",
    "Лондон звинуватив Москву в підриві системи міжнародної безпеки.",
    "Троє смертників чекають на помилування у в'язниці Токіо.",
    "Пентагон підготував план удару по військових об'єктах Ірану, пише газета.",
    "Хакерське угруповання заявило про атаку на сервери Пентагону.",
]


def told(text: str) -> Reading:
    return read(complete(Draft(text=text, provider="other", language="uk", published_at=REPORTED)))


@pytest.mark.parametrize(("text", "sub_event"), TOLD)
def test_a_report_is_told_by_its_kind(text: str, sub_event: str) -> None:
    """
    Verbs and nouns of force are known in the forms that the press bends them to.
    """
    reading = told(text)
    kinds = {m.types.acled.sub_event for m in reading.mentions if m.types.acled}

    assert reading.fighting
    assert sub_event in kinds


@pytest.mark.parametrize("text", SILENT)
def test_ordinary_news_with_words_of_war_is_silent(text: str) -> None:
    """
    Sport, money, courts, memory, drills and accidents borrow the words, and tell no fight.
    """
    assert not told(text).fighting


def test_a_verb_behind_the_event_denies_it() -> None:
    """
    Ukrainian puts "не зафіксовано" last; "без жертв" behind a clash denies only the dead.
    """
    denied = told("Боєзіткнень під Гао за добу не зафіксовано.")
    bloodless = told("Зіткнення під Гао обійшлися без жертв.")

    assert [m.realis for m in denied.mentions] == ["negated"]
    assert bloodless.fighting


def test_a_sign_before_the_first_word_hides_nothing() -> None:
    """
    An emoji's second character belongs to no word.
    """
    claims = told("\u2757\ufe0fТроє загиблих у Тернополі: російський дрон влучив у будинок.").claims

    assert [(one.kind, one.min) for one in claims] == [("killed", 3)]
