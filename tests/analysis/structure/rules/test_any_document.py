"""Any text and any layout of boxes comes to a valid document or to one of two failures, never to another exception."""

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.document import Box, Document, Line, Page, Span
from analysis.failures import StepFailure
from analysis.structure.rules import Structured, structure
from analysis.structure.rules.rows.rows import MAX_ROWS, rows_of
from profiles.resume import Resume
from tests.analysis.structure.rules.build import pointers

WORDS = st.sampled_from(
    [
        "Experience",
        "Education",
        "Skills",
        "Languages",
        "Summary",
        "Contact",
        "Projects",
        "Awards",
        "Jane",
        "Doe",
        "Engineer",
        "Acme",
        "Inc.",
        "University",
        "of",
        "Leeds",
        "BSc",
        "in",
        "Physics",
        "2016",
        "–",
        "Present",
        "2012",
        "03/21",
        "heute",
        "Jan",
        "Python,",
        "English:",
        "Native",
        "(B2)",
        "jane@example.com",
        "+49",
        "30",
        "123456",
        "https://github.com/jane",
        "GitHub",
        "Boston,",
        "MA",
        "|",
        "•",
        "-",
        ":",
        "—",
        "(",
        ")",
        "[",
        "2015年4月",
        "工作经历",
        "软件工程师",
        "\t",
        "\xad",
        "\ue0a1",
        "ﬁ",
        "😀",
        "�",
        "\x00",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join))
NUMBERS = st.one_of(st.floats(-100, 2000, allow_nan=False), st.sampled_from([0.0, 1e9, -1e9]))
BOXES = st.none() | st.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
SPANS = st.builds(
    Span,
    TEXTS,
    size=st.floats(0, 200, allow_nan=False),
    bold=st.booleans(),
    italic=st.booleans(),
    link=st.none() | st.sampled_from(["https://github.com/jane", "mailto:jane@example.com", "javascript:x", ""]),
    box=BOXES,
)
LINES = st.builds(
    Line,
    st.lists(SPANS, max_size=4),
    page=st.integers(1, 3),
    role=st.sampled_from(["", "heading", "bullet", "cell"]),
    level=st.integers(0, 4),
    region=st.sampled_from(["main", "sidebar", "header", "footer"]),
    block=st.integers(0, 5),
)
DOCUMENTS = st.builds(
    lambda kind, lines: Document(kind, [Page(1, 600, 800, lines)]),
    st.sampled_from(["pdf", "docx", "text", "html"]),
    st.lists(LINES, max_size=25),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_any_document_is_a_resume_or_one_of_two_failures(document: Document) -> None:
    found = _structured(document)
    if isinstance(found, str):
        assert found in ("no_text", "not_a_resume")
        return
    again = Structured.from_json(found.to_json())
    assert again.resume == Resume.model_validate(found.resume.to_json())
    assert sorted(found.evidence) == sorted(pointers(found.resume.to_json()))


def _structured(document: Document) -> Structured | str:
    """What the step makes of a document: the result, or the code of its failure."""
    try:
        return structure(document)
    except StepFailure as failure:
        return failure.code


def test_a_document_of_any_length_is_done_in_bounded_time() -> None:
    lines = [Line([Span(f"Jane Doe {number}")]) for number in range(20_000)]
    document = Document("text", [Page(1, lines=lines)])
    assert len(rows_of(document)) == MAX_ROWS
    started = time.process_time()
    _structured(document)
    assert time.process_time() - started < 15
