"""Name, label, contact, location and summary."""

from analysis.steps.structure.contact import find_phones, find_urls
from tests.analysis.structure.build import read


def basics(text: str) -> dict[str, object]:
    found = read(text)["basics"]
    assert isinstance(found, dict)
    return found


def test_a_contact_row_is_taken_apart_at_its_separators() -> None:
    found = basics("""
# Jane Q. Doe
Full Stack Developer
jane@example.com | (312) 555-0148 | janedoe.dev | Chicago, IL 60611
""")
    assert found["name"] == "Jane Q. Doe"
    assert found["label"] == "Full Stack Developer"
    assert found["email"] == "jane@example.com"
    assert found["phone"] == "(312) 555-0148"
    assert found["url"] == "janedoe.dev"
    assert found["location"] == {"city": "Chicago", "region": "IL", "postalCode": "60611"}


def test_labels_say_what_a_value_is() -> None:
    found = basics("""
# Lebenslauf
Name\tSabine Krämer
Anschrift: Aachener Straße 212, 50931 Köln
Tel.: 0221 5550 1342
E-Mail: sabine@example.de
Geburtsdatum: 03.05.1980
# Sprachen
Deutsch
""")
    assert found["name"] == "Sabine Krämer"
    assert found["location"] == {"address": "Aachener Straße 212", "postalCode": "50931", "city": "Köln"}
    assert found["phone"] == "0221 5550 1342"
    assert found["email"] == "sabine@example.de"


def test_dates_are_no_phones() -> None:
    assert find_phones("06/2015 - 02/2019") == []
    assert find_phones("1.4.2015 - 31.12.2018, 2012 - 2016") == []


def test_a_date_of_birth_is_no_phone_and_a_phone_may_hold_a_year() -> None:
    found = basics("# Sanne de Vries\nsanne@example.nl\n+31 6 5550 1987\n06/2015 - 02/2019")
    assert found["phone"] == "+31 6 5550 1987"


def test_profiles_are_told_from_the_person_s_own_site() -> None:
    found = basics("""
# Jane Doe
jane@example.com
https://janedoe.example.com
https://www.linkedin.com/in/jane-doe
GitHub: janed
""")
    assert found["url"] == "https://janedoe.example.com"
    assert found["profiles"] == [
        {"network": "LinkedIn", "username": "jane-doe", "url": "https://www.linkedin.com/in/jane-doe"},
        {"network": "GitHub", "username": "janed"},
    ]


def test_technologies_and_degrees_are_no_addresses() -> None:
    assert [found.value for found in find_urls("Node.js, B.Tech, deploy.sh, nowak.pl, jane.dev/cv")] == [
        "nowak.pl",
        "jane.dev/cv",
    ]


def test_the_name_is_cleared_of_what_stands_beside_it() -> None:
    assert basics("# Jane Doe's CV\njane@example.com")["name"] == "Jane Doe"
    assert basics("# Lebenslauf von Max Muster\nmax@example.de")["name"] == "Max Muster"
    found = basics("# Brenda Okafor, Registered Nurse, BSN\nbrenda@example.com")
    assert (found["name"], found["label"]) == ("Brenda Okafor", "Registered Nurse, BSN")


def test_a_job_title_or_a_town_in_large_letters_is_no_name() -> None:
    found = basics("Project Manager\nJane Doe\nBoston, MA\njane@example.com")
    assert (found["name"], found["label"]) == ("Jane Doe", "Project Manager")


def test_names_of_one_script_are_as_good_as_of_another() -> None:
    assert basics("# 佐藤 健\nken@example.jp")["name"] == "佐藤 健"
    assert basics("# Мария Соколова\nm@example.ru")["name"] == "Мария Соколова"


def test_prose_in_the_header_is_the_summary_where_no_section_is() -> None:
    found = basics(
        "# Jane Doe\njane@example.com\n"
        "Engineer who builds small tools that people keep using for years.\n# Skills\nGo, C"
    )
    assert found["summary"] == "Engineer who builds small tools that people keep using for years."


def test_the_date_of_the_last_change_is_no_place() -> None:
    found = basics("Last updated in Nov 2024\n# Jane Doe\njane@example.com\nBoston, MA")
    assert found["location"] == {"city": "Boston", "region": "MA"}
    assert "label" not in found


def test_a_town_in_no_list_is_known_by_standing_among_the_ways_to_reach_the_person() -> None:
    assert basics("# Ada Vogel\nada@example.com | Visperterminen, Oberwallis | 079 555 01 32")["location"] == {
        "city": "Visperterminen",
        "region": "Oberwallis",
    }
    assert "location" not in basics("# Ada Vogel\nada@example.com | Carpenter | 079 555 01 32")
