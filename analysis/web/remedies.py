"""What a page says of remedies: the button of a row, the choices of the dialog, and the line of a job's history."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from analysis.extract.pdf import tesseract
from analysis.models import Attempt
from analysis.services import Remedy

# On the button of a row: what a retry of it takes.
BUTTONS: Mapping[Remedy, Promise] = {
    Remedy.PASSWORD: gettext_lazy("Retry with a password"),
    Remedy.REPLACE: gettext_lazy("Retry with another file"),
    Remedy.OCR: gettext_lazy("Retry with text recognition"),
    Remedy.OFFLINE: gettext_lazy("Retry without the model"),
}
LABELS: Mapping[str, Promise] = {
    Remedy.PASSWORD: gettext_lazy("Enter the password"),
    Remedy.REPLACE: gettext_lazy("Replace the file"),
    Remedy.OCR: gettext_lazy("Read the pages as pictures"),
    Remedy.OFFLINE: gettext_lazy("Without the language model"),
    "": gettext_lazy("With the language model"),
}
HINTS: Mapping[str, Promise] = {
    Remedy.PASSWORD: gettext_lazy("Opens the document for this attempt."),
    Remedy.REPLACE: gettext_lazy("Another file takes its place in this job."),
    Remedy.OCR: gettext_lazy("Finds text in scans and photos."),
    Remedy.OFFLINE: gettext_lazy("By rules alone. You can ask the model later."),
    "": gettext_lazy("Asks it once more."),
}
# Tesseract's names of languages that CLDR knows by other ones.
_IN_CLDR = {
    "eng": "en",
    "deu": "de",
    "fra": "fr",
    "spa": "es",
    "por": "pt",
    "ita": "it",
    "nld": "nl",
    "pol": "pl",
    "rus": "ru",
    "jpn": "ja",
    "chi_sim": "zh_Hans",
    "chi_tra": "zh_Hant",
    "kor": "ko",
    "ara": "ar",
    "heb": "he",
    "tur": "tr",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on. `remedy` is "" for a retry without any."""

    remedy: str
    chosen: bool

    @property
    def label(self) -> str:
        return str(LABELS[self.remedy])

    @property
    def hint(self) -> str:
        return str(HINTS[self.remedy])


@dataclass(frozen=True, slots=True)
class Language:
    """A language that OCR can read. `code` is Tesseract's."""

    code: str
    name: str


def ocr_languages() -> list[Language]:
    return [Language(code, _name(code)) for code in tesseract.installed()]


def in_history(attempt: Attempt) -> str:
    """What an attempt brought along; "" where nothing."""
    given = attempt.remedy_input
    if attempt.remedy == Remedy.PASSWORD:
        return gettext("with a password")
    if attempt.remedy == Remedy.REPLACE:
        return gettext("with the file %(new)s in place of %(old)s") % {
            "new": given.get("filename", ""),
            "old": given.get("replaced") or gettext("a deleted one"),
        }
    if attempt.remedy == Remedy.OCR:
        languages = ", ".join(_name(code) for code in given.get("languages", "").split("+") if code)
        return gettext("with text recognition (%(languages)s)") % {"languages": languages}
    return gettext("without the language model") if attempt.remedy == Remedy.OFFLINE else ""


def _name(code: str) -> str:
    names = Locale.parse(get_language() or "en", sep="-").languages
    return str(names.get(_IN_CLDR.get(code, ""), code))
