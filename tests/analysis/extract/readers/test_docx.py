"""DOCX: everything that Word shows is read, in its order, once; what it hides is not."""

from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import R, docx, line_with, p, texts

TAB = "<w:r><w:tab/></w:r>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cv.docx"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def cell(*paragraphs: str) -> str:
    return f"<w:tc>{''.join(paragraphs)}</w:tc>"


def table(*rows: list[str]) -> str:
    drawn = "".join("<w:tr>" + "".join(cells) + "</w:tr>" for cells in rows)
    return f"<w:tbl>{drawn}</w:tbl>"


def test_page_headers_come_first_and_footers_last(path: Path) -> None:
    read = docx(
        path,
        p("Engineer")
        + "<w:sectPr><w:headerReference w:type='default' r:id='h'/>"
        + "<w:footerReference w:type='default' r:id='f'/></w:sectPr>",
        relations=f"<Relationship Id='h' Type='{R}/header' Target='header1.xml'/>"
        f"<Relationship Id='f' Type='{R}/footer' Target='footer1.xml'/>",
        header1=f"<w:hdr NAMESPACES>{p('Ada Lovelace')}</w:hdr>",
        footer1=f"<w:ftr NAMESPACES>{p('Page 1')}</w:ftr>",
    )

    assert [(line.region, line.text) for line in read.lines] == [
        ("header", "Ada Lovelace"),
        ("main", "Engineer"),
        ("footer", "Page 1"),
    ]


def test_a_table_of_data_makes_one_line_a_row(path: Path) -> None:
    read = docx(path, table([cell(p("Dutch")), cell(p("Native"))], [cell(p("English")), cell(p("C1"))]))

    assert texts(read) == ["Dutch\tNative", "English\tC1"]


def test_dates_beside_an_entry_stand_on_its_first_line(path: Path) -> None:
    done = [p(text) for text in ("Engineer", "Harbour Works", "Renewed two quays.", "Closed no ferry.")]
    read = docx(path, table([cell(p("2019 – 2023")), cell(*done)]))

    assert texts(read) == ["2019 – 2023\tEngineer", "Harbour Works", "Renewed two quays.", "Closed no ferry."]


def test_a_table_that_sets_a_page_in_columns_is_read_column_by_column(path: Path) -> None:
    side = ["Contact", "ada@example.org", "Breda", "Skills", "Python"]
    main = [
        "Experience",
        "Engineer at the Harbour Works",
        "Renewed two quays.",
        "Closed no ferry.",
        "Wrote the yearly report.",
    ]
    read = docx(path, table([cell(*map(p, side)), cell(*map(p, main))]))

    assert texts(read) == side + main
    assert [line.region for line in read.lines] == ["sidebar"] * 5 + ["main"] * 5


def test_tables_in_tables_are_read(path: Path) -> None:
    inner = table([cell(p("Python")), cell(p("expert"))])

    assert texts(docx(path, table([cell(p("Skills"), inner, p(""))]))) == ["Skills", "Python\texpert"]


def test_a_tab_is_a_tab(path: Path) -> None:
    assert texts(docx(path, f"<w:p>{run('Engineer')}{TAB}{TAB}{run('2019 – 2023')}</w:p>")) == ["Engineer\t2019 – 2023"]


def test_a_line_break_ends_a_line(path: Path) -> None:
    assert texts(docx(path, f"<w:p>{run('Ada Lovelace')}<w:r><w:br/></w:r>{run('Breda')}</w:p>")) == [
        "Ada Lovelace",
        "Breda",
    ]


def test_a_text_box_is_read_once_though_it_is_written_twice(path: Path) -> None:
    box = f"<w:txbxContent>{p('Ada Lovelace')}{p('Engineer')}</w:txbxContent>"
    twice = (
        "<mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )

    assert texts(docx(path, f"<w:p><w:r>{twice}</w:r></w:p>" + p("Experience"))) == [
        "Ada Lovelace",
        "Engineer",
        "Experience",
    ]


def test_links_are_kept_from_relations_and_from_fields(path: Path) -> None:
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        '<w:r><w:instrText> HYPERLINK "https://ada.example.org" </w:instrText></w:r>'
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('my page')}"
        f"<w:r><w:fldChar w:fldCharType='end'/></w:r>{run(' and more')}"
    )
    read = docx(
        path,
        f"<w:p><w:hyperlink r:id='m'>{run('write me')}</w:hyperlink></w:p><w:p>{field}</w:p>",
        relations=f"<Relationship Id='m' Type='{R}/hyperlink' Target='mailto:ada@example.org' TargetMode='External'/>",
    )

    assert texts(read) == ["write me", "my page and more"]
    assert [[span.link for span in line.spans] for line in read.lines] == [
        ["mailto:ada@example.org"],
        ["https://ada.example.org", None],
    ]


