"""Russian: the seed's facts, and wordings beyond the suite."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2024, 7, 28, 18, tzinfo=UTC)
SEED = """ДАКАР, 28 июля 2024 (Агентство) - В Тинзауатене, в области Кидаль на севере Мали, у границы с \
Алжиром с четверга идут ожесточенные бои между малийской армией и сепаратистами из CSP-DPA.

Армия и ее российские союзники из "Вагнера" понесли тяжелые потери, сообщил представитель \
повстанцев.

По предварительным данным, не менее 17 человек погибли, рассказал местный политик.

Бывший сотрудник ООН заявил, что не менее 15 бойцов "Вагнера" были убиты или взяты в плен.

Столкновения продолжались южнее, в направлении Абейбары, сказал политик."""

TOLD = [
    ("ВСУ отбили 12 атак под Купянском, сообщил Генштаб в воскресенье.", "Armed clash"),
    (
        "Талибы захватили блокпост под Кундузом, убив восемь полицейских.",
        "Non-state actor overtakes territory",
    ),
    ("Сирийская армия после боев вернула контроль над Пальмирой.", "Government regains territory"),
    ("Боевики из засады обстреляли военную колонну под Гао, погибли шесть солдат.", "Armed clash"),
    ("Шесть человек погибли при авиаударе по рынку в Мариуполе.", "Air/drone strike"),
    (
        "Жертвами ракетного удара по Харькову стали девять человек.",
        "Shelling/artillery/missile attack",
    ),
    ("Армия Израиля нанесла удары по Бейруту.", "Air/drone strike"),
    ("Снаряд попал в больницу в Донецке, погибла медсестра.", "Shelling/artillery/missile attack"),
    ("В Кабуле взорвалась заминированная машина, семь погибших.", "Remote explosive/landmine/IED"),
    ("Смертница подорвала себя на рынке в Майдугури, погибли 14 человек.", "Suicide bomb"),
    ("Вооруженные люди расстреляли 11 прихожан в церкви под Джосом.", "Attack"),
    ("Боевики похитили 30 пассажиров автобуса под Кадуной.", "Abduction/forced disappearance"),
    ("Перестрелка на границе Армении и Азербайджана: ранены двое военных.", "Armed clash"),
    ("Хуситы выпустили ракету по Эйлату.", "Shelling/artillery/missile attack"),
    ("Тяжелые бои между армией и СБП вспыхнули в Омдурмане.", "Armed clash"),
    ("Трое инженеров похищены в Мали неизвестными в форме.", "Abduction/forced disappearance"),
    ("ООН: гуманитарный конвой попал под обстрел в Сирии", "Shelling/artillery/missile attack"),
    ("В бою под Гао полегло не менее тридцати солдат.", "Armed clash"),
    ("Правительственные войска освободили поселок под Идлибом.", "Government regains territory"),
]
SILENT = [
    "В суде начался процесс по делу о теракте в Беслане.",
    "Сборная России разгромила соперника: атака работала безупречно.",
    "Минобороны сообщило о начале учений с ракетными стрельбами в Калининградской области.",
    "Путин и Эрдоган обсудили ситуацию в Сирии.",
    "Рубль под ударом: доллар атаковал отметку 100.",
    "В Самаре открыли памятник солдатам, погибшим в Афганистане.",
    "При пожаре в казарме под Читой погибли трое солдат.",
    "Самолет Ан-24 разбился под Тындой, погибли 48 человек.",
    "Ученые взорвали миф о пользе витаминов.",
    "В Петербурге задержан мужчина, стрелявший из окна по прохожим из пневматики.",
    "ООН призвала к прекращению огня в Газе и доступу гуманитарной помощи.",
    "Медведь напал на туриста на Камчатке.",
    "Индонезия закупит 42 истребителя Rafale.",
    "Госдума ударила по карманам автомобилистов, считают эксперты.",
    "Врачи бьют тревогу: смертность от инфаркта выросла.",
    "Сериал о войне в Чечне получил премию.",
    "Забастовка машинистов парализовала Париж.",
    "В Москве прошел концерт памяти жертв теракта в «Крокусе».",
    "Актер, сыгравший боевика, умер в возрасте 70 лет.",
    "Хакеры атаковали серверы министерства обороны Литвы.",
    "Полиция изъяла партию наркотиков и оружие в Марселе.",
    "НАТО готовится к войне с Россией, заявил Лавров.",
    "Граната времен войны найдена в огороде под Смоленском.",
    "Штурм Эвереста закончился трагедией: погибли два альпиниста.",
    "Матч прерван: фанаты подрались на трибунах в Белграде.",
    "Полиция Парижа раскрыла убийство пенсионерки, совершенное пять лет назад.",
    "Лондон обвинил Москву в подрыве системы международной безопасности.",
    "Трое смертников ожидают помилования в тюрьме Токио.",
    "Пентагон подготовил план удара по военным объектам Ирана, пишет газета.",
    "Посол заявил о готовности Вашингтона нанести удары по Дамаску.",
    "Премьер назвал отставку министра политическим убийством.",
    "Хакерская группировка заявила об атаке на серверы Пентагона.",
    "Наступление на позиции боевиков в Сомали начнется осенью, объявил президент.",
    "Актер обвиняется в подготовке теракта в Киеве.",
]


def told(text: str) -> Reading:
    return read(complete(Draft(text=text, provider="other", language="ru", published_at=REPORTED)))


@pytest.fixture(scope="module")
def seed() -> Reading:
    return told(SEED)


def test_the_seed_is_a_fight_in_its_region_since_thursday(seed: Reading) -> None:
    """
    Neither the dateline, nor the border, nor a nationality locates it.
    """
    fights = [m for m in seed.mentions if m.realis == "actual" and m.family == "fight"]
    mains = {place.iso3166_2 for m in fights for place in m.places if place.role == "main"}

    assert seed.fighting
    assert seed.countries == ("ML",)
    assert mains == {"ML-8"}
    assert min(m.time.start for m in fights if m.time.start) == date(2024, 7, 25)


def test_the_seed_has_its_sides(seed: Reading) -> None:
    """
    The army and Wagner stand against CSP-DPA.
    """
    sides = {a.actor_id: a.side for m in seed.mentions for a in m.actors if a.actor_id}

    assert sides["ML:army"] == sides["wagner"] == "A"
    assert sides["csp-dpa"] == "B"


def test_the_seed_has_its_three_claims(seed: Reading) -> None:
    """
    17 dead, 15 of Wagner killed and captured in one, heavy losses of the army; nothing else.
    """
    claims = {claim.kind: claim for claim in seed.claims}
    c1, c2, c3 = claims["killed"], claims["killed_and_captured"], claims["losses"]

    assert len(seed.claims) == len(claims)
    assert (c1.min, c1.max, set(c1.hedge)) == (17, None, {"at_least", "provisional"})
    assert (c2.min, c2.max, c2.of.actor_id) == (15, None, "wagner")
    assert (c3.min, c3.max, c3.of.side) == (None, None, "A")
    assert all(claim.by is not None for claim in seed.claims)


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
    Russian puts "не зафиксировано" last; "без жертв" behind a clash denies only the dead.
    """
    denied = told("Столкновений под Гао за сутки не зафиксировано.")
    bloodless = told("Столкновения под Гао обошлись без жертв.")

    assert [m.realis for m in denied.mentions] == ["negated"]
    assert bloodless.fighting
