"""Addresses and towns, as people write them."""

import pytest

from analysis.structure.rules.recognise.places import read_place


@pytest.mark.parametrize(
    ("text", "address", "postal_code", "city"),
    [
        ("Kerkpad 5, 3512 AB Utrecht", "Kerkpad 5", "3512 AB", "Utrecht"),
        ("3 Heol y Castell, CF10 1BY Cardiff", "3 Heol y Castell", "CF10 1BY", "Cardiff"),
        ("ul. Lipowa 12/4, 20-020 Lublin", "ul. Lipowa 12/4", "20-020", "Lublin"),
        ("Rua do Salitre 41, 2.º Esq., 1250-198 Lisboa", "Rua do Salitre 41, 2.º Esq.", "1250-198", "Lisboa"),
        ("Flat 4, 12 Marine Parade, Brighton BN2 1TL", "Flat 4, 12 Marine Parade", "BN2 1TL", "Brighton"),
        ("г. Москва, ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 5, кв. 12", None, "Москва"),
    ],
)
def test_a_street_needs_no_word_for_streets(text: str, address: str, postal_code: str | None, city: str) -> None:
    place = read_place(text)
    assert place.score >= 0.6
    assert (place.address, place.postal_code, place.city) == (address, postal_code, city)


@pytest.mark.parametrize("text", ["Python 3, Django 4", "5 years, 10000 users", "Room 4"])
def test_a_number_alone_makes_no_address(text: str) -> None:
    assert read_place(text).score == 0


def test_a_town_may_have_numbered_districts() -> None:
    assert read_place("Windmill Lane 3, Dublin 2").city == "Dublin 2"
