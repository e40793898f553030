"""Tolls of single persons: by a verb in the singular, a title, a name, in lists and behind numbers."""

from __future__ import annotations

import pytest

from .builders import said

# sentence -> (kind, how many, who) in order
ENGLISH = [
    ("The mayor of Goma was killed by rebels on Tuesday.", [("killed", 1, "was")]),
    ("Mayor Jonas Mbeki was shot dead by gunmen in Goma.", [("killed", 1, "Mayor Jonas Mbeki")]),
    ("MAYOR JONAS MBEKI WAS SHOT DEAD BY GUNMEN IN GOMA.", [("killed", 1, "MAYOR JONAS MBEKI")]),
    ("JONAS MBEKI AND LUC KALENGA WERE SHOT TO DEATH IN GOMA BY REBELS.",
     [("killed", 1, "JONAS MBEKI"), ("killed", 1, "LUC KALENGA")]),
    ("The army condemned the murder of Senator Luc Kalenga in Goma.",
     [("killed", 1, "Senator Luc Kalenga")]),
    ("THE ASSASSINATION OF LUC KALENGA IN GOMA WAS CLAIMED BY REBELS.",
     [("killed", 1, "LUC KALENGA")]),
    ("Gunmen killed the priest of a village near Goma.", [("killed", 1, "priest")]),
    ("INSPECTOR LUC KALENGA DIED IN THE BOMB EXPLOSION IN GOMA.",
     [("killed", 1, "INSPECTOR LUC KALENGA")]),
    ("A policeman was also seriously wounded in the ambush near Goma.",
     [("wounded", 1, "A policeman")]),
    ("Rebels killed the mayor and two bodyguards in Goma.",
     [("killed", 1, "mayor"), ("killed", 2, "bodyguards")]),
    ("The mayor was killed by rebels in Goma. He was also wounded in a bombing in May.",
     [("killed", 1, "The mayor"), ("wounded", 1, "He")]),
    ("The mayor of Goma and two bodyguards were killed in an ambush.",
     [("killed", 2, "bodyguards")]),
    ("The mayor and two bodyguards were killed in an ambush near Goma.",
     [("killed", 1, "The mayor"), ("killed", 2, "bodyguards")]),
    ("The mayor was killed along with two bodyguards in an ambush near Goma.",
     [("killed", 1, "The mayor"), ("killed", 2, "bodyguards")]),
    ("Rebels killed six priests and the two women who cooked for them in Goma.",
     [("killed", 6, "priests"), ("killed", 2, "women")]),
    ("In Goma 12 people were wounded by a bomb, including three policemen.",
     [("wounded", 12, "people"), ("wounded", 3, "policemen")]),
    ("Two gunmen said the mayor was killed in Goma.", [("killed", 1, "the mayor")]),
    ("Six villagers were murdered by 30 men in uniforms near Goma.", [("killed", 6, "villagers")]),
    ("The mayor was killed at 0815 near Goma by rebels.", [("killed", 1, "The mayor")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tolls"), ENGLISH)
def test_each_victim_counts_one(text: str, tolls: list[tuple[str, int, str]]) -> None:
    """
    Nothing is added up, and whom a claim counts is called by the words of the text.
    """
    claims = said(text, language="en").claims

    assert [(c.kind, c.min, c.of.words) for c in claims] == tolls
    assert all(c.min == c.max for c in claims)


@pytest.mark.parametrize(
    ("text", "language", "who"),
    [
        ("Le maire Luc Kalenga a été tué mardi à Goma par des rebelles.", "fr", "Le maire Luc Kalenga"),
        ("El alcalde Luis Paredes fue asesinado el martes en Toribío por guerrilleros.", "es", "El alcalde Luis Paredes"),
        ("O prefeito Luís Tembe foi morto na terça-feira em Macomia por insurgentes.", "pt", "O prefeito Luís Tembe"),
    ],
)  # fmt: skip
def test_a_singular_passive_is_one_in_each_language(text: str, language: str, who: str) -> None:
    """
    The auxiliary says that it was one.
    """
    (claim,) = said(text, language=language).claims

    assert (claim.kind, claim.min, claim.max, claim.of.words) == ("killed", 1, 1, who)


@pytest.mark.parametrize(
    "text",
    [
        "Actor Luc Kalenga died at home in Goma on Tuesday, aged 97.",
        "The death of democracy worries students in Goma.",
        "A family of peasants was killed in an ambush near Goma.",
        "Rebels planned to kill the mayor of Goma.",
        "The attempted murder of Senator Kalenga in Goma was condemned.",
        "The murder trial of a former rebel opened in Goma.",
        "The pipeline bill was killed in parliament.",
        "The town was captured by rebels near Goma after heavy fighting.",
        "Goma has been captured by rebels after heavy fighting.",
        "The army was hurt by the ambush in Goma.",
        "The ceasefire was dead, rebels in Goma said after the clashes.",
        "UNION LEADERS AND PARTY OFFICIALS WERE WOUNDED IN GOMA.",
    ],
)
def test_nobody_is_counted_as_one(text: str) -> None:
    """
    Natural deaths, plans, groups and nouns alone count no single person.
    """
    claims = said(text, language="en").claims

    assert [c.words for c in claims if c.min == c.max == 1] == []
