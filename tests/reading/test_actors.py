"""Who takes part: names in eight languages, whose forces, what a country does, labels. A row is a claim."""

from __future__ import annotations

import pytest

from .parties import ids_of, parties_of

NAMED = [
    ("en", "JNIM fighters attacked {@ML|Gao}", {"jnim"}),
    ("fr", "Le GSIM a revendiqué l'attaque de {@ML|Gao}", {"jnim"}),
    ("es", "El Grupo de Apoyo al Islam y los Musulmanes atacó {@ML|Gao}", {"jnim"}),
    ("ar", "هاجمت جماعة نصرة الإسلام والمسلمين {@ML|غاو}", {"jnim"}),
    ("de", "Kämpfer der Gruppe zur Unterstützung des Islams und der Muslime in {@ML|Gao}", {"jnim"}),
    ("en", "M23 seized the town", {"m23"}),
    ("fr", "les rebelles du M23 ont pris la ville", {"m23"}),
    ("pt", "os rebeldes do M23 tomaram a cidade", {"m23"}),
    ("es", "los rebeldes del Movimiento 23 de Marzo tomaron la ciudad", {"m23"}),
    ("ru", "боевики движения 23 марта захватили город", {"m23"}),
    ("ar", "سيطرت حركة 23 مارس على المدينة", {"m23"}),
    ("en", "the Rapid Support Forces shelled a market", {"rsf"}),
    ("ar", "قصفت قوات الدعم السريع السوق", {"rsf"}),
    ("es", "las Fuerzas de Apoyo Rápido bombardearon un mercado", {"rsf"}),
    ("ru", "Силы быстрой поддержки обстреляли рынок", {"rsf"}),
    ("uk", "Сили швидкої підтримки обстріляли ринок", {"rsf"}),
    ("en", "Houthi rebels fired missiles", {"houthis"}),
    ("fr", "les rebelles houthis ont tiré", {"houthis"}),
    ("es", "los hutíes lanzaron misiles", {"houthis"}),
    ("de", "die Huthi-Rebellen griffen an", {"houthis"}),
    ("ar", "أعلن الحوثيون استهداف سفينة", {"houthis"}),
    ("ru", "хуситы атаковали судно", {"houthis"}),
    ("uk", "хусити атакували судно", {"houthis"}),
    ("ar", "قتال مع الدعم السريع وحماس وحزب الله", {"rsf", "hamas", "hezbollah"}),
    ("ar", "غارة على مواقع للحوثيين", {"houthis"}),
    ("de", "Die Hisbollah feuerte Raketen ab", {"hezbollah"}),
    ("es", "Hezbolá lanzó cohetes", {"hezbollah"}),
    ("ru", "удар по позициям «Хезболлы»", {"hezbollah"}),
    ("fr", "Daech a revendiqué l'attentat", {"islamic-state"}),
    ("pt", "O grupo Estado Islâmico reivindicou o ataque", {"islamic-state"}),
    ("ru", "боевики «Исламского государства»", {"islamic-state"}),
    ("de", "Kämpfer der Terrormiliz Islamischer Staat", {"islamic-state"}),
    ("en", "the Islamic State in the Greater Sahara", {"isgs"}),
    ("en", "the Pakistani Taliban", {"ttp"}),
    ("fr", "les talibans pakistanais", {"ttp"}),
    ("fr", "les talibans afghans", {"taliban"}),
    ("es", "los talibanes", {"taliban"}),
    ("uk", "таліби захопили місто", {"taliban"}),
    ("es", "guerrilleros del ELN atacaron", {"eln"}),
    ("es", "disidencias de las FARC", {"farc-dissidents"}),
    ("en", "FARC guerrillas", {"farc"}),
    ("es", "el Clan del Golfo", {"gulf-clan"}),
    ("es", "el Cártel de Sinaloa", {"sinaloa-cartel"}),
    ("pt", "o Comando Vermelho", {"comando-vermelho"}),
    ("pt", "o PCC em {@BR|São Paulo}", {"pcc"}),
    ("en", "Viv Ansanm gunmen in {@HT|Port-au-Prince}", {"viv-ansanm"}),
    ("fr", "la coalition Viv Ansanm", {"viv-ansanm"}),
    ("en", "Shining Path terrorists", {"shining-path"}),
    ("es", "Sendero Luminoso", {"shining-path"}),
    ("en", "the Farabundo Marti National Liberation Front", {"fmln"}),
    ("en", "THE FMLN ATTACKED {@SV|SAN SALVADOR}", {"fmln"}),
    ("en", "the Extraditables claimed the bombing", {"extraditables"}),
    ("en", "the Arakan Army and the MNDAA rebels", {"arakan-army", "mndaa"}),
    ("en", "the People's Defence Force", {"pdf"}),
    ("en", "New People's Army", {"npa"}),
    ("en", "West Papua National Liberation Army", {"tpnpb"}),
    ("en", "Allied Democratic Forces", {"adf"}),
    ("fr", "les Forces démocratiques alliées", {"adf"}),
    ("fr", "la milice Codeco en {@CD|Ituri}", {"codeco"}),
    ("fr", "des miliciens Maï-Maï", {"wazalendo"}),
    ("fr", "les Maï-Maï Yakutumba", {"mai-mai-yakutumba"}),
    ("en", "Ambazonian separatists", {"ambazonia"}),
    ("pt", "o Estado Islâmico de Moçambique", {"ansar-al-sunna"}),
    ("en", "the Wagner Group", {"wagner"}),
    ("de", "Wagner-Söldner in {@ML|Gao}", {"wagner"}),
    ("ar", "مجموعة فاغنر", {"wagner"}),
    ("ru", "ЧВК «Вагнер»", {"wagner"}),
    ("ru", "Африканский корпус", {"africa-corps"}),
    ("fr", "le régiment Azov", {"azov"}),
    ("uk", "бригада «Азов»", {"azov"}),
    ("ru", "Русский добровольческий корпус", {"rdk"}),
    ("en", "Kosovo Liberation Army", {"kla"}),
    ("de", "die Arbeiterpartei Kurdistans", {"pkk"}),
    ("ar", "قوات سوريا الديمقراطية", {"sdf"}),
    ("es", "Guardianes de la Revolución", {"irgc"}),
    ("ru", "КСИР нанес удар в {@IR|Тегеране}", {"irgc"}),
    ("fr", "la Finul au {#LB|Liban}", {"unifil"}),
    ("es", "soldados de la OTAN", {"nato"}),
    ("ru", "войска НАТО", {"nato"}),
    ("en", "UN peacekeepers in {@CD|Goma}", {"peacekeepers"}),
    ("en", "a FARC dissident front", {"farc-dissidents"}),
    ("en", "the Contras in {#NI|Nicaragua}", {"contras"}),
    ("de", "IS ermordet Hirten, die Terrormiliz Islamischer Staat", {"islamic-state"}),
    ("pt", "paramilitares russos do Africa Corps em {@ML|Ségou}", {"africa-corps"}),
    ("es", "mercenarios rusos, hombres de Wagner en {@CF|Bangui}", {"wagner"}),
    ("es", "las Fuerzas de Apoyo Rápido; las FAR en {@SD|El Obeid}", {"rsf"}),
    ("ar", "قوات سوريا الديموقراطية", {"sdf"}),
    ("fr", "Les FARDC à {@CD|Goma}", {"CD:army"}),
    ("uk", "ЗСУ відбили атаку в {@UA|Харкові}", {"UA:army"}),
    ("ru", "ВСУ атаковали {@RU|Белгород}", {"UA:army"}),
    ("fr", "Tsahal est entré à {@PS|Rafah}", {"IL:army"}),
    ("en", "Justice and Equality Movement fighters", {"jem"}),
    ("en", "JeM, or Jaish-e-Mohammed, in {@IN|Srinagar}", {"jaish-e-mohammed"}),
    ("en", "JEM rebels in {@SD|Darfur}", {"jem"}),
    ("en", "ADF rebels in {@CD|Beni}", {"adf"}),
    ("en", "the SNA in {@SO|Mogadishu}", {"SO:army"}),
    ("en", "the SNA in {@SY|Afrin}", {"sna-syria"}),
]  # fmt: skip

