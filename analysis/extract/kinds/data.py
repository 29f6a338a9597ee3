"""Data files: JSON Resume, which is a résumé; and JSON, YAML, XML, tables, drawings and e-mails, which are none."""

import re

from analysis.extract.kinds.kind import Kind
from analysis.failures import StepFailure

_LOOKED_AT = 8_000
_TEXT_NAMES = frozenset({".txt", ".text", ".md", ".markdown", ".mkd"})

_JSON = re.compile(r"\s{0,999}(?:\{\s{0,999}[\"}]|\[\s{0,999}[\[{\"\]])")
_RESUME_KEY = re.compile(r'"(basics|work|education|skills|projects|volunteer)"\s{0,99}:\s{0,99}[\[{]')
# "basics" is nobody else's; of the other names two make it likely.
_ENOUGH_KEYS = 2
# What may stand before the root of an XML file.
_PROLOGUE = re.compile(r"\s{1,999}|<\?[^>]{0,300}>|<!--[^>]{0,999}>|<!doctype\s[^>]{0,300}>", re.IGNORECASE)
_XHTML = re.compile(r"<html\b|<!doctype\s+html", re.IGNORECASE)
_YAML_LINE = re.compile(r"\s{0,60}(?:- |-$|[\w\"'-]{1,60}:(?: |$)|#|---|\.\.\.)")
_YAML_START = re.compile(
    r"(?:#.{0,200}\n|---.{0,20}\n|\s{0,99}\n){0,20}[\w-]{1,40}: {0,9}\n {2,8}(?:- )?[\w-]{1,40}:(?: |\n)"
)
# Headers that programs write, and those that people write too.
_BY_PROGRAMS = frozenset(
    ("received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature", "content-type")
)
_MAIL_HEADERS = _BY_PROGRAMS | {"from", "to", "subject", "date", "cc", "reply-to"}
_MAIL_HEADER = re.compile(r"([\w-]{2,40}):")
_MOST_HEADERS = 40


def kind_of_data(text: str, suffix: str) -> Kind | None:
    """JSON Resume, or None for what is no data file. Raises StepFailure `unsupported` for other data."""
    start = text[:_LOOKED_AT]
    if suffix == ".json" or _JSON.match(start):
        return _kind_of_json(text, start, suffix)
    if what := _what(start, suffix):
        raise StepFailure("unsupported", "data", values={"what": what})
    if _is_mail(start):
        raise StepFailure("unsupported", "saved_page")
    return None


def _kind_of_json(text: str, start: str, suffix: str) -> Kind | None:
    keys = set(_RESUME_KEY.findall(text))
    if _JSON.match(start) and start.lstrip().startswith("{") and ("basics" in keys or len(keys) >= _ENOUGH_KEYS):
        return Kind.JSON
    if suffix in _TEXT_NAMES and not keys and '":' not in start:
        return None
    raise StepFailure("unsupported", "other_json")


def _what(start: str, suffix: str) -> str:
    """What kind of data this is, by its name in `failures.THINGS`; "" where it is none."""
    root = _root(start)
    if root.startswith("<svg"):
        return "svg"
    if (suffix == ".xml" or start.lstrip().startswith("<?xml")) and not _XHTML.search(start):
        return "xml"
    if suffix in (".csv", ".tsv"):
        return "csv"
    if suffix in (".yaml", ".yml") or _is_yaml(start):
        return "yaml"
    if start.lstrip()[:11].upper() == "BEGIN:VCARD":
        return "vcard"
    return ""


def _root(start: str) -> str:
    """The text from the root of an XML file on."""
    position = 0
    while found := _PROLOGUE.match(start, position):
        position = found.end()
    return start[position : position + 100].lower()


def _is_yaml(start: str) -> bool:
    """A key with keys below it, and hardly a line that is no part of such data."""
    if not _YAML_START.match(start):
        return False
    lines = [line for line in start.split("\n")[:-1] if line.strip()]
    return sum(bool(_YAML_LINE.match(line)) for line in lines) >= 0.9 * len(lines) > 0


def _is_mail(start: str) -> bool:
    """Headers at the very beginning, some of which only programs write."""
    names = set()
    for line in start.split("\n")[:_MOST_HEADERS]:
        if header := _MAIL_HEADER.match(line):
            names.add(header.group(1).lower())
        elif not line.startswith((" ", "\t")):
            break
    return len(names & _MAIL_HEADERS) >= 3 and len(names & _BY_PROGRAMS) >= 2
