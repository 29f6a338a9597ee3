"""E-mail and web addresses that the width of a column cut in two."""

import re

from analysis.lexicon.headings import heading_hint, heading_kind
from analysis.structure.rules.recognise.contact import find_emails, find_phones, find_urls, is_domain_ending
from analysis.structure.rules.rows.rows import Row

_ADDRESS_END = re.compile(r"(?:[\w.+-]+@|(?<![\w.])[a-z][\w-]*\.)[\w.-]*$", re.IGNORECASE)
_ADDRESS_REST = re.compile(r"^(?:[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*/?|[A-Z][A-Z0-9-]*(?:\.[A-Z0-9-]+)*/?)$")
_PATH_END = re.compile(r"(?:^|\s)(?:https?://|www\.)?(?:[\w-]+\.)+[a-z]{2,10}/(?:\S*/)?[\w.%-]*[-/]$", re.IGNORECASE)
_PATH_REST = re.compile(r"^[\w.%/-]+(?:\s*\([^)]{2,20}\))?$")
_LONGEST_END = 200
"""Characters at the end of a row in which an address is looked for."""
_FEW_OTHER_WORDS = 8
"""Words beside addresses and numbers that a row of contacts may have; more is running text."""
_COVERED = 0.3
"""Share of a row's letters that belong to addresses and numbers in a row of contacts."""
_SHORT = 60
"""Letters of a row that is a contact whatever else it says."""


def is_broken_address(last: Row, row: Row) -> bool:
    """An e-mail or web address that was cut in the middle of its domain: "jane@exam" over "ple.com"."""
    if _is_broken_path(last.text, row.text):
        return True
    match = _ADDRESS_END.search(last.text[-_LONGEST_END:])
    if (
        not match
        or heading_kind(row.text)
        or not _ADDRESS_REST.match(row.text)
        or ("@" not in match.group() and not (last.link and row.link))
    ):
        return False
    ending = match.group().rpartition(".")[2] if "." in match.group().rpartition("@")[2] else ""
    return len(row.text) <= 2 or not is_domain_ending(ending)


def _is_broken_path(above: str, below: str) -> bool:
    """A link cut at a hyphen or a slash of its path: "linkedin.com/in/jane-" over "doe-42 (LinkedIn)"."""
    if not _PATH_END.search(above[-_LONGEST_END:]) or not _PATH_REST.match(below):
        return False
    # "github.com/jane/" over "Summary": the address was whole.
    return not (above.endswith("/") and (heading_hint(below) or not below[:1].islower()))


def is_contact(row: Row) -> bool:
    """Addresses or numbers with little beside them; none of it is running text."""
    found = [*find_emails(row.text), *find_urls(row.text), *find_phones(row.text)]
    if not found:
        return False
    covered = sum(one.last - one.first for one in found)
    others = len(row.text.split()) - sum(len(one.value.split()) for one in found)
    return len(row.text) < _SHORT or (others <= _FEW_OTHER_WORDS and covered >= _COVERED * len(row.text))
