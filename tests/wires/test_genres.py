"""Is a programme told from news by the genre words of agencies, as formats pass them on?"""

from __future__ import annotations

import pytest

from agents.text.register import register_of
from schemas.codec import convert
from schemas.dispatch import Draft, complete
from schemas.reading import Register


def register(genre: str) -> Register:
    """Return what kind of text an item of *genre* is, in a language that nobody reads."""
    draft = {"text": "x", "published_at": "2024-07-28T12:00:00Z", "genre": [genre]}
    return register_of(complete(convert(Draft, draft)), None)


@pytest.mark.parametrize("prefix", ["afpgenre:", "afpattribute:", "afpedtype:", "genre:", ""])
@pytest.mark.parametrize(
    "word",
    ["Agenda", "Program", "TextProgram", "PictureProgram", "AdvisoryUpdate", "Advice",
     "SpecialAnnouncement"],
)  # fmt: skip
def test_a_programme_is_no_news(prefix: str, word: str) -> None:
    """It lists the wars that a desk plans to cover, under any prefix."""
    assert register(prefix + word) == "agenda"


@pytest.mark.parametrize(
    ("genre", "expected"),
    [
        ("Previsión", "agenda"), ("Pauta", "agenda"), ("Terminvorschau", "agenda"),
        ("مفكرة", "agenda"), ("Prévisions", "agenda"), ("Verificação", "factcheck"),
        ("Faktencheck", "factcheck"), ("Verificación", "factcheck"), ("Cronología", "chronology"),
        ("genre:Listing_of_facts", "chronology"), ("Análise", "analysis"), ("تحليل", "analysis"),
        ("Leitartikel", "opinion"), ("OpEd", "opinion"), ("Entrevista", "interview"),
        ("Nachruf", "obituary"), ("Esportes", "sport"), ("Meldung", "news"),
        ("afpgenre:Article", "news"), ("genre:Current", "news"), ("composite", "news"),
    ],
)  # fmt: skip
def test_genre_words_of_the_wires_languages(genre: str, expected: Register) -> None:
    """A wire's own words for its forms; what is news keeps going."""
    assert register(genre) == expected
