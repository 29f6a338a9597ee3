"""The kinds of documents that have a reader."""

from enum import StrEnum


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    JSON = "json"


# The kinds that are told apart by what they say alone; a program that opens one as another does no harm.
PLAIN = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.HTML})
