"""What one piece of an address is: a town, a region, a country, a street, a postal code."""

import re
from dataclasses import dataclass

from analysis.lexicon.lists import phrases
from analysis.lexicon.normalise import has_cjk, squash, trim
from analysis.structure.rules.recognise.countries import country_code
from analysis.structure.rules.recognise.roles import school_score

_SURE = 0.9
"""The score from which a text is a school."""
_POSTCODES = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}(?=[ ,]"
    r"|$)|(?:[A-Z]{1,2}-)?\d{5}(?:-\d{3,4})?|\d{3}-\d{4}|\d{2}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}(?= [^\W\d_])"
    r"|\d{3} \d{3}|\d{6}|\d{4}"
    r"|〒\d{3}-?\d{4})(?![\w-])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AFTER_NUMBER, _BEFORE_NAME, _ENDINGS = (
    "|".join(phrases("places", name)) for name in ("streets after number", "streets", "street endings")
)
_STREET = re.compile(
    rf"\d+.*\b(?:{_AFTER_NUMBER})\b"
    rf"|\d+.{{0,6}}\b(?:{_BEFORE_NAME})(?!\w)"
    rf"|(?<!\w)(?:{_BEFORE_NAME})(?!\w)\.?.*\d"
    rf"|\w*(?:{_ENDINGS})(?<!\W)\.? *\d|\w*str\. *\d|^(?:ул|пр|просп|пер|наб|бул|вул)\.\s*\w"
    r"|\d+ ?(?:丁目|番地|号|號|号楼)|[都道府県市区町村]\D*\d+(?:-\d+)+|\bp\.? ?o\.? box\b",
    re.IGNORECASE,
)
# A name and a number, which may be a street that is called by no word for streets: "Kerkpad 5", "3 Heol y Castell".
_HOUSE = re.compile(
    r"\d{1,5}[a-z]?(?:[/-]\d+)? [^\W\d_][^\W\d_'’.-]*(?: [^\W\d_]['’.\w-]*){0,4}"
    r"|[^\W\d_][^\W\d_'’.-]+(?: [^\W\d_]['’.\w-]*){0,4} (?!(?:19|20)\d\d$)\d{1,4} ?[a-z]?(?:[/-]\d+[a-z]?)?",
    re.IGNORECASE,
)
# What part of a house: "2.º Esq.", "Flat 4", "кв. 12", "Apt 3B".
_UNIT = re.compile(
    r"(?:flat|apt|apartment|unit|suite|no|nr|room|floor|д|дом|кв|корп|m|lok|piso|puerta|esc|int|interno|scala|bât|bte"
    r"|bus|box|top|haus|appt|apto|andar|lgh|bloco|bl|ap|sala|etg|m)\.? ?\d{1,4} ?[a-z]?|\d{1,2}\.? ?[ºª°] ?\w{0,6}\.?",
    re.IGNORECASE,
)
_TOWN_BEFORE = re.compile(r"^(?:г|гор|город)\.?\s+(?=[А-Я])")


_REGION_CODES = frozenset(entry.split(" ", 1)[0] for entry in phrases("places", "region codes"))
_REGION_NAMES = frozenset(
    squash(name)
    for name in (
        *(entry.split(" ", 1)[1] for entry in phrases("places", "region codes")),
        *phrases("places", "regions"),
    )
)
_CITIES = frozenset(squash(name) for name in phrases("places", "cities"))
# By their squashed names: of many people, and of fewer, which may as well be other names.
_LARGE_TOWNS = frozenset((*phrases("towns", "large"), *phrases("towns", "other scripts")))
_SMALL_TOWNS = frozenset(phrases("towns", "small"))
REMOTE = frozenset(squash(name) for name in phrases("places", "remote"))


@dataclass(slots=True)
class PlacePiece:
    text: str
    kind: str
    postal_code: str | None = None
    region: str | None = None
    country: str | None = None


