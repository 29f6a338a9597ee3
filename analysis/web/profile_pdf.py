"""Profiles as PDF. What a résumé says may be long and odd, so that it is typeset in the sandbox, within bounds."""

import base64
import hashlib
import json

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.uploads import pictures
from analysis.web.turns import turn
from profiles.output.pdf import set_as_pdf
from profiles.output.sheet import Sheet, sheet_of
from profiles.resume import Resume

# Address space, of which the compiler's own code and the fonts are a part.
LIMITS = Limits(wall_seconds=10, cpu_seconds=6, memory_bytes=1200 * 2**20)
# Of a sheet, about forty pages: they take half a second, and two where no word can be broken.
MOST_CHARACTERS = 200_000


class NoFontError(Exception):
    """No font on this machine shows these letters of the profile."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


def as_pdf(resume: Resume, *, untitled: str, user_pk: int, upload_pk: int | None = None) -> bytes:
    """The profile as its page shows it, in the language that is active; `untitled` heads it where nobody is named.

    What comes of it is kept with the upload, if there is one, until the profile says something else. Raises NoTurn,
    NoFontError, and StepFailure for a profile that is longer, or takes more time or memory, than it may.
    """
    sheet = sheet_of(resume, untitled=untitled)
    text = json.dumps(sheet, ensure_ascii=False)
    if len(text) > MOST_CHARACTERS:
        raise _too_long()
    name = f"profile-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.pdf"
    body = None if upload_pk is None else pictures.kept(upload_pk, name)
    if body is None:
        with turn(user_pk):
            body = _set(sheet)
        if upload_pk is not None:
            pictures.keep(upload_pk, name, body)
    if not body:
        raise _too_long()
    return body


def _set(sheet: Sheet) -> bytes:
    """The PDF; b"" for a profile that would never become one. Raises NoFontError, and StepFailure for what may pass."""
    try:
        answer = sandbox.run(set_as_pdf, sheet, limits=LIMITS)
    except StepFailure as failure:
        if not failure.permanent:
            raise
        return b""
    if "pdf" not in answer:
        raise NoFontError(answer["missing"])
    return base64.b64decode(answer["pdf"])


def _too_long() -> StepFailure:
    return StepFailure("too_large", detail="too long to be typeset")