NOT_MEANT = [
    ("en", "an opera by Wagner in {@DE|Bayreuth}"),
    ("en", "Wagner scored twice in {@RU|Moscow}"),
    ("en", "ships in the Azov Sea near {@UA|Mariupol}"),
    ("en", "Fatah, the party of the president in {@PS|Ramallah}"),
    ("en", "Amal Clooney visited {@LB|Beirut}"),
    ("en", "the contras of the plan"),
    ("en", "they mend the road in {@NG|Warri}"),
    ("en", "a fact of life in {@TD|Abeche}"),
    ("en", "Marie and the eta of the flight to {@ES|Bilbao}"),
    ("en", "the ELN of another trade"),
    ("en", "the SDF, a science foundation in {@US|Boston}"),
    ("en", "SHOTS WERE FIRED IN {@FR|PARIS} AND THE EPL GAME WAS OFF"),
    ("es", "la fama del cantante en {@ML|Bamako}"),
    ("es", "la reforma va contra la ley en {@NI|Managua}"),
    ("es", "los rastrojos del campo en {@CO|Cali}"),
    ("pt", "o seu cv e a sua carreira no {@BR|Rio}"),
    ("fr", "la reine blanche et la jihad islamiste"),
    ("fr", "il est né au {#ML|Mali}"),
    ("ar", "الشباب في {@SO|مقديشو} يلعبون"),
    ("ar", "فتح باب التسجيل في {@PS|غزة}"),
    ("ru", "опера Вагнера в {@DE|Байройте}"),
    ("de", "eine Oper von Wagner in {@DE|Bayreuth}"),
    ("en", "Israeli settlements in the {@PS|West Bank}"),
]  # fmt: skip

