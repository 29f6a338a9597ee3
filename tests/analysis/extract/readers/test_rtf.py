"""RTF: text in its encoding, with headings, lists, tables and links; nothing of its machinery."""

from pathlib import Path

import pytest

from analysis.document import Document
from tests.analysis.extract.readers.documents import texts, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cv.rtf"


def read(path: Path, body: str, head: str = "") -> Document:
    return written(path, (r"{\rtf1\ansi\ansicpg1252" + head + body + "}").encode("latin-1"))


def test_paragraphs_are_lines_with_their_style(path: Path) -> None:
    name, label = read(path, r"{\b\fs36 Ada Lovelace\par}{\fs22 Engineer\par}").lines

    assert (name.text, name.bold, name.size, label.text, label.bold, label.size) == (
        "Ada Lovelace",
        True,
        18,
        "Engineer",
        False,
        11,
    )


def test_letters_of_every_encoding_are_read(path: Path) -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}"

    assert texts(
        read(path, r"\f0 M\'fcller {\f1 \'cf\'f0\'e8\'e2\'e5\'f2} \u321?\u243\'f3d\u378z \u-10179?\u-8704?\par", fonts)
    ) == ["Müller Привет Łódź 😀"]


def test_an_outline_level_and_a_style_make_headings(path: Path) -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s2\b heading 2;}}"
    lines = read(path, r"\pard\outlinelevel0 Experience\par\pard\s2 Harbour Works\par\pard Engineer\par", styles).lines

    assert [(line.role, line.level) for line in lines] == [("heading", 1), ("heading", 2), ("", 0)]


def test_lists_are_told_by_their_markers(path: Path) -> None:
    lines = read(
        path, r"{\listtext\'95\tab}\ls1\ilvl0 Renewed two quays.\par\pard \bullet\tab Closed no ferry.\par\pard End\par"
    ).lines

    assert [(line.role, line.text) for line in lines] == [
        ("bullet", "Renewed two quays."),
        ("bullet", "Closed no ferry."),
        ("", "End"),
    ]


def test_rows_of_a_table_are_lines(path: Path) -> None:
    row = r"\trowd\cellx3000\cellx6000\pard\intbl {0}\cell\pard\intbl {1}\cell\row"

    assert texts(read(path, row.format("Dutch", "Native") + row.format("English", "C1") + r"\pard End\par")) == [
        "Dutch\tNative",
        "English\tC1",
        "End",
    ]


def test_links_are_kept(path: Path) -> None:
    line = read(
        path, r'{\field{\*\fldinst{HYPERLINK "mailto:ada@example.org"}}{\fldrslt{\ul write me}}} now\par'
    ).lines[0]

    assert [(span.text, span.link) for span in line.spans] == [("write me", "mailto:ada@example.org"), (" now", None)]


def test_page_headers_are_told(path: Path) -> None:
    assert [(line.region, line.text) for line in read(path, r"{\header\pard Ada\par}\pard Engineer\par").lines] == [
        ("header", "Ada"),
        ("main", "Engineer"),
    ]


def test_machinery_pictures_hidden_and_deleted_text_are_not_read(path: Path) -> None:
    body = (
        r"{\info{\author Nobody}}{\*\generator Word;}{\pict\wmetafile8 010009}{\colortbl;\red0;}{\*\unknown secret}"
        r"Ada{\v  keyword}{\deleted  gone} Lovelace{\object{\*\objdata 0105}}\par"
    )

    assert texts(read(path, body)) == ["Ada Lovelace"]


def test_binary_data_is_skipped(path: Path) -> None:
    assert texts(read(path, r"{\pict\bin5 }}{{\}Ada\par")) == ["Ada"]
