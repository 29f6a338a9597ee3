"""Pages of a stored PDF as pictures. PDFs are strangers' files, so they are opened in the sandbox alone."""

import base64

from analysis import sandbox
from analysis.extract.page_image import draw_page
from analysis.models import Upload
from analysis.sandbox import Limits

# Pixels: enough to be read at twice the width of the page's column.
WIDTH = 1240
LIMITS = Limits(wall_seconds=8, cpu_seconds=6)


def page_as_png(upload: Upload, number: int) -> bytes:
    """Page `number`, counted from 1. Raises StepFailure, also where there is no such page."""
    argument = {"number": number, "width": WIDTH}
    return base64.b64decode(sandbox.run(draw_page, argument, file=upload.file.path, limits=LIMITS)["png"])
