"""
The dispatch that the project was started from, and its facts in our own words in eight languages.

The first lies beside the checkout and is nobody's to copy; the others are invented.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from schemas.dispatch import Dispatch, Draft, complete

SEED: Final = Path(__file__).parents[3] / "shared" / "seed" / "000_547f6447bbb99844.txt"
REPORTED: Final = datetime(2024, 7, 28, 18, tzinfo=UTC)
FRENCH = """Dakar, 28 juil 2024 (Agence) - De violents combats ont éclaté jeudi à Tinzaouatène, dans la région de \
Kidal, près de la frontière avec l'Algérie, entre l'armée malienne et les séparatistes du CSP-DPA.

L'armée et ses alliés russes de Wagner ont subi de lourdes pertes, selon un porte-parole des rebelles.

Au moins 17 personnes ont été tuées, selon un bilan provisoire donné par un élu local.

Un ancien employé de l'ONU a affirmé qu'au moins 15 combattants de Wagner avaient été tués et arrêtés.

Des combats ont aussi eu lieu plus au sud en direction d'Abeïbara, selon l'élu."""
SPANISH = """Dakar, 28 jul 2024 (Agencia).- Intensos combates estallaron el jueves en Tinzaouaten, en la región \
maliense de Kidal, junto a la frontera con Argelia, entre el Ejército y los separatistas del CSP-DPA.

El Ejército y sus aliados rusos de Wagner sufrieron graves pérdidas, según un portavoz de los rebeldes.

Al menos 17 personas murieron, de acuerdo con un balance provisional facilitado por un político local.

Un antiguo trabajador de la ONU aseguró que al menos 15 combatientes de Wagner fueron muertos y capturados.

También hubo combates más al sur, en dirección a Abeïbara, añadió el político local."""
ARABIC = """دكار 28 تموز/يوليو 2024 (وكالة) - اندلعت الخميس معارك عنيفة في تين زواتين بمنطقة كيدال، قرب الحدود \
مع الجزائر، بين الجيش المالي والانفصاليين في الإطار الاستراتيجي للدفاع عن شعب أزواد.

وتكبد الجيش وحلفاؤه الروس من مجموعة فاغنر خسائر فادحة، بحسب متحدث باسم المتمردين.

وقال سياسي محلي إن 17 شخصا على الأقل قتلوا بحسب حصيلة أولية.

وأفاد موظف سابق في الأمم المتحدة بأن ما لا يقل عن 15 من مقاتلي فاغنر قتلوا وأسروا.

ودارت معارك أيضا جنوبا باتجاه أبيبرا، وفق السياسي نفسه."""
GERMAN = """Dakar, 28. Juli 2024 (Agentur) - In Tinzaouaten in der Region Kidal nahe der Grenze zu Algerien sind am \
Donnerstag heftige Kämpfe zwischen der malischen Armee und den Separatisten der CSP-DPA ausgebrochen.

Die Armee und ihre russischen Verbündeten von Wagner haben nach Angaben eines Rebellensprechers schwere Verluste \
erlitten.

Mindestens 17 Menschen wurden getötet, wie ein Lokalpolitiker unter Berufung auf eine vorläufige Bilanz sagte.

Mindestens 15 Wagner-Kämpfer seien getötet und festgenommen worden, sagte ein früherer Mitarbeiter der UN.

Gekämpft wurde laut dem Politiker auch weiter südlich in Richtung Abeïbara."""
PORTUGUESE = """Dacar, 28 jul 2024 (Agência) - Violentos combates opõem desde quinta-feira o exército maliano \
aos separatistas do CSP-DPA em Tinzaouaten, na região de Kidal, perto da fronteira com a Argélia.

O exército e os seus aliados russos da Wagner sofreram pesadas perdas, segundo um porta-voz dos rebeldes.

Pelo menos 17 pessoas foram mortas, de acordo com um balanço provisório feito por um eleito local.

Um antigo funcionário da ONU afirmou que pelo menos 15 combatentes da Wagner foram mortos e capturados.

Os combates prosseguiam mais a sul, em direção a Abeïbara, disse o eleito."""
BRAZILIAN = """DACAR, 28 jul 2024 (Agência) - O Exército do Mali e os rebeldes separatistas do CSP-DPA se \
enfrentam desde quinta-feira em Tinzaouaten, na região de Kidal, junto à fronteira com a Argélia.

Segundo um porta-voz dos rebeldes, o Exército e seus aliados russos do grupo Wagner tiveram pesadas baixas.

Ao menos 17 pessoas morreram, disse um político local, que fez um balanço provisório.

Pelo menos 15 homens do Wagner foram mortos e presos, informou um ex-funcionário da ONU.

Os confrontos continuavam mais ao sul, em direção a Abeïbara, segundo o político."""
RUSSIAN = """ДАКАР, 28 июля 2024 (Агентство) - В Тинзауатене, в области Кидаль на севере Мали, у границы с \
Алжиром с четверга идут ожесточенные бои между малийской армией и сепаратистами из CSP-DPA.

Армия и ее российские союзники из "Вагнера" понесли тяжелые потери, сообщил представитель \
повстанцев.

По предварительным данным, не менее 17 человек погибли, рассказал местный политик.

Бывший сотрудник ООН заявил, что не менее 15 бойцов "Вагнера" были убиты или взяты в плен.

Столкновения продолжались южнее, в направлении Абейбары, сказал политик."""
UKRAINIAN = """ДАКАР, 28 липня 2024 (Агентство) - У Тінзауатені, в області Кідаль на півночі Малі, біля \
кордону з Алжиром, із четверга точаться запеклі бої між малійською армією та сепаратистами з \
CSP-DPA.

Армія та її російські союзники з "Вагнера" зазнали важких втрат, повідомив речник повстанців.

За попередніми даними, щонайменше 17 людей загинули, розповів місцевий політик.

Колишній співробітник ООН заявив, що щонайменше 15 бійців ПВК "Вагнер" були вбиті або взяті в \
полон.

Сутички тривали південніше, у напрямку Абейбари, сказав політик."""

TOLD: Final = {
    "French": ("fr", FRENCH),
    "Spanish": ("es", SPANISH),
    "Arabic": ("ar", ARABIC),
    "German": ("de", GERMAN),
    "Portuguese": ("pt", PORTUGUESE),
    "Brazilian": ("pt", BRAZILIAN),
    "Russian": ("ru", RUSSIAN),
    "Ukrainian": ("uk", UKRAINIAN),
}
EVERY: Final = ("seed", *TOLD)
SIX: Final = ("seed", "French", "Spanish", "Arabic", "German", "Portuguese")
"""The languages that one incident is told in, each by another wire."""


def seed_in(name: str) -> Dispatch:
    """Return the dispatch of ``EVERY``; skips where the first one is not beside this checkout."""
    if name != "seed":
        language, text = TOLD[name]
        return complete(Draft(text=text, provider=name, language=language, published_at=REPORTED))
    if not SEED.exists():
        pytest.skip("the seed dispatch is not beside this checkout")
    text = SEED.read_text("utf-8")
    return complete(Draft(text=text, provider="afp", language="en", published_at=REPORTED))
