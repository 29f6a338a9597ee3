"""Name, label, contact, location and summary."""

import pytest

from analysis.document import Line, Span
from analysis.structure.rules import structure
from analysis.structure.rules.recognise.contact import find_phones, find_urls
from tests.analysis.structure.rules.build import document, read


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
    assert found["url"] == "https://janedoe.dev"
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


def test_a_row_of_contacts_is_cut_at_full_stops_and_at_single_letters() -> None:
    found = basics("# Björn Petersen\nBrandinspektor. Förderstraße 18b, 24103 Kiel. T 0431 5550123 E bjoern@example.de")
    assert found["label"] == "Brandinspektor"
    assert found["location"] == {"address": "Förderstraße 18b", "postalCode": "24103", "city": "Kiel"}
    assert (found["phone"], found["email"]) == ("0431 5550123", "bjoern@example.de")


@pytest.mark.parametrize("text", ["Backend Engineer based in Toronto, ON", "Backend Engineer, Toronto, ON"])
def test_where_a_person_lives_may_stand_beside_what_they_are(text: str) -> None:
    found = basics(f"# Arash Mohammadi\n{text}\narash@example.dev\n# Languages\n- Persian")
    assert found["label"] == "Backend Engineer"
    assert found["location"] == {"city": "Toronto", "region": "ON"}


def test_a_portuguese_postal_code_is_no_phone() -> None:
    assert find_phones("Rua do Salitre 41, 1250-198 Lisboa") == []


@pytest.mark.parametrize("name", ["Dr. med. Katharina von Esebeck", "Prof. Dr. rer. nat. Jens Ahlers"])
def test_titles_before_a_name_belong_to_it(name: str) -> None:
    assert basics(f"{name}\nOberärztin\nname@example.de")["name"] == name


def test_a_name_may_be_set_in_small_letters() -> None:
    assert basics("# arash mohammadi_\nBackend Engineer\narash@example.dev")["name"] == "arash mohammadi"


def test_a_name_that_the_file_has_below_its_sidebar_is_found() -> None:
    found = basics("""
## Contact
jane@example.com
## Languages
- English
# Jane Doe
Joiner
## Experience
Joiner, Acme Inc.\t2019 – 2021
""")
    assert (found["name"], found["label"]) == ("Jane Doe", "Joiner")


def test_a_link_cut_at_a_hyphen_of_its_path_is_made_whole() -> None:
    found = basics("""
# Jane Doe
jane@example.com
www.linkedin.com/in/jane-
doe-42 (LinkedIn)
""")
    profile = {"network": "LinkedIn", "username": "jane-doe-42", "url": "https://www.linkedin.com/in/jane-doe-42"}
    assert found["profiles"] == [profile]


def test_contacts_that_stand_below_everything_else_are_found() -> None:
    found = read("""
# Kaylee Thao
Student
# Projects
- Compost audit
# Languages
- Hmong
kthao@example.edu\t651-555-0187\tSaint Paul, MN
""")
    assert found["basics"] == {
        "name": "Kaylee Thao",
        "label": "Student",
        "email": "kthao@example.edu",
        "phone": "651-555-0187",
        "location": {"city": "Saint Paul", "region": "MN"},
    }
    assert found["languages"] == [{"language": "Hmong"}]


def test_a_name_set_large_may_take_two_rows() -> None:
    lines = document("Yeison Andrés Quintero\nMosquera\nTécnico\nyeison@example.co\n+57 310 555 0199", geometry=True)
    for line in lines.lines[:2]:
        for span in line.spans:
            span.size = 26.0
    assert structure(lines).resume.to_json()["basics"]["name"] == "Yeison Andrés Quintero Mosquera"


def test_a_house_number_after_a_telephone_number_is_no_part_of_it() -> None:
    found = basics("# Denise Cole\n(503) 555-0164 418 SE Tacoma Street, 97202 Portland, OR\n# Languages\n- English")
    assert found["phone"] == "(503) 555-0164"


def test_a_place_in_no_list_is_one_between_commas_beside_contacts() -> None:
    found = basics(
        "# Iñaki Goikoetxea\nJefe de Partida\nDonostia, Gipuzkoa, 688 555 012, inaki@example.es\n# Idiomas\n- Francés"
    )
    assert found["location"] == {"city": "Donostia", "region": "Gipuzkoa"}


def test_an_address_and_a_number_that_only_links_tell_are_read() -> None:
    resume = document("Jane Doe\n\nExperience\nEngineer, Acme Corp\n2019 - 2020")
    mail, call = Span("E-mail", link="mailto:jane@example.com?subject=Hello"), Span("Call", link="tel:+12175550143")
    resume.pages[0].lines.insert(1, Line([mail, Span(" | "), call]))

    found = structure(resume).resume.to_json()["basics"]

    assert (found["name"], found["email"], found["phone"]) == ("Jane Doe", "jane@example.com", "+12175550143")
