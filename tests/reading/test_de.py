"""German: verbs in two parts and last in their clause and wordings beyond the suite."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.lexicon import lexicon
from agents.reading import read
from agents.text.folding import fold
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2026, 3, 12, 18, tzinfo=UTC)  # a Thursday


def told(text: str, headline: str | None = None) -> Reading:
    draft = Draft(
        text=text, headline=headline, provider="other", language="de", published_at=REPORTED
    )
    return read(complete(draft))


def tolls(reading: Reading) -> set[tuple[str, int | None, int | None]]:
    return {(claim.kind, claim.min, claim.max) for claim in reading.claims}


def violent(reading: Reading) -> set[str]:
    kinds = ("fight", "remote", "one_sided")
    return {one.realis for one in reading.mentions if one.family in kinds}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Rebellen griffen am Montag nahe der Stadt einen Posten der Armee an.", True),
        ("Sie griffen den Posten an und flohen.", True),
        ("Sie griffen den Posten an, dann flohen sie.", True),
        ("Sie griffen an der Grenze nach Waffen.", False),
        ("Viele griffen zu. Das kam nicht gut an.", False),
    ],
)
def test_the_second_part_of_a_verb_closes_its_clause(text: str, is_found: bool) -> None:
    """
    "Griffen … an" is an attack, "griffen an der Grenze" is not.
    """
    words = lexicon("de")
    assert words is not None
    kinds = [hit.payload.family for hit in words.mark(fold(text)).of("trigger")]

    assert ("fight" in kinds) == is_found


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("Die Armee wurde am Mittwoch bei Gao von Rebellen angegriffen.", "actual"),
        ("Die Armee würde bei Gao von Rebellen angegriffen.", "hypothetical"),
        ("Die Armee konnte einen Angriff der Rebellen auf Gao zurückschlagen.", "actual"),
        ("Ein Angriff der Rebellen auf Gao könnte folgen.", "hypothetical"),
        ("Nach dem Angriff der Rebellen auf Gao könnte Hilfe fehlen.", "actual"),
        ("Die Rebellen haben mit einem Angriff auf Gao gedroht.", "threatened"),
        ("Die Rebellen drohten damit, die Stadt Gao anzugreifen.", "threatened"),
        ("Nach dem Angriff der Rebellen auf Gao hat die Armee Hilfe angekündigt.", "actual"),
        ("Die Armee bereitet nach eigenen Angaben eine Offensive auf Gao vor.", "planned"),
        ("Die Armee will nach den Worten ihres Sprechers bald eine Offensive bei Gao beginnen.",
         "planned"),
        ("Die Armee will am Mittwoch bei Gao 20 Rebellen bei einem Angriff getötet haben.", "actual"),
        ("Die Armee hat Berichte über einen Angriff auf Gao zurückgewiesen.", "negated"),
        ("Einen Angriff der Rebellen auf Gao hat es am Mittwoch nicht gegeben.", "negated"),
        ("Bei Gao soll die Armee am Mittwoch einen Anschlag der Rebellen vereitelt haben.", "attempted"),
    ],
)  # fmt: skip
def test_what_closes_the_clause_decides(text: str, realis: str) -> None:
    """
    Dots and verbs at the end tell what was from what may be, is threatened or denied.
    """
    found = {one.realis for one in told(text).mentions}

    assert found == {realis}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Drei Soldaten wurden bei dem Gefecht mit Rebellen am frühen Samstag nahe Gao verletzt.",
         {("wounded", 3, 3)}),
        ("Bei dem Angriff auf Gao starben nach Angaben der Polizei mindestens zwölf Menschen.",
         {("killed", 12, None)}),
        ("Bei dem Beschuss von Charkiw ist eine junge Frau ums Leben gekommen.", {("killed", 1, 1)}),
        ("Bei einem Angriff auf eine Stellung bei Gao wurden 34 Soldaten getötet.",
         {("killed", 34, 34)}),
        ("Frauen und Kinder seien am Mittwoch mit Macheten getötet worden.", {("killed", 2, None)}),
        ("Rebellen erschossen am Mittwoch bei Gao fünf Gefangene.", {("killed", 5, 5)}),
        ("Die Zahl der Toten nach dem Luftangriff auf den Markt von Nyala stieg auf 31.",
         {("killed", 31, 31)}),
        ("Einundzwanzig Soldaten und ein Zivilist kamen bei Gao um.",
         {("killed", 21, 21), ("killed", 1, 1)}),
        ("Tote gab es bei dem Gefecht in Gao nicht.", {("killed", 0, 0)}),
        ("Zehntausende sind aus Gao geflohen.", {("displaced", 10_000, 99_999)}),
    ],
)  # fmt: skip
def test_tolls_are_counted_across_the_clause(text: str, counted: set) -> None:
    """
    A number and its verb may stand at the two ends of a clause.
    """
    assert tolls(told(text)) == counted


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Bei Gao sind nach Angaben der Armee in der Nacht 20 Rebellen getötet worden.", "Armee"),
        ("In Gao wurden Augenzeugen zufolge am Montag zehn Zivilisten erschossen.", "Augenzeugen"),
        ("Nach russischen Militärangaben wurden bei Awdijiwka 20 Soldaten getötet.", "Militärangaben"),
        ("Am Montag sagte der Gouverneur von Gao, zehn Menschen seien gestorben.", "Gouverneur von Gao"),
        ("Zehn Menschen seien gestorben, teilte die Polizei am Montag mit.", "Polizei"),
        ("Zehn Menschen starben, wie aus Militärkreisen verlautete.", "Militärkreisen"),
    ],
)  # fmt: skip
def test_a_speaker_ends_with_the_noun(text: str, speaker: str) -> None:
    """
    No comma parts the speaker from what is told.
    """
    (claim,) = told(text).claims

    assert claim.by is not None
    assert claim.by.role == speaker
    assert claim.status == "claimed"


@pytest.mark.parametrize(
    ("text", "sub_event"),
    [
        ("Drohnen setzten am Mittwoch in Port Sudan ein Treibstofflager in Brand.", "Air/drone strike"),
        ("Rebellen setzten am Mittwoch in Gao ein Treibstofflager in Brand.",
         "Looting/property destruction"),
        ("Rebellen haben nach heftigen Gefechten die Stadt Walikale in ihre Gewalt gebracht.",
         "Non-state actor overtakes territory"),
        ("Kiew meldet Rückeroberung eines Dorfes bei Sumy.", "Armed clash"),
        ("Im Kugelhagel der Taliban starben in Kundus drei Polizisten.", "Armed clash"),
    ],
)  # fmt: skip
def test_what_was_done_names_the_event(text: str, sub_event: str) -> None:
    """
    What flew makes a fire a strike; ground that was taken outweighs the fight for it.
    """
    (mention,) = told(text).mentions

    assert mention.types.acled is not None
    assert mention.types.acled.sub_event == sub_event


@pytest.mark.parametrize(
    ("text", "is_fighting"),
    [
        ("Ein Mann ist am Mittwoch in Leipzig angegriffen und verletzt worden.", False),
        ("Bei einem Angriff in Nord-Kivu sind am Mittwoch zwölf Menschen getötet worden.", True),
        ("Bei einem Angriff in Bogotá ist am Mittwoch ein Richter getötet worden.", True),
    ],
)
def test_one_man_hurt_is_the_polices(text: str, is_fighting: bool) -> None:
    """
    A weak word with nobody armed beside it needs several who were hurt.
    """
    assert told(text).fighting == is_fighting


def test_the_end_of_a_headline_that_tells_an_event_speaks_for_nobody() -> None:
    """
    "Syrien: Artillerie der Regierung beschießt Idlib" names a target, no source.
    """
    reading = told("Nordwestsyrien: Artillerie der Regierung beschießt Idlib")

    assert reading.countries == ("SY",)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Bei einem Luftangriff in Syrien sind am Mittwoch acht Menschen getötet worden.", ("SY",)),
        ("Eine Landmine hat im Nordosten Syriens elf Menschen getötet.", ("SY",)),
        ("Bei einem US-Luftangriff in Somalia starben am Mittwoch drei Menschen.", ("SO",)),
        ("Bei einem US-Luftangriff auf die Miliz starben am Mittwoch drei Menschen.", ()),
    ],
)
def test_a_country_is_read_as_german_writes_it(text: str, countries: tuple[str, ...]) -> None:
    """
    "Syrien" is no French adjective, and "US-Luftangriff" says whose and not where.
    """
    assert told(text).countries == countries


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Gefechte in der Ostukraine", "UA"),
        ("Bei Kämpfen im Nordirak sind vier Soldaten getötet worden.", "IQ"),
        ("Dschihadisten haben in Zentralmali ein Dorf überfallen.", "ML"),
        ("Luftangriffe im Osten Nordsyriens", "SY"),
        ("Kämpfe im Südsudan", "SS"),
    ],
)
def test_a_part_of_a_country_is_written_onto_its_name(text: str, country: str) -> None:
    """
    "Nordirak" is in Iraq, but South Sudan is a country of its own.
    """
    reading = told(text)

    assert reading.fighting
    assert reading.countries == (country,)


@pytest.mark.parametrize(
    ("text", "is_fighting"),
    [
        ("Russland verstärkt Angriffe auf Charkiw", True),
        ("Raketen auf Cherson", True),
        ("Russen-Söldner melden Eroberung von Soledar", True),
        ("Israelische Angriffe in Rafah", True),
        ("Die Anlage in Samara wurde mit Langstreckendrohnen getroffen.", True),
        ("Regierungstruppen haben die Stadt Baidoa in Somalia freigekämpft.", True),
        ("Europas Raketen auf der Startrampe in Kourou", False),
        ("Die Armee hat die Stadt El Obeid eingekesselt.", True),
        ("Regierungstruppen sind bei Idlib vorgerückt.", True),
        ("Der Wohnungsmarkt in Berlin ist hart umkämpft.", False),
        ("Soldaten als Fahrer: So bekämpft die Bahn in Berlin ihre Personalnot", False),
        (
            "Beinahe-Zusammenstoß zwischen Jet und Kampfjet über Mainz: Flugsicherung ermittelt",
            False,
        ),
        ("Die Grünen verstärken ihre Angriffe auf Merkel", False),
    ],
)
def test_headlines_tell_attacks_without_a_verb(text: str, is_fighting: bool) -> None:
    """
    Where nobody armed is named, the attackers' land or a target of war is needed.
    """
    assert told(text).fighting is is_fighting
