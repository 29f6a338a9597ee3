"""A résumé as plain text."""

from profiles.output.text import resume_as_text
from profiles.resume import Resume
from tests.factories import RESUME


def test_sections_come_in_order_and_empty_ones_not_at_all() -> None:
    text = resume_as_text(Resume.model_validate(RESUME))
    assert text.startswith("Ada Lovelace\nMathematician\nada@example.org | +44 20 7946 0958 | London, United Kingdom |")
    assert "VOLUNTEERING" not in text
    headings = ["SUMMARY", "WORK", "EDUCATION", "PROJECTS", "SKILLS", "LANGUAGES", "CERTIFICATES"]
    assert [line for line in text.splitlines() if line.isupper()] == headings
    assert "  - Wrote the first published algorithm meant for a machine" in text
    assert text.endswith("\n")
    assert "None" not in text


def test_an_empty_document_is_an_empty_text() -> None:
    assert resume_as_text(Resume()) == "\n"
