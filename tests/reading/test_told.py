"""What is told is no speaker: the clause before "…, said" keeps its parties and its place."""

from __future__ import annotations

import pytest

from .builders import mains, said

# language, text -> the speaker's role
ROWS = [
    ("de", "Rebellen der M23 töteten in der Stadt Goma zwölf Soldaten, wie ein Krankenhaussprecher mitteilte.",
     "Krankenhaussprecher"),
    ("de", "Rebellen der M23 töteten in der Stadt Goma zwölf Soldaten, wie ein Unbeteiligter mitteilte.",
     None),
    ("en", "Rebels of the M23 killed twelve soldiers in the city of Goma, a hospital spokesman said.",
     "hospital spokesman"),
    ("en", "Rebels of the M23 killed twelve soldiers in the city of Goma, said.", None),
    ("fr", "Des rebelles du M23 ont tué douze soldats dans la ville de Goma, selon un porte-parole.",
     "porte-parole"),
    ("es", "Rebeldes del M23 mataron a doce soldados en la ciudad de Goma, dijo un portavoz del hospital.",
     "portavoz del hospital"),
    ("pt", "Rebeldes do M23 mataram doze soldados na cidade de Goma, segundo um porta-voz.",
     "porta-voz"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "role"), ROWS)
def test_the_clause_that_is_told_speaks_for_nobody(
    language: str, text: str, role: str | None
) -> None:
    """
    Its rebels stay a party, its town stays the place, and the dateline is none.
    """
    reading = said(f"KINSHASA (AFP) - {text}", language=language)
    (claim,) = reading.claims

    assert mains(reading) == {"Goma"}
    assert any("M23" in str(mention.actors) for mention in reading.mentions)
    assert (claim.by.role if claim.by else None) == role


def test_a_speaker_in_apposition_may_live_somewhere() -> None:
    """
    "NAME, a former worker in Kidal, said that": a place alone tells no event.
    """
    text = "Amadou Diallo, a former worker in Kidal, said that 12 soldiers were killed in Gao."
    (claim,) = said(text, language="en").claims

    assert claim.by is not None
    assert claim.by.name == "Amadou Diallo"
