"""Which rows go on in the next: bullets at the margin, hyphens, addresses before headings, rows of contacts."""

import pytest

from analysis.document import Box, Line, Span
from analysis.structure.rules.rows.rows import Row, rows_of
from analysis.structure.rules.rows.wrapping import join_wrapped
from tests.analysis.structure.rules.build import document


def _rows(*lines: tuple[str, float, float], bullets: tuple[int, ...] = ()) -> list[str]:
    """`lines`: text, left and right edge in points; one line below the other."""
    made = document("")
    for index, (text, left, right) in enumerate(lines):
        box = Box(left, 100 + 12 * index, right, 110 + 12 * index)
        role = "bullet" if index in bullets else ""
        made.pages[0].lines.append(Line([Span(text, size=10, box=box)], role=role))  # type: ignore[arg-type]
    return [row.text for row in join_wrapped(rows_of(made))]


def test_a_bullet_that_goes_on_at_the_margin_is_one() -> None:
    rows = _rows(
        ("Promoted for settling the most difficult complaints that came in and for training", 69, 490),
        ("assistants to do the same across all branches of the bank.", 57, 400),
        ("Balanced the till and closed the books with the head of the branch every single evening.", 69, 520),
        bullets=(0, 2),
    )
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("leads work that many teams share and sets its cross-", "team direction", "cross-team direction"),
        ("writes the services that run on the company's cloud-", "based platform", "cloud-based platform"),
        ("writes the documents that explain how the whole en-", "gine works", "engine works"),
        ("leitet seit vielen Jahren mit Erfolg die Vertriebs-", "und die Marketingabteilung", "Vertriebs- und die"),
    ],
)
def test_hyphens_at_line_ends(first: str, second: str, joined: str) -> None:
    (row,) = _rows((first, 50, 300), (second, 50, 120), ("x" * 40, 50, 300))[:1]
    assert joined in row


def test_an_address_that_ends_in_a_slash_swallows_no_heading() -> None:
    texts = [
        row.text
        for row in join_wrapped(
            rows_of(document("Jane\nlinkedin.com/in/jane-roe/\nEXPERIENCE\nBaker at Mill", geometry=True))
        )
    ]
    assert "EXPERIENCE" in texts


def test_a_full_row_of_contacts_is_followed_by_another_row() -> None:
    rows = _rows(
        ("Leeds | (217) 555-0143 | jane@example.org | linkedin.com/in/jane-roe", 57, 475),
        ("Careful tester with ten years of experience in finance and retail, happy to travel.", 57, 480),
    )
    assert len(rows) == 2


def test_rows_are_rows() -> None:
    assert all(isinstance(row, Row) for row in rows_of(document("Jane")))
