"""Which text of a DOCX nobody sees: white on white, or tiny. The same rule as for a PDF.

Where what stands behind white text can't be told (a drawn shape, a picture behind the text), it counts as seen.
"""

import re
from itertools import islice

from lxml import etree

from analysis.extract.readers.packages import attribute, local_name

# Of 255, each colour: what is lighter is as light as paper. As `analysis.extract.pdf.glyphs` has it.
PALE = 245
# In points: what is smaller is a dot.
TINY = 1.5
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}\Z")
# What may be shaded around a run.
_AROUND = {"p": "pPr", "tc": "tcPr", "tr": "trPr", "tbl": "tblPr"}
# Properties come first, but for a table's exceptions in a row: further down nobody looks, so that a run of many costs
# no more than a run of few.
_PROPERTIES_STAND = 2
_NAMES_A_STYLE = ("rStyle", "pStyle", "tblStyle")


def is_pale(colour: str) -> bool:
    """Whether "FFFFFF" is as light as paper; "auto" is as dark as the ground wants it."""
    return bool(_COLOUR.match(colour)) and min(bytes.fromhex(colour)) >= PALE


def is_ground(shade: etree._Element) -> bool:
    """Whether a `shd` or a `highlight` makes the ground darker than paper."""
    if local_name(shade) == "highlight":
        return attribute(shade, "val") not in (None, "none", "white")
    if attribute(shade, "themeFill") or attribute(shade, "val") not in (None, "clear", "nil"):
        return True
    fill = attribute(shade, "fill") or "auto"
    return fill != "auto" and not is_pale(fill)


class Eye:
    """What of a document's text is seen, as far as the document tells."""

    def __init__(self, styles: etree._Element | None) -> None:
        elements = () if styles is None else styles.iterchildren("{*}style")
        # Styles, of tables above all, that shade what is set in them.
        self._shading = {
            attribute(style, "styleId")
            for style in elements
            if any(is_ground(shade) for shade in style.iter("{*}shd", "{*}highlight"))
        }
        self._has_a_ground = False

    def look_behind(self, root: etree._Element) -> None:
        """Notes whether this part has a coloured page, or something drawn behind its text."""
        self._has_a_ground = self._has_a_ground or any(
            local_name(element) == "background" or attribute(element, "behindDoc") in ("1", "true")
            for element in root.iter("{*}background", "{*}anchor")
        )

    def misses(self, run: etree._Element, *, size: float, pale: bool) -> bool:
        """Whether nobody sees this run's text. A `size` of 0 is not known."""
        if 0 < size < TINY:
            return True
        return pale and not self._has_a_ground and not self._is_on_something(run)

    def _is_on_something(self, run: etree._Element) -> bool:
        if self._is_shaded(run, "rPr"):
            return True
        for element in run.iterancestors():
            name = local_name(element)
            if name == "txbxContent" or (name in _AROUND and self._is_shaded(element, _AROUND[name])):
                return True
        return False

    def _is_shaded(self, element: etree._Element, properties: str) -> bool:
        for child in islice(element, _PROPERTIES_STAND):
            if local_name(child) == properties:
                return any(
                    is_ground(one)
                    if local_name(one) in ("shd", "highlight")
                    else local_name(one) in _NAMES_A_STYLE and attribute(one, "val") in self._shading
                    for one in child
                )
        return False
