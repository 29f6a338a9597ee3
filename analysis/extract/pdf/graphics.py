"""What a PDF page shows besides text: dots that are bullets, rules, grounds behind text, pictures, drawn letters."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from analysis.extract.layout.ink import Mark, Piece

_MAX_OBJECTS = 20_000
_MAX_DEPTH = 8
_DOT = (1.2, 7.0)
_ICON = 22.0
_RULE_WIDTH = 2.5
_RULE_LENGTH = 10.0
# In points, and in segments: what may be a word whose letters are drawn.
_TALLEST_LETTER = 60.0
_STROKES = 8


@dataclass(slots=True)
class Graphics:
    dots: list[Mark] = field(default_factory=list)
    rules: list[Mark] = field(default_factory=list)
    grounds: list[Mark] = field(default_factory=list)
    pictures: list[Mark] = field(default_factory=list)
    paths: list[Mark] = field(default_factory=list)
    # Filled shapes with as many strokes as a letter: text that was made shapes of.
    outlines: list[Mark] = field(default_factory=list)


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_graphics(page: Any, left: float, top: float) -> Graphics:
    graphics = Graphics()
    for kind, handle, matrix in _objects(page):
        box = _bounds(handle, matrix, left, top)
        if box is None:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _sort_path(graphics, handle, box)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            graphics.pictures.append(box)
            graphics.grounds.append(box)
        else:
            graphics.grounds.append(box)
    graphics.dots = [dot for dot in graphics.dots if not _is_part_of_icon(dot, graphics.paths)]
    return graphics


def _is_part_of_icon(dot: Mark, paths: list[Mark]) -> bool:
    return any(
        path.x0 <= dot.x0
        and dot.x1 <= path.x1
        and path.y0 <= dot.y0
        and dot.y1 <= path.y1
        and path is not dot
        and 1.3 * (dot.x1 - dot.x0) < path.x1 - path.x0 < _ICON
        for path in paths
    )


def on_ground(piece: Piece, grounds: list[Mark]) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
    return any(ground.x0 <= x <= ground.x1 and ground.y0 <= y <= ground.y1 for ground in grounds)


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """Paths, pictures and shadings of a page, also those in its forms, with the matrix that places them."""
    left = _MAX_OBJECTS
    pending: list[tuple[Any, Any, int, Matrix, int]] = []
    count = min(max(pdfium.FPDFPage_CountObjects(page), 0), _MAX_OBJECTS)
    pending.extend((pdfium.FPDFPage_GetObject, page, number, _IDENTITY, 0) for number in reversed(range(count)))
    while pending and left:
        get, parent, number, matrix, depth = pending.pop()
        left -= 1
        handle = get(parent, number)
        if not handle:
            continue
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < _MAX_DEPTH:
                inner = _multiplied(_matrix(handle), matrix)
                count = min(max(pdfium.FPDFFormObj_CountObjects(handle), 0), _MAX_OBJECTS)
                pending.extend(
                    (pdfium.FPDFFormObj_GetObject, handle, child, inner, depth + 1) for child in reversed(range(count))
                )
            continue
        yield kind, handle, matrix


def _matrix(handle: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiplied(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    o, p, q, r, s, t = outer
    return a * o + b * q, a * p + b * r, c * o + d * q, c * p + d * r, e * o + f * q + s, e * p + f * r + t


def _bounds(handle: Any, matrix: Matrix, left: float, top: float) -> Mark | None:
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(handle, x0, y0, x1, y1):
        return None
    if matrix is _IDENTITY:
        return Mark(x0.value - left, top - y1.value, x1.value - left, top - y0.value)
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0.value, x1.value) for y in (y0.value, y1.value)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Mark(min(xs) - left, top - max(ys), max(xs) - left, top - min(ys))


def _sort_path(graphics: Graphics, handle: Any, box: Mark) -> None:
    width, height = box.x1 - box.x0, box.y1 - box.y0
    if width > 3000 and height > 3000:
        return
    colour = _paint(handle)
    if colour is None:
        return
    graphics.paths.append(box)
    if colour and height <= _TALLEST_LETTER and pdfium.FPDFPath_CountSegments(handle) >= _STROKES:
        graphics.outlines.append(box)
    if _DOT[0] <= width <= _DOT[1] and _DOT[0] <= height <= _DOT[1] and 0.7 <= width / height <= 1.43:
        graphics.dots.append(box)
    elif (height <= _RULE_WIDTH and width >= _RULE_LENGTH) or (width <= _RULE_WIDTH and height >= _RULE_LENGTH):
        graphics.rules.append(box)
    elif colour and width > 8 and height > 4:
        graphics.grounds.append(box)


def _paint(handle: Any) -> int | None:
    """1 for a path filled with anything but white, 0 for one that is only stroked; None for one that can't be seen."""
    mode, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    if not pdfium.FPDFPath_GetDrawMode(handle, mode, stroke):
        return None
    if mode.value:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
            return 1
        if alpha.value > 12 and min(red.value, green.value, blue.value) < 245:
            return 1
    return 0 if stroke.value else None
