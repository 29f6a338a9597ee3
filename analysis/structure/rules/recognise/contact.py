"""E-mail addresses, telephone numbers, links and profiles on social networks, found in a row's text and links."""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers

from analysis.lexicon.lists import sections, tokens
from analysis.lexicon.normalise import fold, squash
from analysis.structure.rules.recognise.countries import country_codes
from analysis.structure.rules.recognise.dates import find_ranges

EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%'-]+@(?:[\w-]+\.)+[^\W\d_]{2,24}(?![\w@])")
_SCHEME = re.compile(r"(?:https?://|www\.)[^\s<>\"|•·]+", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[\w-]*[a-z0-9])?\.)+([a-z]{2,10})(?:/[^\s<>\"|•·,;]*)?(?![\w@])", re.IGNORECASE
)
# "B.Tech", "M.Ed": capitals that are no address.
_DEGREE = re.compile(r"[A-Z]\.[A-Z][a-z]+")
# Dashes and dots of all makes that stand between the digits of a number.
_DASHES = r"\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d-"
_BETWEEN = rf" \u00a0\u2007\u2009\u202f.()/\u2024\u2027\u00b7\u2219{_DASHES}"
_PHONE = re.compile(rf"(?<![\w/@.,-])(?:\+|\(\+?|00)?\d(?:[\d]|[{_BETWEEN}](?=[\d( \u00a0.){_DASHES}]))*\d(?![\w@])")
# "(415) · 555 · 0134": dots in the middle, which elsewhere part one contact from the next.
_DOTTED = re.compile(r"(?<!\d)\(?\d{3}\)? [·•] \d{3} [·•] \d{4}(?!\d)")
# Ranges of years, postal codes with their extension, identifiers in groups of four, amounts.
_NO_PHONE = re.compile(
    r"(?:19|20)\d\d[-–/ ]+(?:19|20)\d\d|\d{5}-\d{4}|\d{4}-\d{3}|\d{4}-\d{4}-\d{4}-\d{3,4}|[\d ]*\.\d\d"
)
# Complete as it is: what follows is a house number.
_AMERICAN = re.compile(r"\(?\d{3}\) ?\d{3}-\d{4}(?= \d)")
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension)\s*\d{1,6}", re.IGNORECASE)
_GENERIC_DOMAINS = frozenset(tokens("networks", "domains"))
_NOT_DOMAINS = frozenset(tokens("networks", "not domains"))
NETWORKS: dict[str, tuple[str, ...]] = {
    name.strip(): tuple(other.strip() for other in others)
    for name, *others in (line.split("|") for line in sections("networks")["networks"].splitlines())
}
_BY_NAME = {
    squash(name): network for network, names in NETWORKS.items() for name in (network, *names) if "." not in name
}
_BY_DOMAIN = {name: network for network, names in NETWORKS.items() for name in names if "." in name}


@dataclass(frozen=True, slots=True)
class Found:
    """`value` as printed; `first` and `last` are offsets in the text."""

    value: str
    first: int
    last: int


def find_emails(text: str) -> list[Found]:
    return [Found(match.group().strip("'."), match.start(), match.end()) for match in EMAIL.finditer(text)]


def find_urls(text: str) -> list[Found]:
    """Addresses with a scheme or "www.", and bare domains with a known ending."""
    found = [_url(match) for match in _SCHEME.finditer(text)]
    for match in _DOMAIN.finditer(text):
        if (
            is_domain_ending(match[1])
            and not _DEGREE.fullmatch(match.group())
            and not any(match.start() < other.last and other.first < match.end() for other in found)
        ):
            found.append(_url(match))
    return sorted(found, key=lambda url: url.first)


def _url(match: re.Match[str]) -> Found:
    value = match.group().rstrip(".,;:!?'\"")
    if value.endswith(")") and "(" not in value:
        value = value.rstrip(")")
    return Found(value, match.start(), match.start() + len(value))


def is_domain_ending(ending: str) -> bool:
    ending = fold(ending)
    return ending not in _NOT_DOMAINS and (ending in _GENERIC_DOMAINS or ending.upper() in country_codes())


def find_phones(text: str) -> list[Found]:
    """Runs of digits that can be a telephone number; e-mail addresses and links must not be in the text any more."""
    found = []
    dates = [date for date in find_ranges(text) if date.is_span or len(date.start or date.end or "") > 4]
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        is_date = any(match.start() < date.last and date.first < match.end() for date in dates)
        if (
            not 7 <= len(digits) <= 15
            or _NO_PHONE.fullmatch(match.group())
            or (is_date and not match.group().startswith("+"))
        ):
            continue
        number = _AMERICAN.match(text, match.start()) or match
        opened = text[number.start() - 1 : number.start()] == "(" and ")" in number.group()
        first = number.start() - 1 if opened else number.start()
        extension = _EXTENSION.match(text, number.end())
        last = extension.end() if extension else number.end()
        found.append(Found(text[first:last].strip(), first, last))
    dotted = [Found(match.group(), match.start(), match.end()) for match in _DOTTED.finditer(text)]
    return dotted or found


def phone_confidence(value: str, region: str | None) -> float:
    """How sure it is that these digits are a telephone number, by the numbering plans that phonenumbers knows."""
    for country in (None, region, "US", "GB", "DE", "FR"):
        try:
            number = phonenumbers.parse(value, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return 0.98 if country in (None, region) else 0.9
        if phonenumbers.is_possible_number(number):
            return 0.85
    return 0.6


def network_of_url(url: str) -> str | None:
    """The social network that an address belongs to, or None for anybody's own site."""
    domain = re.sub(r"^(?:https?://)?(?:www\.|m\.|[a-z]{2}\.)?", "", fold(url)).split("/")[0].split("?")[0]
    if domain in _BY_DOMAIN:
        return _BY_DOMAIN[domain]
    labels = domain.split(".")
    parent = next((network for name, network in _BY_DOMAIN.items() if domain.endswith("." + name)), None)
    # Servers of one's own or of a country: "gitlab.company.com", "linkedin.cn".
    return parent or (_BY_NAME.get(labels[0]) if len(labels) > 1 and len(labels[0]) > 4 else None)


@cache
def network_of_name(name: str) -> str | None:
    """The network whose name this is: "GitHub", "Linked In"."""
    return _BY_NAME.get(squash(name))


def username_of_url(url: str) -> str | None:
    """The last part of the path of a profile's address."""
    path = re.sub(r"^(?:https?://)?[^/]+", "", url).split("?")[0].strip("/")
    return path.split("/")[-1].lstrip("@") or None if path else None
