"""Russian and Ukrainian names of places, in any case, are found; ordinary words are not."""

from __future__ import annotations

import pytest

from agents.text.folding import fold
from agents.where.places import places_in

NAMED = [
    ("ru", "Боевики вошли в Валикале", "CD"),
    ("ru", "Джихадисты ворвались в гарнизон Тессалита", "ML"),
    ("ru", "В лесу под Кулгамом ловят боевиков", "IN"),
    ("ru", "По палаткам под Хан-Юнисом ударила авиация", "PS"),
    ("ru", "Пятиэтажку в Кривом Роге накрыло ракетой", "UA"),
    ("ru", "Сызрань: беспилотник попал в завод", "RU"),
    ("ru", "В Херсоне FPV-дрон настиг автобус", "UA"),
    ("ru", "Бой под Суджей", "RU"),
    ("ru", "Число жертв удара по Запорожью выросло", "UA"),
    ("ru", "Диссиденты обстреляли полицию в Калото", "CO"),
    ("ru", "Стрельба в Каура-Намоде", "NG"),
    ("uk", "Бойовики захопили базу в Тессаліті", "ML"),
    ("uk", "Вибух стався в Хаккарі", "TR"),
    ("uk", "Генштаб підтвердив удар по Сизрані", "RU"),
    ("uk", "Бої за Куп’янськ тривають", "UA"),
    ("uk", "Колону обстріляно в Мірбале", "HT"),
    ("uk", "Обстріл Чорноморська", "UA"),
    ("uk", "У Куррамі обстріляли колону", "PK"),
]

UNNAMED = [
    ("ru", "Команда выиграла матч"),
    ("ru", "Думаю, всё решилось раньше"),
    ("ru", "Владимир Фесенко дал интервью"),
    ("ru", "Подлодка «Краснодар» вышла в море"),
    ("ru", "Какой момент стал главным"),
    ("uk", "Крім того, погода погіршилася"),
    ("uk", "Усі послуги надавалися вчасно"),
    ("uk", "Досі ніхто не знає"),
]


@pytest.mark.parametrize(("language", "text", "country"), NAMED)
def test_inflected_and_respelled_names_are_found(language: str, text: str, country: str) -> None:
    """A town is found by its Russian or Ukrainian name in any case."""
    assert country in {found.place.country for found in places_in(fold(text), language)}


@pytest.mark.parametrize(("language", "text"), UNNAMED)
def test_ordinary_words_are_no_places(language: str, text: str) -> None:
    """Words, people and ships that are called like a town name none."""
    assert not places_in(fold(text), language)