def test_content_controls_are_read_and_prompts_that_nobody_filled_in_are_not(path: Path) -> None:
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Ada Lovelace')}</w:sdtContent></w:sdt>"
    content = f"<w:sdtContent>{p('Click here to enter text')}</w:sdtContent>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{content}</w:sdt>"

    assert texts(docx(path, filled + prompt)) == ["Ada Lovelace"]


def test_lists_are_told_by_their_numbering(path: Path) -> None:
    numbered = "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr>"
    line = docx(path, p("Renewed two quays.", numbered)).lines[0]

    assert (line.role, line.level) == ("bullet", 2)


def test_a_list_taken_away_is_none(path: Path) -> None:
    assert docx(path, p("Ada", "<w:numPr><w:numId w:val='0'/></w:numPr>")).lines[0].role == ""


def test_a_bullet_typed_as_text_is_a_bullet(path: Path) -> None:
    line = docx(path, p("• Renewed two quays.")).lines[0]

    assert (line.role, line.text) == ("bullet", "Renewed two quays.")


@pytest.mark.parametrize("name", ["heading 2", "Überschrift 2", "Titre 2", "标题 2"])
def test_headings_are_told_by_their_styles_in_whatever_language(path: Path, name: str) -> None:
    style = f"<w:name w:val='{name}'/><w:rPr><w:b/><w:sz w:val='28'/></w:rPr>"
    styles = f"<w:styles NAMESPACES><w:style w:type='paragraph' w:styleId='x'>{style}</w:style></w:styles>"
    line = docx(path, p("Experience", "<w:pStyle w:val='x'/>"), styles=styles).lines[0]

    assert (line.role, line.level, line.size, line.bold) == ("heading", 2, 14, True)


def test_an_outline_level_makes_a_heading_also_where_a_style_inherits_it(path: Path) -> None:
    styles = (
        "<w:styles NAMESPACES><w:style w:type='paragraph' w:styleId='a'><w:name w:val='Abschnitt'/>"
        "<w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='b'><w:name w:val='Mein'/><w:basedOn w:val='a'/></w:style></w:styles>"
    )

    assert docx(path, p("Experience", "<w:pStyle w:val='b'/>"), styles=styles).lines[0].role == "heading"


def test_of_tracked_changes_what_was_put_in_is_read_and_what_was_taken_out_is_not(path: Path) -> None:
    taken_out = "<w:del><w:r><w:delText>Delta</w:delText></w:r></w:del>"
    body = f"<w:p>{run('Engineer at ')}{taken_out}<w:ins>{run('Harbour')}</w:ins>{run(' Works')}</w:p>"

    assert texts(docx(path, body)) == ["Engineer at Harbour Works"]


def test_hidden_text_is_not_read(path: Path) -> None:
    assert texts(docx(path, f"<w:p>{run('Ada')}{run(' keyword keyword', '<w:vanish/>')}</w:p>")) == ["Ada"]


def test_a_document_in_the_strict_edition_of_the_format_is_read(path: Path) -> None:
    body = p("Ada Lovelace", "<w:outlineLvl w:val='0'/>")
    docx(path, body)
    strict = path.with_name("strict.docx")
    import zipfile

    from analysis.extract.extract import extract

    with zipfile.ZipFile(path) as source, zipfile.ZipFile(strict, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                )
            target.writestr(name, content)

    assert line_with(extract(strict), "Ada Lovelace").role == "heading"


def test_an_empty_paragraph_parts_blocks(path: Path) -> None:
    blocks = [line.block for line in docx(path, p("Ada") + p("Breda") + p("") + p("Experience")).lines]

    assert blocks[0] == blocks[1] != blocks[2]
