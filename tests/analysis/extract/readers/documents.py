"""Small documents that the tests of the readers are made of."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from analysis.document import Document, Line
from analysis.extract.extract import extract

WIDTH, HEIGHT = A4
LEADING = 14.0
EXPERIENCE = [
    "Experience",
    "Senior Engineer, Harbour Works",
    "Planned and led the renewal of two quays",
    "without a day of closure for the ferries.",
    "Engineer, Delta Survey",
    "Measured dykes along forty kilometres of coast",
    "and wrote the yearly report on their state.",
    "Trainee, City of Breda",
    "Drew plans for bridges and for cycle paths.",
]
CONTACT = ["Contact", "ada@example.org", "+31 6 1234 5678", "Breda", "Skills", "AutoCAD", "Python", "Surveying"]


class Sheet:
    """A PDF being drawn; lengths are points from the top left, as in the document model."""

    def __init__(self, path: Path, **options: object) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=A4, **options)

    def text(self, x: float, y: float, text: str, *, size: float = 10, font: str = "Helvetica", **style: float) -> None:
        drawn = self.canvas.beginText(x, HEIGHT - y)
        drawn.setFont(font, size)
        if "mode" in style:
            drawn.setTextRenderMode(int(style["mode"]))
        if "spread" in style:
            drawn.setCharSpace(style["spread"])
        drawn.textOut(text)
        self.canvas.drawText(drawn)

    def column(self, x: float, y: float, lines: list[str], *, size: float = 10, leading: float = LEADING) -> float:
        """Lines below each other; where the next one would stand."""
        for line in lines:
            self.text(x, y, line, size=size)
            y += leading
        return y

    def right(self, x: float, y: float, text: str, *, size: float = 10) -> None:
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawRightString(x, HEIGHT - y, text)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: float) -> None:
        self.canvas.setFillGray(colour)
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def link(self, x0: float, y0: float, x1: float, y1: float, target: str) -> None:
        self.canvas.linkURL(target, (x0, HEIGHT - y1, x1, HEIGHT - y0))

    def next_page(self) -> None:
        self.canvas.showPage()

    def read(self) -> Document:
        self.canvas.save()
        return extract(self.path)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def line_with(document: Document, text: str) -> Line:
    """The one line that holds a text."""
    found = [line for line in document.lines if text in line.text]
    assert len(found) == 1, [line.text for line in document.lines]
    return found[0]


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(path: Path, body: str, *, relations: str = "", **parts: str) -> Document:
    """Reads a DOCX whose body is given as its XML; `parts` are further parts of word/, without their ending."""
    return extract(zipped_docx(path, body, relations=relations, **parts))


def zipped_docx(path: Path, body: str, *, relations: str = "", **parts: str) -> Path:
    """Writes the same."""
    namespaces = (
        f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    package: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
        ),
    }
    package.update({f"word/{name}.xml": content.replace("NAMESPACES", namespaces) for name, content in parts.items()})
    return zipped(path, package)


def p(text: str, properties: str = "") -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def odt(path: Path, body: str, *, styles: str = "", page: str = "") -> Document:
    """Reads an ODT given by the XML of its text and its automatic styles; `page` is the content of its master page."""
    content = (
        f'<office:document-content {_ODF} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    master = f"<office:master-styles><style:master-page>{page}</style:master-page></office:master-styles>"
    pages = f"<office:document-styles {_ODF}>{master}</office:document-styles>"
    return extract(
        zipped(
            path, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": pages}
        )
    )


def written(path: Path, content: str | bytes) -> Document:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return extract(path)


def picture_of(sheet: Sheet, draw: Callable[[Canvas], None], *, scale: float = 200 / 72) -> None:
    """Draws onto a sheet the picture of a page, as a scanner makes it."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=A4)
    draw(canvas)
    canvas.save()
    pdf = pypdfium2.PdfDocument(drawn.getvalue())
    image = pdf[0].render(scale=scale).to_pil().convert("L")
    sheet.canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)
    pdf.close()
