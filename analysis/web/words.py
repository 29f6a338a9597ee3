"""Sentences of the rules and the readers, which speak English, in the language of whoever reads them on a page.

Most stand in the catalogue as they are. Those that were put together from pieces are recognised by their pattern, and
put together anew from the same pieces. What nobody recognises stays as it is.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext, gettext_noop

from analysis.failures import KINDS

_REMEDIES = (
    gettext_noop("Open it, save it as PDF or DOCX, and upload that copy."),
    gettext_noop("Upload the résumé as PDF or DOCX; of data files only JSON Resume (.json) can be read."),
)
_SENTENCES = (
    gettext_noop("This is a PostScript file."),
    gettext_noop("This is a WordPerfect document."),
    gettext_noop("This is a saved web page or e-mail."),
    gettext_noop("This is a document in plain XML."),
    gettext_noop("This is an e-book."),
    gettext_noop(
        "This document is protected by a password, and only PDF can be opened with one: upload a copy without it."
    ),
    gettext_noop("This is a document of Word 97 to 2003."),
    gettext_noop("This is not a document of a kind that can be analysed."),
    gettext_noop("This is an OpenDocument file, but not a text."),
    gettext_noop("This is a Pages document: export it from Pages as PDF or Word, and upload that copy."),
    gettext_noop("This is LaTeX source: upload the PDF that is made from it."),
    gettext_noop("This is a data file (JSON) that is no JSON Resume."),
    gettext_noop("There is nothing in this file but blank space: choose the right one, and upload it again."),
    gettext_noop(
        "This PDF is encrypted for certain recipients, so that no password opens it. Replace it with a copy that is not"
        " encrypted."
    ),
    gettext_noop("This is the file that failed: choose another one."),
)
_THINGS = (
    gettext_noop("a PDF"),
    gettext_noop("a Word document"),
    gettext_noop("an OpenDocument text"),
    gettext_noop("an RTF document"),
    gettext_noop("a web page"),
    gettext_noop("plain text"),
    gettext_noop("an Excel workbook"),
    gettext_noop("a PowerPoint presentation"),
    gettext_noop("a JSON Resume"),
    gettext_noop("a data file (XML)"),
    gettext_noop("a data file (YAML)"),
    gettext_noop("a table (CSV)"),
    gettext_noop("a drawing (SVG)"),
    gettext_noop("an address card (vCard)"),
)
_PATTERNS = (
    gettext_noop('The name of this file ends in "%(ending)s", but it holds %(what)s only.'),
    gettext_noop(
        'The name of this file ends in "%(ending)s", but it is %(what)s: give it the ending "%(right)s", and upload it'
        " again."
    ),
    gettext_noop("This is %(what)s."),
    gettext_noop("This file is larger than %(size)s MB. Save it with smaller pictures, or as text, and upload that."),
    gettext_noop(
        "This file is larger than %(size)s MB: upload the résumé alone, without attachments or large pictures."
    ),
    gettext_noop("At most %(limit)s languages at once."),
    gettext_noop("At most %(limit)s retries a minute: try again in %(seconds)s seconds."),
    gettext_noop("This PDF has %(count)s pages, which are too many: upload the résumé alone."),
)
_PLACE = re.compile(r"%\\?\((\w+)\\?\)s")


def in_words(message: str) -> str:
    """A sentence in the reader's language, or two of them that were put side by side."""
    for remedy in _REMEDIES:
        if message.endswith(f" {remedy}"):
            return f"{in_words(message.removesuffix(f' {remedy}'))} {gettext(remedy)}"
    if kind := next((one for one in KINDS.values() if message == f"{one.message} {one.advice}".strip()), None):
        return error_in_words(kind.code, message)
    known = gettext(message) if message else ""
    return next(_put_together(message), message) if known == message else known


def error_in_words(code: str, message: str, *, advised: bool = True) -> str:
    """A stored error: what happened and what to do, where that is what the table says of this code.

    Without `advised` only what happened.
    """
    kind = KINDS.get(code)
    if kind and message == f"{kind.message} {kind.advice}".strip():
        advice = gettext(kind.advice) if advised and kind.advice else ""
        return f"{gettext(kind.message)} {advice}".strip()
    return in_words(message)


def _put_together(message: str) -> Iterator[str]:
    for pattern in _PATTERNS:
        found = _as_expression(pattern).fullmatch(message)
        if found and found.groupdict().get("what", _THINGS[0]) in _THINGS:
            yield gettext(pattern) % {name: gettext(value) for name, value in found.groupdict().items()}


def _as_expression(pattern: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(pattern)))