FORCES = [
    ("en", "the {~ML|Malian} army", "ML:army"),
    ("en", "{#ML|Mali}'s army", "ML:army"),
    ("en", "the army of {#ML|Mali}", "ML:army"),
    ("en", "{@UA|Kyiv}'s forces", "UA:army"),
    ("en", "{@RU|Moscow}'s troops", "RU:army"),
    ("en", "{~HT|Haitian} police", "HT:police"),
    ("en", "{#SD|Sudan} army", "SD:army"),
    ("de", "{#MZ|Mosambiks} Armee", "MZ:army"),
    ("de", "Soldaten aus {#TH|Thailand}", "TH:army"),
    ("ru", "{~UA|украинские} подразделения", "UA:army"),
    ("fr", "l'armée {~ML|malienne}", "ML:army"),
    ("fr", "l'armée du {#ML|Mali}", "ML:army"),
    ("fr", "les forces de {@UA|Kiev}", "UA:army"),
    ("fr", "les troupes de la {#CD|RDC}", "CD:army"),
    ("es", "el ejército {~CO|colombiano}", "CO:army"),
    ("es", "las tropas de {#RU|Rusia}", "RU:army"),
    ("es", "la policía {~HT|haitiana}", "HT:police"),
    ("pt", "o exército {~IL|israelense}", "IL:army"),
    ("pt", "as forças da {#UA|Ucrânia}", "UA:army"),
    ("de", "die {~RU|russische} Armee", "RU:army"),
    ("de", "Streitkräfte der {#UA|Ukraine}", "UA:army"),
    ("de", "die Armee {#IL|Israels}", "IL:army"),
    ("ar", "الجيش {~SD|السوداني}", "SD:army"),
    ("ar", "القوات {~IL|الإسرائيلية}", "IL:army"),
    ("ar", "جيش {#IL|إسرائيل}", "IL:army"),
    ("ru", "{~RU|российская} армия", "RU:army"),
    ("ru", "армия {#IL|Израиля}", "IL:army"),
    ("uk", "{~RU|російські} війська", "RU:army"),
    ("uk", "армія {#IL|Ізраїлю}", "IL:army"),
]

