"""Files that fail, and files that help: what the tests of remedies send."""

import io

from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from tests.factories import RESUME_TEXT

PASSWORD = "correct horse – Grüße"
DAMAGED = b"%PDF-1.4\n" + bytes(range(256)) * 4


def pdf(text: str = RESUME_TEXT, *, password: str = "") -> bytes:
    """A PDF of this text, under a password where there is one."""
    made = io.BytesIO()
    lock = pdfencrypt.StandardEncryption(password, ownerPassword="of the owner", strength=128) if password else None
    canvas = Canvas(made, encrypt=lock)
    writing = canvas.beginText(60, 780)
    writing.textLines(text)
    canvas.drawText(writing)
    canvas.save()
    return made.getvalue()