def read_piece(text: str) -> PlacePiece:
    text = _TOWN_BEFORE.sub("", text)
    key = squash(text)
    if key in REMOTE:
        return PlacePiece(text, "remote")
    if key in _CITIES or key in _LARGE_TOWNS:
        return PlacePiece(text, "city")
    if text == "DE":  # far more often Germany than Delaware
        return PlacePiece(text, "country")
    if text in _REGION_CODES or key in _REGION_NAMES:
        return PlacePiece(text, "region")
    if country_code(text):
        return PlacePiece(text, "country")
    if _STREET.search(text):
        return PlacePiece(text, "street")
    if key in _SMALL_TOWNS and text[:1].isupper():
        return PlacePiece(text, "town")
    if _UNIT.fullmatch(text):
        return PlacePiece(text, "unit")
    return _with_postcode(text) or _with_code(text) or _with_district(text) or PlacePiece(text, _shape(text))


def _is_town(text: str) -> bool:
    """A town of whichever size; for what stands beside a code or a number that only towns have."""
    key = squash(text)
    return key in _CITIES or key in _LARGE_TOWNS or key in _SMALL_TOWNS


def _with_code(text: str) -> PlacePiece | None:
    """ "Dunedin NZ", "Austin TX": a known town and the code of its state or country."""
    town, _, code = text.rpartition(" ")
    country = country_code(code) if code.isupper() else None
    if _is_town(town):
        if code in _REGION_CODES:
            return PlacePiece(town, "city", region=code)
        return PlacePiece(town, "city", country=country) if country else None
    region, _, land = text.partition(" ")
    if region in _REGION_CODES and country_code(land):
        return PlacePiece(region, "region", country=country_code(land))
    inner = _with_code(town) or _with_region(town) if country and " " in town else None
    if inner:
        inner.country = country
    return inner


def _with_district(text: str) -> PlacePiece | None:
    """ "Dublin 2", "Colombo 03": a known town and the number of its district."""
    town, _, number = text.rpartition(" ")
    return PlacePiece(text, "city") if number.isdigit() and len(number) < 3 and _is_town(town) else None


def _with_region(text: str) -> PlacePiece | None:
    """ "Austin Texas": a known town and its state in full."""
    parts = text.split()
    for count in range(1, len(parts)):
        town, region = " ".join(parts[:count]), " ".join(parts[count:])
        if _is_town(town) and squash(region) in _REGION_NAMES:
            return PlacePiece(town, "city", region=region)
    return None


def _with_postcode(text: str) -> PlacePiece | None:
    """ "CA 94115", "44000 Nantes", "Truro TR1 2AB", "60611"."""
    match = _POSTCODES.search(text)
    if not match:
        return None
    rest = trim(text[: match.start()] + " " + text[match.end() :])
    if not rest:
        return PlacePiece("", "postcode", match.group())
    if re.search(r"\d", rest) or len(rest.split()) > 4:
        return None
    if school_score(rest) >= _SURE:
        # "1253 University of Oregon": the number of a house.
        return PlacePiece(text, "street")
    inner = read_piece(rest)
    town, _, code = rest.rpartition(" ")
    if inner.kind == "word" and town and code in _REGION_CODES:
        return PlacePiece(town, "city", match.group(), code)
    if inner.kind == "word" and (
        _YEAR.fullmatch(match.group())
        or (match.end() == len(text) and match.group().isdigit() and len(match.group()) < 5)
    ):
        return None
    if inner.kind in ("city", "town", "region", "country", "word"):
        return PlacePiece(rest, "city" if inner.kind == "word" else inner.kind, match.group())
    return None


def _shape(text: str) -> str:
    """A piece that is in no list: "word" where it could be a town, else "no"."""
    parts = text.split()
    if has_cjk(text):
        return "city" if re.fullmatch(r"[\u3400-\u9fff]{1,8}(?:市|県|省|区|州|町|村|郡|府|都)", text) else "no"
    if _HOUSE.fullmatch(text):
        return "house"
    could_be = 1 <= len(parts) <= 4 and not re.search(r"[\d@&+:!?%()\"]", text) and parts[0][:1].isupper()
    return "word" if could_be else "no"
