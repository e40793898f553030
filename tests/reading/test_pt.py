"""Portuguese, of Brazil, Portugal and Africa: wordings beyond the suite."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.reading import read
from schemas.dispatch import Draft, complete
from schemas.reading import Reading

REPORTED = datetime(2024, 7, 28, 18, tzinfo=UTC)


def told(text: str, headline: str | None = None) -> Reading:
    draft = Draft(
        text=text, headline=headline, provider="other", language="pt", published_at=REPORTED
    )
    return read(complete(draft))


@pytest.mark.parametrize(
    ("text", "sub_event"),
    [
        ("Soldados e insurgentes trocaram tiros na quarta-feira em Mueda, disse a polícia.", "Armed clash"),
        ("Combates de rua opõem hoje o Exército ao M23 em Uvira.", "Armed clash"),
        ("Oito polícias morreram numa emboscada perto de Djibo.", "Armed clash"),
        ("Exército retoma a cidade de Bara das mãos das RSF.", "Government regains territory"),
        ("Rebeldes do M23 conquistaram a vila de Walikale após dias de combates.", "Non-state actor overtakes territory"),
        ("Exército retirou-se de Léré sem combates, contaram moradores.", "Non-violent transfer of territory"),
        ("Obuses caíram esta manhã sobre Goma, ferindo dez civis.", "Shelling/artillery/missile attack"),
        ("Um caça largou duas bombas sobre um mercado em Namhkam, matando dez pessoas.", "Air/drone strike"),
        ("Aviões israelenses voltaram a bombardear Sanaa na noite de sábado.", "Air/drone strike"),
        ("Um bombista suicida fez-se explodir numa mesquita de Peshawar.", "Suicide bomb"),
        ("Homem-bomba se explodiu em frente a um quartel em Cabul e matou seis pessoas.", "Suicide bomb"),
        ("Quatro militares morreram quando o veículo passou sobre uma mina perto de Diffa.", "Remote explosive/landmine/IED"),
        ("Desconhecidos lançaram uma granada num bar de Bujumbura e feriram nove pessoas.", "Grenade"),
        ("Homens armados mataram 12 aldeões em Muidumbe.", "Attack"),
        ("Insurgentes atacaram a aldeia de Litamanda e decapitaram três camponeses.", "Attack"),
        ("Homens armados raptaram 25 alunas de uma escola em Kuriga.", "Abduction/forced disappearance"),
        ("Milicianos estupraram várias mulheres em El Geneina.", "Sexual violence"),
        ("Manifestantes lançaram pedras contra a polícia em Maputo.", "Violent demonstration"),
        ("Populares lincharam um suspeito de roubo em Nacala.", "Mob violence"),
        ("Polícia dispersou os manifestantes com gás lacrimogêneo em Luanda.", "Protest with intervention"),
        ("Governo e rebeldes assinam cessar-fogo para o leste do Congo em Doha.", "Agreement"),
        ("Rebeldes instalaram uma base em Macomia.", "Headquarters or base established"),
    ],
)  # fmt: skip
def test_one_way_to_tell_each_kind_of_event(text: str, sub_event: str) -> None:
    """
    Words of Brazil and of Portugal for the kinds of event that a wire reports.
    """
    actual = [one for one in told(text).mentions if one.realis == "actual"]

    assert sub_event in {one.types.acled.sub_event for one in actual if one.types.acled}


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("Não houve confrontos durante a noite em Goma, disse a missão.", "negated"),
        ("O ministro negou que tenham ocorrido combates em Cabinda.", "negated"),
        ("Se as tropas atacarem Kherson, a resposta será dura, disse o general.", "hypothetical"),
        ("A ONU teme que o Exército lance uma ofensiva em El Obeid.", "hypothetical"),
        ("O Exército lançará uma ofensiva em Gao na próxima semana.", "planned"),
        ("Rebeldes prometem atacar a capital do Chade.", "threatened"),
        ("Polícia frustra atentado suicida em Islamabad.", "attempted"),
        ("Soldados simularam um ataque a uma base em Mueda, num exercício conjunto.", "exercise"),
        (
            "Dez anos depois do massacre de civis em Beni, famílias recordam os mortos.",
            "historical",
        ),
        ("Tribunal condena ex-coronel a 30 anos de prisão pelo massacre de Dili.", "historical"),
        ("Rivais entram em confronto no clássico de domingo no estádio do Maracanã.", "metaphor"),
        ("Polícia descobre planos do PCC para matar um promotor em São Paulo.", "planned"),
        ("Facção ameaça matar candidatos no interior do Equador.", "threatened"),
        ("Rebeldes atacaram Bria e teriam matado cinco soldados.", "actual"),
        ("Apesar da trégua, combates prosseguem em El Obeid, dizem moradores.", "actual"),
    ],
)
def test_did_it_happen(text: str, realis: str) -> None:
    """
    Each way of not having happened, hearsay in the conditional, and fighting despite a truce.
    """
    assert realis in {one.realis for one in told(text).mentions}
    assert told(text).fighting == (realis == "actual")


@pytest.mark.parametrize(
    "text",
    [
        "Governo lança ofensiva contra a dengue em bairros do Rio de Janeiro, com 2 mil agentes.",
        "Três pessoas morreram numa explosão de gás num restaurante do Bairro Alto, em Lisboa.",
        "Benfica bombardeia a baliza do Braga, mas sai da Luz com um empate.",
        "Bolsonaro atacou ministros do Supremo Tribunal Federal no domingo, em São Paulo.",
        "O combate às chamas mobilizava esta tarde 500 operacionais em Arganil.",
        "Um homem matou a ex-mulher a tiros e se entregou à polícia em Recife.",
        "Guerra comercial: Pequim anuncia tarifas de 25% sobre produtos americanos.",
        "Dois assaltantes morreram em troca de tiros com a polícia durante um assalto a banco em Guarapuava.",
        "Moçambique: Total mantém projeto de gás em Afungi apesar da insurgência.",
        "Um atacante do Flamengo ficou ferido num acidente de carro em Niterói.",
        "Elefantes matam duas pessoas em Quissanga e destroem culturas.",
        "Mais de mil desalojados pelas cheias em Petrópolis; Exército monta hospital de campanha.",
        "Um helicóptero militar caiu em Ica durante uma missão de resgate e seis tripulantes morreram.",
        "Portugal envia 200 militares para a Roménia no âmbito da NATO.",
        "O livro recorda emboscadas e combates na Guiné entre 1963 e 1974.",
        "Exército de mosquitos invade praias de Faro.",
        "Papa pede o fim da guerra no Sudão.",
        "Vítimas de minas terrestres recebem próteses no Moxico.",
        "Delegados do governo e da guerrilha do ELN retomaram na terça-feira as negociações em Havana.",
        "O Exército sul-coreano diz que Pyongyang testou um míssil no mar do Japão.",
        "Uma criança foi morta por uma bala perdida numa troca de tiros entre facções e polícia em Fortaleza.",
    ],
)
def test_ordinary_news_is_silent(text: str) -> None:
    """
    Sport, markets, politics, fires, accidents, crime and books that speak in words of war.
    """
    assert not told(text).fighting


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("Sobe para 13 o número de mortos nos confrontos em Birao.", {("killed", 13, 13)}),
        ("Sete soldados morreram e 21 ficaram feridos num ataque em Gao.", {("killed", 7, 7), ("wounded", 21, 21)}),
        ("Confronto com rebeldes mata dois soldados perto de Kirkuk.", {("killed", 2, 2)}),
        ("Ataque em Gao mata dois perto de um quartel.", {("killed", 2, 2)}),
        ("Cerca de quarenta civis foram mortos em Djibo.", {("killed", 36, 44)}),
        ("Uma dezena de civis e várias crianças morreram num ataque em Djibo.", {("killed", 8, 14), ("killed", 3, 9)}),
        ("O tiroteio entre soldados e rebeldes em Bria não causou mortos nem feridos.", {("killed", 0, 0), ("wounded", 0, 0)}),
        ("Um ataque rebelde em Gao causou mortos entre os civis, disse o autarca.", set()),
        ("Mil e duzentos combatentes foram mortos em Marib, diz o Exército.", {("killed", 1200, 1200)}),
        ("Vinte e um militares foram mortos ou feridos em Mopti.", {("killed_or_wounded", 21, 21)}),
        ('Exército afirma ter matado 20 "terroristas" em Bama.', {("killed", 20, 20)}),
    ],
)  # fmt: skip
def test_how_many(text: str, tolls: set) -> None:
    """
    Numbers, hedges and vague words, each with the counting word it belongs to.
    """
    assert {(claim.kind, claim.min, claim.max) for claim in told(text).claims} == tolls


def test_who_claims_a_deed_takes_part() -> None:
    """
    "O Exército diz ter matado": the army speaks of itself, so soldiers fight rebels.
    """
    (fight,) = told("Exército nigeriano diz ter matado 20 rebeldes em Bama.").mentions

    assert fight.family == "fight"
    assert {actor.side for actor in fight.actors} == {"A", "B"}


def test_who_reports_losses_does_not_suffer_them() -> None:
    """
    The army lost men, says the rebels' spokesman.
    """
    text = "Segundo um porta-voz dos rebeldes do M23, o Exército congolês sofreu pesadas perdas em Rutshuru."
    (claim,) = told(text).claims

    assert claim.of.actor_id == "CD:army"
