"""Whatever stands in a file, reading it gives a document or one of the failures that people understand."""

import random
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.document import Document
from analysis.extract.extract import extract
from analysis.extract.layout import lay_out
from analysis.extract.layout.ink import Mark, PageInk, Piece
from analysis.failures import StepFailure
from tests.analysis.extract.readers.documents import Sheet, docx, odt, p, texts, written, zipped_docx

PERMANENT = {"unreadable_file", "no_text", "too_large", "unsupported", "password_protected"}


def outcome(path: Path) -> str:
    """ "read", or the code of the failure; any other error passes."""
    try:
        extract(path, kind=path.suffix[1:])
    except StepFailure as failure:
        return failure.code
    return "read"


def make_pdf(folder: Path) -> Path:
    sheet = Sheet(folder / "cv.pdf")
    sheet.column(40, 100, ["Ada Lovelace", "Engineer of harbours"])
    sheet.read()
    return sheet.path


def make_docx(folder: Path) -> Path:
    docx(folder / "cv.docx", p("Ada Lovelace") * 5)
    return folder / "cv.docx"


def make_odt(folder: Path) -> Path:
    odt(folder / "cv.odt", "<text:p>Ada Lovelace</text:p>")
    return folder / "cv.odt"


def make_rtf(folder: Path) -> Path:
    written(folder / "cv.rtf", r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\b Ada} Lovelace\par}")
    return folder / "cv.rtf"


def make_html(folder: Path) -> Path:
    written(
        folder / "cv.html", "<!doctype html><html><body><h1>Ada</h1><table><tr><td>a</td></tr></table></body></html>"
    )
    return folder / "cv.html"


@pytest.mark.parametrize("make", [make_pdf, make_docx, make_odt, make_rtf, make_html])
def test_files_that_were_cut_or_have_wrong_bytes_fail_clearly_or_are_read(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(7)
    for turn in range(60):
        damaged = bytearray(whole[: chance.randrange(len(whole))] if turn % 2 else whole)
        for _ in range(chance.randrange(20)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        assert outcome(path) in {"read", *PERMANENT}


def test_a_pdf_under_a_password_says_so(tmp_path: Path) -> None:
    path = make_pdf(tmp_path)
    writer = pypdf.PdfWriter(path)
    writer.encrypt("secret")
    writer.write(path)
    with pytest.raises(StepFailure) as failure:
        extract(path)

    assert failure.value.code == "password_protected"


def test_a_pdf_that_may_be_read_but_not_changed_is_read(tmp_path: Path) -> None:
    path = make_pdf(tmp_path)
    writer = pypdf.PdfWriter(path)
    writer.encrypt("", owner_password="secret")
    writer.write(path)

    assert texts(extract(path)) == ["Ada Lovelace", "Engineer of harbours"]


def test_an_entity_in_a_document_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path / "secret"}">]>'
    with pytest.raises(StepFailure) as failure:
        docx(tmp_path / "cv.docx", p("Ada"), styles=f"{entity}<w:styles NAMESPACES>&e;</w:styles>")

    assert failure.value.code == "unreadable_file"


def test_tables_nested_without_end_are_refused_or_read(tmp_path: Path) -> None:
    nested = p("Ada")
    for _ in range(230):
        nested = f"<w:tbl><w:tr><w:tc>{nested}</w:tc></w:tr></w:tbl>"
    path = zipped_docx(tmp_path / "cv.docx", nested)

    assert outcome(path) in {"read", *PERMANENT}


def test_a_document_without_a_letter_says_so(tmp_path: Path) -> None:
    with pytest.raises(StepFailure) as failure:
        docx(tmp_path / "cv.docx", p("—"))

    assert failure.value.code == "no_text"


numbers = st.floats(-50, 900, allow_nan=False)
sizes = st.floats(0.01, 80, allow_nan=False)
characters = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    x, baseline, size, text = draw(numbers), draw(numbers), draw(sizes), draw(characters)
    width = size * len(text) / 2
    return Piece(
        text,
        x,
        baseline - size,
        x + width,
        baseline + size / 4,
        baseline,
        size,
        draw(st.booleans()),
        blank=draw(st.sampled_from(["", "drawn", "guessed"])),
    )


marks = st.builds(Mark, numbers, numbers, numbers, numbers)


inks = st.builds(
    PageInk,
    number=st.just(1),
    width=st.just(600.0),
    height=st.just(800.0),
    pieces=st.lists(pieces(), max_size=30),
    dots=st.lists(marks, max_size=4),
    grounds=st.lists(marks, max_size=4),
    aside=st.lists(st.lists(pieces(), min_size=1, max_size=3), max_size=2),
)


@given(st.lists(inks, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_layout_of_any_text_gives_a_document_that_survives_being_stored(pages: list[PageInk]) -> None:
    document = Document("pdf", lay_out(pages))

    assert Document.from_json(document.to_json()) == document
    assert not any("\x00" in line.text or "\n" in line.text for line in document.lines)
