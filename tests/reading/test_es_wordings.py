"""Spanish: how wires of Spain and Latin America tell fighting, and what only sounds like it."""

from __future__ import annotations

import pytest

from tests.reading.test_es import told

FIGHTING = [
    ("Los rebeldes tomaron el domingo la ciudad birmana de Bhamo tras meses de asedio.", "MM"),
    (
        "Guerrilleros del ELN volaron con explosivos una patrulla del Ejército en Saravena, en Arauca.",
        "CO",
    ),
    (
        "Tropas ucranianas se replegaron el martes de Siversk tras semanas de combates casa por casa.",
        "UA",
    ),
    (
        "Bombas planeadoras rusas destrozaron anoche un bloque de apartamentos en Járkov; hay tres muertos.",
        "UA",
    ),
    (
        "Un coche cargado de explosivos estalló este jueves frente a una comisaría en Mogadiscio y mató a siete personas.",
        "SO",
    ),
    (
        "El Ejército israelí bombardeó la noche del miércoles el valle de la Becá, en el este del Líbano.",
        "LB",
    ),
    (
        "Seis cascos azules resultaron heridos al caer varios proyectiles de mortero sobre su base de Bria.",
        "CF",
    ),
    (
        "Combatientes tribales y milicias hutíes chocaron el martes en la provincia yemení de Al Bayda.",
        "YE",
    ),
    (
        "Yihadistas degollaron a ocho pescadores en una isla del lago Chad, cerca de Baga, en Nigeria.",
        "NG",
    ),
    (
        "Un helicóptero del Ejército fue derribado por disidentes de las FARC durante enfrentamientos en el Guaviare.",
        "CO",
    ),
    (
        "Dos camiones de soldados cayeron en una emboscada cerca de Konduga, en el estado de Borno.",
        "NG",
    ),
    (
        "Al menos 20 muertos dejó un bombardeo de la aviación militar contra una escuela en la región birmana de Sagaing.",
        "MM",
    ),
    (
        "Las fuerzas kurdas se retiraron de Raqa después de que facciones atacaran sus posiciones con carros de combate.",
        "SY",
    ),
    (
        "Milicias rivales combaten desde el lunes en Zauiya, al oeste de Trípoli, con armas pesadas.",
        "LY",
    ),
    (
        "La explosión de una granada arrojada contra un mercado de Bujumbura causó dos muertos y quince heridos.",
        "BI",
    ),
    (
        "El M23 arrebató al Ejército la localidad de Masisi Centro tras un violento enfrentamiento.",
        "CD",
    ),
    (
        "Insurgentes quemaron casas y decapitaron a dos ancianos en Mocímboa da Praia, en Mozambique.",
        "MZ",
    ),
    (
        "Violaron a once mujeres milicianos que irrumpieron en la aldea de Kamanyola, en Kivu del Sur.",
        "CD",
    ),
    (
        "Un dron se estrelló contra un edificio de viviendas en Bélgorod y causó la muerte de dos personas.",
        "RU",
    ),
    (
        "Beit Lahia: dos palestinos, muertos por un proyectil de tanque, dicen los servicios de emergencia.",
        "PS",
    ),
    (
        "Choques étnicos en Abyei dejan al menos 25 muertos, informó el ministro local de Información.",
        "SS",
    ),
]
ORDINARY = [
    "El Barça y el Madrid chocan el domingo en un clásico de alto voltaje en el Bernabéu.",
    "El ciclista colombiano lanzó un ataque demoledor en las rampas del Angliru.",
    "La guerra arancelaria entre Washington y Pekín hunde las bolsas asiáticas.",
    "El PP y el PSOE se enzarzan en una batalla por la renovación del poder judicial.",
    "Veinte años después del 11M, Madrid recuerda a las 193 víctimas de los atentados.",
    "La Audiencia Nacional condena a 300 años a dos etarras por el atentado de Santa Pola, con dos muertos.",
    "Cuatro muertos y once heridos al chocar un autobús y un camión en Puebla.",
    "El Ejército de Chile inicia este lunes en Iquique maniobras con tropas de Estados Unidos.",
    "Una explosión de gas en un edificio de Toledo deja un muerto y cinco heridos.",
    "La Policía frustra un atentado contra una sinagoga de Melilla y detiene a dos presuntos yihadistas.",
    "El presidente anunció que el Ejército lanzará en los próximos días una ofensiva en el Catatumbo.",
    "Corea del Norte amenaza con atacar a Seúl si continúan las maniobras con Washington.",
    "El actor recuerda en sus memorias los combates que libró en Teruel durante la Guerra Civil.",
    "Los bomberos combaten un incendio forestal en la Sierra de la Culebra.",
    "Detenido un hombre por matar a tiros a su vecino en una disputa por las lindes en Lugo.",
    "La Policía dispersó con gases lacrimógenos una protesta de estudiantes en Lima.",
    "Un ataque informático paraliza los hospitales de Barcelona.",
    "Un soldado muere al volcar un blindado durante unas maniobras en Almería.",
    "No se han registrado combates en Trípoli desde el lunes, según la misión de la ONU.",
    "El exjefe paramilitar admitió ante la JEP su responsabilidad en la masacre de Mapiripán, en 1997.",
    "Si el Ejército entra en Rafah habrá una matanza, alertó la ONU.",
    "Una turba linchó a dos presuntos ladrones en una aldea de Puebla.",
    "Un terremoto de magnitud 6,1 sacude Cabul y deja al menos 40 muertos.",
    "El Boca-River acabó en batalla campal entre aficionados en las gradas del Monumental.",
    "El ministro niega que el Ejército haya bombardeado la aldea de Tori.",
    "Tiroteo en un instituto de Ohio: un alumno mata a dos compañeros y se suicida.",
    "La Marina rescató a 42 migrantes y recuperó cuatro cuerpos cerca de Lanzarote.",
    "Cuba conmemora el asalto al cuartel Moncada.",
    "El sector hotelero vive una ofensiva de fondos extranjeros en Canarias.",
    "El cantante desató una lluvia de críticas al atacar a la prensa en Viña del Mar.",
    "Rusia y Ucrania intercambiaron 300 prisioneros en la frontera bielorrusa.",
    "Turquía ensaya un misil balístico en el mar Negro.",
    "Cinco detenidos por la reyerta a machetazos entre bandas latinas en Móstoles.",
    "Las acciones de la petrolera se disparan un 4 % tras el ataque de un fondo bajista.",
]


