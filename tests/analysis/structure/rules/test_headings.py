"""Which words make a heading, and of which kind."""

import pytest

from analysis.lexicon.headings import heading_hint, heading_kind, is_document_title, is_inner_label


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Work Experience", "work"),
        ("BERUFSERFAHRUNG", "work"),
        ("Expérience professionnelle", "work"),
        ("Experiencia laboral", "work"),
        ("Experiência profissional", "work"),
        ("Esperienze lavorative", "work"),
        ("Werkervaring", "work"),
        ("Doświadczenie zawodowe", "work"),
        ("Опыт работы", "work"),
        ("工作经历", "work"),
        ("職務経歴", "work"),
        ("Ausbildung", "education"),
        ("Formación académica", "education"),
        ("学歴", "education"),
        ("Compétences", "skills"),
        ("Talen", "languages"),
        ("Zainteresowania", "interests"),
        ("资格证书", "certificates"),
    ],
)
def test_a_heading_is_known_in_many_languages(text: str, kind: str) -> None:
    assert heading_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(01) WORK", "work"),
        ("— Statement", "summary"),
        ("E X P E R I E N C E", "work"),
        ("Honors & Awards:", "awards"),
        ("Technical Skills & Tools", "skills"),
        ("Volunteer Experience", "volunteer"),
        ("Relevant Work Experience", "work"),
        ("Software Experience", "work"),
    ],
)
def test_numbers_spacing_and_qualifying_words_do_not_matter(text: str, kind: str) -> None:
    assert heading_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Software Engineer",
        "Finance",
        "Data Science",
        "Social Work",
        "Experience in Finance",
        "",
        "We look for skills in many areas of work",
    ],
)
def test_titles_fields_and_sentences_are_no_headings(text: str) -> None:
    assert heading_kind(text) is None


def test_the_title_of_the_document_is_told_from_its_headings() -> None:
    assert is_document_title("Curriculum Vitae")
    assert is_document_title("PORTFOLIO / CURRICULUM VITAE")
    assert not is_document_title("Jane Doe")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Досвід роботи", "work"),
        ("İş Deneyimi", "work"),
        ("경력 사항", "work"),
        ("ניסיון תעסוקתי", "work"),
        ("الخبرات العملية", "work"),
        ("Pracovní zkušenosti", "work"),
        ("Arbetslivserfarenhet", "work"),
        ("Erhvervserfaring", "work"),
        ("Työkokemus", "work"),
        ("Szakmai tapasztalat", "work"),
        ("Experiență profesională", "work"),
        ("Επαγγελματική εμπειρία", "work"),
        ("Kinh nghiệm làm việc", "work"),
        ("Pengalaman Kerja", "work"),
        ("कार्य अनुभव", "work"),
        ("Other Work Experience", "work"),
    ],
)
def test_headings_of_further_languages_are_known(text: str, kind: str) -> None:
    assert heading_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Testimonial", "references"),
        ("Expereince", "work"),
        ("EDUCATON", "education"),
        ("Hospitality Experience", "work"),
        ("Places I have worked", "work"),
        ("Seminar Projects", "projects"),
        ("Auslandserfahrung", "work"),
        ("实习&工作", "work"),
    ],
)
def test_a_heading_in_no_list_is_told_by_a_word_within(text: str, kind: str) -> None:
    assert heading_kind(text) is None
    assert heading_hint(text) == kind


@pytest.mark.parametrize("text", ["Acme Corporation", "Data Analyst", "Lisbon"])
def test_names_and_titles_hint_at_no_section(text: str) -> None:
    assert heading_hint(text) is None


def test_a_label_with_its_verb_is_a_label_inside_an_entry() -> None:
    assert is_inner_label("Responsibilities included:")
