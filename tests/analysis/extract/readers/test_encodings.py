"""Text in an encoding from before Unicode is told by how its words read."""

import pytest

from analysis.extract.readers.encodings import decode

ENGLISH = (
    "Ada Lovelace\n\nDean’s list – 2015\n• Planned the harbour’s renewal, 2019 – 2023\n• Wrote “Tides of the Delta”\n"
)
GERMAN = "Jürgen Groß\n\nStraße 5 – Köln\n• Führte Messungen am Hafen durch, täglich über 400 Stück\n"
FRENCH = "Hélène Côté\n\nIngénieure – Besançon\n• Réalisé l’étude d’une écluse à Orléans\n"
POLISH = "Łukasz Żak\n\nInżynier – Gdańsk\n• Wdrożył pomiary pływów w porcie\n"
RUSSIAN = "Анна Петрова\n\nИнженер – Омск\n• Руководила строительством набережной\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (ENGLISH, "mac_roman"),
        (GERMAN, "cp1252"),
        (GERMAN, "mac_roman"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN.replace("–", "-").replace("•", "-"), "koi8-r"),
    ],
)
def test_the_encoding_is_the_one_in_which_words_and_signs_stand_as_they_should(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text
