"""Sentences that say more of a failure than its kind does. Values go into the places, such as %(size)s."""

# The reason of rows whose words alone were stored.
AS_WRITTEN = "as_written"

_SAVE_AS = "Open it, save it as PDF or DOCX, and upload that copy."
_AS_DOCUMENT = "Upload the résumé as PDF or DOCX; of data files only JSON Resume (.json) can be read."
# Said when a file is refused at its upload. Readers open PDF alone with a password.
_NOT_PDF = "This document is protected by a password, and only PDF can be opened with one: upload a copy without it."
_FOR_RECIPIENTS = (
    "This PDF is encrypted for certain recipients, so that no password opens it. Replace it with a copy that is not"
    " encrypted."
)
_WRONG_ENDING = (
    'The name of this file ends in "%(ending)s", but it is %(what)s: give it the ending "%(right)s", and upload it'
    " again."
)
# Code → reason → the sentences that say more than the code's own kind.
REASONS: dict[str, dict[str, tuple[str, ...]]] = {
    "unreadable_file": {
        "empty": ("This file is empty: choose the right one, and upload it again.",),
        "system": ("%(why)s.",),
    },
    "password_protected": {"not_pdf": (_NOT_PDF,)},
    "no_text": {
        "blank": ("There is nothing in this file but blank space: choose the right one, and upload it again.",),
    },
    "too_large": {
        "bytes": (
            "This file is larger than %(size)s MB: upload the résumé alone, without attachments or large pictures.",
        ),
        "pages": ("This PDF has %(count)s pages, which are too many: upload the résumé alone.",),
        "slow": (
            "This document takes longer to read than it may.",
            "Upload the résumé alone, saved again as PDF or DOCX.",
        ),
        "model": (
            "This document is longer than the language model can read at once.",
            "Upload the résumé alone.",
        ),
    },
    "unsupported": {
        "picture": (
            "This is a picture: upload the résumé as a PDF, or as another document in which the text can be selected.",
        ),
        "program": (
            "This is a program: upload the résumé as PDF, DOCX, ODT, RTF, HTML, Markdown, plain text or JSON Resume.",
        ),
        "archive": ("This is an archive: unpack it, and upload the résumé alone.",),
        "device": ("This is not a file but a device or a pipe.",),
        "postscript": ("This is a PostScript file.", _SAVE_AS),
        "wordperfect": ("This is a WordPerfect document.", _SAVE_AS),
        "saved_page": ("This is a saved web page or e-mail.", _SAVE_AS),
        "plain_xml": ("This is a document in plain XML.", _SAVE_AS),
        "latex": ("This is LaTeX source: upload the PDF that is made from it.",),
        "ebook": ("This is an e-book.", _SAVE_AS),
        "pages": ("This is a Pages document: export it from Pages as PDF or Word, and upload that copy.",),
        "old_word": ("This is a document of Word 97 to 2003.", _SAVE_AS),
        "unknown": ("This is not a document of a kind that can be analysed.", _SAVE_AS),
        "opendocument": ("This is an OpenDocument file, but not a text.", _SAVE_AS),
        "data": ("This is %(what)s.", _AS_DOCUMENT),
        "other_json": ("This is a data file (JSON) that is no JSON Resume.", _AS_DOCUMENT),
        "recipients": (_FOR_RECIPIENTS,),
        "office": ("This is %(what)s.", _SAVE_AS),
        "holds_only": ('The name of this file ends in "%(ending)s", but it holds %(what)s only.', _SAVE_AS),
        "wrong_ending": (_WRONG_ENDING,),
    },
}
