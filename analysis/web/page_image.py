"""Pages of a stored PDF as pictures. PDFs are strangers' files, so they are opened in the sandbox alone."""

import base64

from analysis import sandbox
from analysis.extract.page_image import draw_page
from analysis.failures import StepFailure
from analysis.models import Upload
from analysis.sandbox import Limits
from analysis.uploads import pictures
from analysis.web.turns import turn

# Pixels: enough to be read at twice the width of the page's column.
WIDTH = 1240
LIMITS = Limits(wall_seconds=4, cpu_seconds=3)


def page_as_png(upload: Upload, number: int) -> bytes:
    """Page `number`, counted from 1; b"" where there is no such page, or it can't be drawn. Raises NoTurn, and
    StepFailure for what may pass."""
    name = f"{upload.sha256[:16]}-{number}.png"
    picture = pictures.kept(upload.pk, name)
    if picture is None:
        with turn(upload.user_id):
            picture = _drawn(upload, number)
        pictures.keep(upload.pk, name, picture)
    return picture


def _drawn(upload: Upload, number: int) -> bytes:
    argument = {"number": number, "width": WIDTH}
    try:
        return base64.b64decode(sandbox.run(draw_page, argument, file=upload.file.path, limits=LIMITS)["png"])
    except StepFailure as failure:
        if not failure.permanent:
            raise
        return b""