DEEDS = [
    ("en", "{#IL|Israel} strikes {@PS|Gaza}", {"IL:army"}),
    ("en", "{#RU|Russia} attacked {@UA|Kharkiv} with drones", {"RU:army"}),
    ("en", "{#IR|Iran} launched missiles", {"IR:army"}),
    ("en", "{@RU|Moscow} bombarded {@UA|Odesa}", {"RU:army"}),
    ("en", "a village shelled by {#UA|Ukraine}", {"UA:army"}),
    ("en", "an {~IL|Israeli} airstrike", {"IL:army"}),
    ("en", "a {~RU|Russian} overnight drone attack", {"RU:army"}),
    ("en", "{#UA|Ukraine} attacked by {#RU|Russia}", {"RU:army"}),
    ("en", "{#ML|Mali} attack kills 12", set()),
    ("en", "{#ML|Mali} attacks kill 12 in {@ML|Gao}", set()),
    ("en", "{#FR|France} launched a reform", set()),
    ("en", "a {~FR|French} film", set()),
    ("en", "the forces of nature in {#FR|France}", set()),
    ("pt", "os raides que {#IL|Israel} lançou", {"IL:army"}),
    ("de", "{#RU|Russland} hat {@UA|Kiew} in der Nacht mit Drohnen angegriffen", {"RU:army"}),
    ("de", "{#DE|Deutschland} hat Drohnen bestellt", set()),
    ("ar", "شنت {#RU|روسيا} ليلا هجوما", {"RU:army"}),
    ("es", "cazas {~IL|israelíes}", {"IL:army"}),
    ("fr", "une frappe {~IL|israélienne}", {"IL:army"}),
    ("fr", "{#IL|Israël} a bombardé {@LB|Tyr}", {"IL:army"}),
    ("fr", "{#IL|Israël} frappe {@LB|Tyr}", {"IL:army"}),
    ("es", "un bombardeo {~IL|israelí}", {"IL:army"}),
    ("es", "{#RU|Rusia} atacó {@UA|Odesa}", {"RU:army"}),
    ("pt", "um ataque {~RU|russo}", {"RU:army"}),
    ("pt", "{#IL|Israel} bombardeou {@LB|Tiro}", {"IL:army"}),
    ("de", "ein {~RU|russischer} Drohnenangriff", {"RU:army"}),
    ("de", "{#RU|Russland} beschoss {@UA|Cherson}", {"RU:army"}),
    ("ar", "غارة {~IL|إسرائيلية}", {"IL:army"}),
    ("ar", "{#IL|إسرائيل} تقصف {@LB|صور}", {"IL:army"}),
    ("ar", "قصفت {#IL|إسرائيل} {@LB|صور}", {"IL:army"}),
    ("ru", "{~RU|российский} удар", {"RU:army"}),
    ("ru", "{#RU|Россия} обстреляла {@UA|Херсон}", {"RU:army"}),
    ("uk", "{~RU|російський} обстріл", {"RU:army"}),
    ("uk", "{#RU|Росія} атакувала {@UA|Одесу}", {"RU:army"}),
]

