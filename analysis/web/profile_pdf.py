"""Profiles as PDF. What a résumé says may be long and odd, so that it is typeset in the sandbox, within bounds."""

import base64
import json

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.web.turns import turn
from profiles.output.pdf import set_as_pdf
from profiles.output.sheet import sheet_of
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


def as_pdf(resume: Resume, *, untitled: str, user_pk: int) -> bytes:
    """The profile as its page shows it, in the language that is active; `untitled` heads it where nobody is named.

    Raises NoTurn, NoFontError, and StepFailure for a profile that is longer, or takes more time or memory, than it may.
    """
    sheet = sheet_of(resume, untitled=untitled)
    if len(json.dumps(sheet, ensure_ascii=False)) > MOST_CHARACTERS:
        raise StepFailure("too_large", detail="too long to be typeset")
    with turn(user_pk):
        answer = sandbox.run(set_as_pdf, sheet, limits=LIMITS)
    if "pdf" not in answer:
        raise NoFontError(answer["missing"])
    return base64.b64decode(answer["pdf"])
