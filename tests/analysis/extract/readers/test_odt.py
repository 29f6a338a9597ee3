"""ODT: headings, lists, tables, links, page headers; nothing that is hidden or was taken out."""

from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import odt, texts

BOLD = (
    "<style:style style:name='B' style:family='text'>"
    "<style:text-properties fo:font-weight='bold' fo:font-size='14pt'/></style:style>"
)
HIDDEN = "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cv.odt"


def p(content: str) -> str:
    return f"<text:p>{content}</text:p>"


def test_headings_lists_and_text_are_told_apart(path: Path) -> None:
    read = odt(
        path,
        "<text:h text:outline-level='2'>Experience</text:h>" + p("Engineer")
        + f"<text:list><text:list-item>{p('Renewed two quays.')}"
        + f"<text:list><text:list-item>{p('The northern one.')}</text:list-item></text:list>"
        + "</text:list-item></text:list>",
    )  # fmt: skip

    assert [(line.role, line.level, line.text) for line in read.lines] == [
        ("heading", 2, "Experience"),
        ("", 0, "Engineer"),
        ("bullet", 1, "Renewed two quays."),
        ("bullet", 2, "The northern one."),
    ]


def test_styles_of_words_are_kept(path: Path) -> None:
    line = odt(path, p("Ada <text:span text:style-name='B'>Lovelace</text:span>"), styles=BOLD).lines[0]

    assert [(span.text, span.bold, span.size) for span in line.spans] == [("Ada ", False, 0), ("Lovelace", True, 14)]


def test_tabs_blanks_and_line_breaks_are_kept(path: Path) -> None:
    read = odt(path, p("Engineer<text:tab/>2019<text:line-break/>Harbour<text:s text:c='3'/>Works"))

    assert texts(read) == ["Engineer\t2019", "Harbour Works"]


def test_links_are_kept(path: Path) -> None:
    line = odt(path, p("<text:a xlink:href='mailto:ada@example.org'>write me</text:a>")).lines[0]

    assert line.spans[0].link == "mailto:ada@example.org"


def test_rows_of_a_table_are_lines(path: Path) -> None:
    cells = "".join(f"<table:table-cell>{p(text)}</table:table-cell>" for text in ("Dutch", "Native"))

    assert texts(odt(path, f"<table:table><table:table-row>{cells}</table:table-row></table:table>")) == [
        "Dutch\tNative"
    ]


def test_text_boxes_are_read_after_the_paragraph_that_holds_them(path: Path) -> None:
    box = f"<draw:frame><draw:text-box>{p('Contact')}</draw:text-box></draw:frame>"

    assert texts(odt(path, p(f"Ada{box} Lovelace"))) == ["Ada Lovelace", "Contact"]


def test_page_headers_come_first_and_footers_last(path: Path) -> None:
    read = odt(
        path, p("Engineer"), page=f"<style:header>{p('Ada')}</style:header><style:footer>{p('1')}</style:footer>"
    )

    assert [(line.region, line.text) for line in read.lines] == [
        ("header", "Ada"),
        ("main", "Engineer"),
        ("footer", "1"),
    ]


def test_what_is_hidden_and_what_was_taken_out_is_not_read(path: Path) -> None:
    deletion = f"<text:deletion>{p('Delta')}</text:deletion>"
    taken = f"<text:tracked-changes><text:changed-region>{deletion}</text:changed-region></text:tracked-changes>"
    read = odt(path, taken + p("Ada<text:span text:style-name='H'> keyword</text:span>"), styles=HIDDEN)

    assert texts(read) == ["Ada"]