LABELS = [
    ("en", "the Zionist enemy in {@PS|Gaza}", "IL:army", "zionist enemy", "state"),
    ("ar", "قوات الاحتلال في {@PS|غزة}", "IL:army", "قوات الاحتلال", "state"),
    ("es", "el enemigo sionista en {@PS|Gaza}", "IL:army", "enemigo sionista", "state"),
    ("ru", "бандеровцы под {@UA|Харьковом}", "UA:army", "бандеровцы", "state"),
    ("uk", "окупанти під {@UA|Харковом}", "RU:army", "окупанти", "state"),
    ("en", "khwarij in {@PK|Waziristan}", "ttp", "khwarij", "rebel"),
    ("en", "Fitna al-Hindustan in {@PK|Quetta}", "bla", "fitna al-hindustan", "rebel"),
    ("fr", "des mercenaires russes à {@ML|Gao}", "wagner", "mercenaires russes", "external"),
    ("en", "terrorists", None, "terrorists", "rebel"),
    ("es", "terroristas", None, "terroristas", "rebel"),
]


@pytest.mark.parametrize(("language", "text", "ids"), NAMED)
def test_a_name_means_its_group(language: str, text: str, ids: set[str]) -> None:
    """
    In each language, inflected, with letters written onto it, beside its kind.
    """
    assert ids_of(language, text) == ids


@pytest.mark.parametrize(("language", "text"), NOT_MEANT)
def test_a_name_that_is_also_a_word_is_not_meant(language: str, text: str) -> None:
    """
    A composer, a sea, a verb and a league are no parties.
    """
    assert ids_of(language, text) == set()


@pytest.mark.parametrize(("language", "text", "actor_id"), FORCES)
def test_forces_belong_to_a_country(language: str, text: str, actor_id: str) -> None:
    """
    By adjective, by "of", by a capital that stands for its government.
    """
    (found,) = parties_of(language, text)

    assert found.actor.actor_id == actor_id
    assert found.actor.type == "state"


@pytest.mark.parametrize(("language", "text", "ids"), DEEDS)
def test_a_country_is_a_party_by_what_it_does(language: str, text: str, ids: set[str]) -> None:
    """
    Who strikes is one; where somebody struck is none.
    """
    assert ids_of(language, text) == ids


@pytest.mark.parametrize(("language", "text", "actor_id", "label", "kind"), LABELS)
def test_what_an_enemy_calls_it_is_kept_as_a_label(
    language: str, text: str, actor_id: str | None, label: str, kind: str
) -> None:
    """
    The word says whom they mean, and never what it is.
    """
    (found,) = parties_of(language, text)

    assert found.actor.actor_id == actor_id
    assert found.actor.labels_used == (label,)
    assert found.actor.type == kind


def test_a_kind_and_a_name_beside_it_are_one_party() -> None:
    """
    "M23 rebels", "guerrilla del ELN"; a comma parts them.
    """
    assert len(parties_of("en", "the M23 rebels")) == 1
    assert len(parties_of("es", "la guerrilla del ELN")) == 1
    assert len(parties_of("en", "the army, M23 and gunmen")) == 3


def test_two_kinds_side_by_side_are_one_party() -> None:
    """
    Of "gang gunmen" the gang says what they are.
    """
    (found,) = parties_of("en", "the gang gunmen")

    assert (found.actor.name, found.actor.type) == ("gang gunmen", "criminal")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "{~TH|Thai} and {~KH|Cambodian} soldiers"),
        ("en", "{~TH|THAI}, {~KH|CAMBODIAN} TROOPS"),
        ("fr", "des soldats {~TH|thaïlandais} et {~KH|cambodgiens}"),
        ("es", "tropas de {#TH|Tailandia} y {#KH|Camboya}"),
        ("ru", "{~TH|тайские} и {~KH|камбоджийские} войска"),
    ],
)
def test_one_word_may_name_the_forces_of_two_countries(language: str, text: str) -> None:
    """
    Both countries are parties.
    """
    assert ids_of(language, text) == {"TH:army", "KH:army"}


def test_nobody_is_counted_by_the_words_of_a_deed() -> None:
    """
    "12 killed in an Israeli strike" are not Israel's dead.
    """
    (deed,) = parties_of("en", "12 killed in an {~IL|Israeli} strike")

    assert deed.is_deed
