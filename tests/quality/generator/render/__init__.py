"""Sets a sheet as a file, one module per format. Each maps the blocks; none knows the grammar of contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.quality.generator.blocks import Sheet
from tests.quality.generator.render import docx, html, odt, reportlab, text, typst
from tests.quality.generator.style import Style

_RENDERERS: dict[str, tuple[str, Callable[[Sheet, Style], bytes]]] = {
    "pdf-typst": ("pdf", typst.render),
    "pdf-reportlab": ("pdf", reportlab.render),
    "docx": ("docx", docx.render),
    "odt": ("odt", odt.render),
    "html": ("html", html.render),
    "md": ("md", text.render_markdown),
    "txt": ("txt", text.render_text),
}


def render(sheet: Sheet, style: Style, folder: Path, name: str) -> Path:
    """Writes the file; gives its path."""
    suffix, set_as = _RENDERERS[style.format]
    path = folder / f"{name}.{suffix}"
    path.write_bytes(set_as(sheet, style))
    return path