@pytest.mark.parametrize(("text", "country"), FIGHTING)
def test_fighting_is_told_where_it_is(text: str, country: str) -> None:
    """
    Wordings of Spain and Latin America for what fights, strikes and kills.
    """
    reading = told(text)

    assert reading.fighting
    assert reading.countries == (country,)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_news_is_silent(text: str) -> None:
    """
    Sport, markets, courts, memories, drills, plans, accidents and crime in words of war.
    """
    assert not told(text).fighting


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Rebeldes que se refugian en Venezuela atacaron el lunes una base en Arauca.", "CO"),
        ("Islamabad culpó a la India del atentado del lunes en Quetta, que dejó nueve muertos.", "PK"),
        ("Teherán lanzó el lunes misiles contra campamentos kurdos en Erbil; hay dos muertos.", "IQ"),
        ("Siete soldados murieron el lunes en Baidoa en una emboscada; los heridos fueron evacuados a Adís Abeba.", "SO"),
        ("Las bandas atacaron el lunes con drones a la Policía de Kenia en Jérémie, y dos soldados murieron.", "HT"),
        ("Facciones apoyadas por Turquía mataron el lunes a tres soldados en Manbij.", "SY"),
        ("El primer ministro de Malí lamentó en Bamako el ataque del domingo en Tillabéri, con 20 soldados muertos.", "NE"),
        ("Cientos de congoleños huyeron a Burundi por los combates del martes en Uvira.", "CD"),
    ],
)  # fmt: skip
def test_who_hides_backs_blames_or_flees_locates_nothing(text: str, country: str) -> None:
    """
    A refuge, a backer, a capital that speaks and a way out are not where it was.
    """
    assert told(text).countries == (country,)
