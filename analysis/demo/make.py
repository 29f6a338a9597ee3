"""Makes the sample résumés: `python -m analysis.demo.make`. Needs reportlab, which only development has."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor

from analysis.demo import DAMAGED, FOLDER, PASSWORD, PROTECTED, people
from analysis.demo.pdf import half_a_pdf, one_column_pdf, two_column_pdf
from analysis.demo.person import Entry, Person, contact


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(exist_ok=True)
    makers: dict[str, Callable[[Path], None]] = {
        "Amara Okafor.pdf": partial(one_column_pdf, people.AMARA),
        "Jonas Weber.docx": partial(word, people.JONAS),
        "Lucia Ferreira.pdf": partial(two_column_pdf, people.LUCIA),
        "Mei Tanaka.odt": partial(opendocument, people.MEI),
        "Tom Hughes.txt": partial(plain_text, people.TOM),
        PROTECTED.name: partial(one_column_pdf, people.NOOR, password=PASSWORD),
        DAMAGED.name: partial(half_a_pdf, people.SVEN),
    }
    for name, make in makers.items():
        make(folder / name)


# Word


def word(person: Person, path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = person.name
    document.core_properties.title = f"{person.name}: {person.label}"
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(2)
    title = document.add_paragraph()
    title.add_run(person.name).bold = True
    title.runs[0].font.size = Pt(24)
    document.add_paragraph().add_run(person.label).font.color.rgb = RGBColor(0x1D, 0x5F, 0x8A)
    document.add_paragraph(contact(person))
    document.add_heading("Profile", 1)
    document.add_paragraph(person.summary)
    for heading, entries in (("Professional Experience", person.work), ("Education", person.education)):
        document.add_heading(heading, 1)
        for entry in entries:
            word_entry(document, entry)
    document.add_heading("Skills", 1)
    table = document.add_table(rows=0, cols=2)
    for name, values in person.skills:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(name).bold = True
        cells[1].text = values
        cells[0].width, cells[1].width = Cm(3.5), Cm(13)
    for heading, lines in (("Languages", (person.languages,)), *person.extra):
        document.add_heading(heading, 1)
        for line in lines:
            document.add_paragraph(line)
    document.save(str(path))


def word_entry(document: docx.document.Document, entry: Entry) -> None:
    line = document.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT)
    line.paragraph_format.keep_with_next = True
    line.add_run(entry.title).bold = True
    line.add_run(f", {entry.place}\t{entry.dates}")
    for point in entry.points:
        document.add_paragraph(point, style="List Bullet")


# OpenDocument

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2">
<office:automatic-styles>
<style:style style:name="Name" style:family="paragraph">
<style:text-properties fo:font-size="24pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Heading" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.4cm"/>
<style:text-properties fo:font-size="13pt" fo:font-weight="bold" fo:color="#1d5f8a"/></style:style>
<style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Entry" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.2cm">
<style:tab-stops><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops>
</style:paragraph-properties></style:style>
</office:automatic-styles>
<office:body><office:text>
{body}
</office:text></office:body></office:document-content>"""


def opendocument(person: Person, path: Path) -> None:
    body = [
        f'<text:p text:style-name="Name">{escape(person.name)}</text:p>',
        f"<text:p>{escape(person.label)}</text:p>",
        f"<text:p>{escape(contact(person))}</text:p>",
        odt_heading("Summary"),
        f"<text:p>{escape(person.summary)}</text:p>",
        odt_heading("Work Experience"),
        *map(odt_entry, person.work),
        odt_heading("Education"),
        *map(odt_entry, person.education),
        odt_heading("Skills"),
        *(f"<text:p>{escape(name)}: {escape(values)}</text:p>" for name, values in person.skills),
    ]
    for heading, lines in (("Languages", (person.languages,)), *person.extra):
        body += [odt_heading(heading), *(f"<text:p>{escape(line)}</text:p>" for line in lines)]
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _CONTENT.format(body="\n".join(body)))


def odt_heading(text: str) -> str:
    return f'<text:h text:style-name="Heading" text:outline-level="1">{escape(text)}</text:h>'


def odt_entry(entry: Entry) -> str:
    items = "".join(f"<text:list-item><text:p>{escape(point)}</text:p></text:list-item>" for point in entry.points)
    title = f'<text:span text:style-name="Bold">{escape(entry.title)}</text:span>, {escape(entry.place)}'
    line = f'<text:p text:style-name="Entry">{title}<text:tab/>{escape(entry.dates)}</text:p>'
    return line + (f"<text:list>{items}</text:list>" if items else "")


# Plain text


def plain_text(person: Person, path: Path) -> None:
    lines = [
        person.name.upper(),
        person.label,
        f"{person.email} | {person.phone} | {person.city}",
        person.link,
        *txt_section("Summary", [person.summary]),
        *txt_section("Experience", [line for entry in person.work for line in txt_entry(entry)]),
        *txt_section("Education", [line for entry in person.education for line in txt_entry(entry)]),
        *txt_section("Skills", [f"{name}: {values}" for name, values in person.skills]),
        *txt_section("Languages", [person.languages]),
    ]
    for heading, content in person.extra:
        lines += txt_section(heading, list(content))
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def txt_section(heading: str, content: list[str]) -> list[str]:
    return ["", heading.upper(), "-" * len(heading), *content]


def txt_entry(entry: Entry) -> list[str]:
    return [f"{entry.title}, {entry.place}", entry.dates, *(f"  * {point}" for point in entry.points), ""]


if __name__ == "__main__":
    main()
