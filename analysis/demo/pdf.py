"""Résumés as PDF, in one column and in two."""

from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import Flowable, HRFlowable

from analysis.demo.person import Entry, Person, contact

INK, ACCENT, FAINT = HexColor("#1f2933"), HexColor("#1d5f8a"), HexColor("#5f6c7b")
SIDEBAR = HexColor("#eef3f7")

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14.5, textColor=INK)
SMALL = ParagraphStyle("small", BODY, fontSize=9.5, leading=14, textColor=FAINT)
DATES = ParagraphStyle("dates", SMALL, alignment=TA_RIGHT)
NAME = ParagraphStyle("name", BODY, fontName="Helvetica-Bold", fontSize=22, leading=27)
LABEL = ParagraphStyle("label", BODY, fontSize=12, leading=17, textColor=ACCENT)
HEADING = ParagraphStyle(
    "heading", BODY, fontName="Helvetica-Bold", fontSize=11, leading=14, textColor=ACCENT, spaceBefore=11, spaceAfter=3
)
GROUP = ParagraphStyle("group", BODY, spaceAfter=6)
POINT = ParagraphStyle("point", BODY, leftIndent=10, bulletIndent=1, spaceBefore=1)


def one_column_pdf(person: Person, path: Path, password: str = "") -> None:
    width = A4[0] - 40 * mm
    story: list[Flowable] = [
        Paragraph(person.name, NAME),
        Paragraph(person.label, LABEL),
        Paragraph(contact(person, " · "), SMALL),
        *section("Summary", [Paragraph(person.summary, BODY)]),
        *section("Experience", [flowable for entry in person.work for flowable in entry_in_rows(entry, width)]),
        *section("Education", [flowable for entry in person.education for flowable in entry_in_rows(entry, width)]),
        *section("Skills", [Paragraph(f"<b>{name}:</b> {values}", BODY) for name, values in person.skills]),
        *section("Languages", [Paragraph(person.languages, BODY)]),
    ]
    for heading, lines in person.extra:
        story += section(heading, [Paragraph(line, BODY) for line in lines])
    frame = Frame(20 * mm, 15 * mm, width, A4[1] - 30 * mm, 0, 0, 0, 0)
    pdf(path, person, [PageTemplate(frames=[frame])], story, password)


def two_column_pdf(person: Person, path: Path) -> None:
    side, width = 62 * mm, A4[0] - 62 * mm - 32 * mm

    def shade(canvas: object, _: object) -> None:
        canvas.setFillColor(SIDEBAR)  # type: ignore[attr-defined]
        canvas.rect(0, 0, side + 8 * mm, A4[1], stroke=0, fill=1)  # type: ignore[attr-defined]

    frames = [
        Frame(12 * mm, 15 * mm, side - 12 * mm, A4[1] - 30 * mm, 0, 0, 0, 0),
        Frame(side + 18 * mm, 15 * mm, width, A4[1] - 30 * mm, 0, 0, 0, 0),
    ]
    left: list[Flowable] = [
        *section("Contact", [Paragraph(line, BODY) for line in (person.email, person.phone, person.city, person.link)]),
        *section("Skills", [Paragraph(f"<b>{name}</b><br/>{values}", GROUP) for name, values in person.skills]),
    ]
    left += section("Languages", [Paragraph(language, BODY) for language in person.languages.split(", ")])
    right: list[Flowable] = [
        Paragraph(person.name, NAME),
        Paragraph(person.label, LABEL),
        *section("Profile", [Paragraph(person.summary, BODY)]),
        *section("Work Experience", [flowable for entry in person.work for flowable in entry_in_lines(entry)]),
        *section("Education", [flowable for entry in person.education for flowable in entry_in_lines(entry)]),
    ]
    for heading, lines in person.extra:
        right += section(heading, [Paragraph(line, BODY) for line in lines])
    pdf(path, person, [PageTemplate(frames=frames, onPage=shade)], [*left, FrameBreak(), *right])


def half_a_pdf(person: Person, path: Path) -> None:
    one_column_pdf(person, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def pdf(path: Path, person: Person, pages: list[PageTemplate], story: list[Flowable], password: str = "") -> None:
    template = BaseDocTemplate(
        str(path),
        pagesize=A4,
        title=f"{person.name}: {person.label}",
        author=person.name,
        invariant=1,
        encrypt=StandardEncryption(password, strength=128) if password else None,
    )
    template.addPageTemplates(pages)
    template.build(story)


def section(heading: str, content: list[Flowable]) -> list[Flowable]:
    return [Paragraph(heading, HEADING), HRFlowable("100%", 0.6, color=ACCENT, spaceAfter=4), *content]


def entry_in_rows(entry: Entry, width: float) -> list[Flowable]:
    """Title and place on the left, dates on the right."""
    title = Paragraph(f"<b>{entry.title}</b>, {entry.place}", BODY)
    row = Table([[title, Paragraph(entry.dates, DATES)]], [width - 58 * mm, 58 * mm], style=FLAT)
    return [row, *points(entry), Spacer(1, 5)]


def entry_in_lines(entry: Entry) -> list[Flowable]:
    lines = (f"<b>{entry.title}</b>", entry.place)
    return [*(Paragraph(line, BODY) for line in lines), Paragraph(entry.dates, SMALL), *points(entry), Spacer(1, 6)]


def points(entry: Entry) -> list[Flowable]:
    return [Paragraph(point, POINT, bulletText="•") for point in entry.points]


FLAT = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
