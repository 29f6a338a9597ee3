"""Is a text the name of a place, and what are its parts?"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from analysis.lexicon.lists import phrases, tokens
from analysis.lexicon.normalise import fold, has_cjk, squash, trim

_LOCALES = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "ru",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "tr",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "ro",
    "hu",
    "uk",
)
_ALIASES = dict(sorted(entry.split(" ") for entry in phrases("places", "country aliases")))
_POSTCODES = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}(?=[ ,]"
    r"|$)|(?:[A-Z]{1,2}-)?\d{5}(?:-\d{3,4})?|\d{3}-\d{4}|\d{2}-\d{3}|\d{4}-\d{3}|\d{6}|\d{4}"
    r"|〒\d{3}-?\d{4})(?![\w-])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_STREET = re.compile(
    r"\d+.*\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|lane|ln|drive|dr|court|ct|way|place|pl|terrace"
    r"|square|sq|highway|hwy|parkway|pkwy|apt|suite|unit|floor|circle|cres|crescent|close|row|broadway|quay"
    r"|gardens?|mews)\b"
    r"|\d+.{0,6}\b(?:rue|avenue|av|boulevard|bd|place|chemin|allée|impasse|quai|cours|route|rua|calle|via)\b"
    r"|\b(?:rue|avenue|av|boulevard|bd|place|chemin|allée|impasse|quai|calle|c/|avenida|avda|plaza|paseo|carrer"
    r"|rua|travessa|praça|largo|via|viale|piazza|corso|ul|ulica|al|os|улица|ул|пр|проспект)\b\.?.*\d"
    r"|\w*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|straat|laan|plein|gracht|kade|dijk|vägen|gatan"
    r"|gata|vej|gade|katu)\b\.? *\d|^(?:ул|пр|просп|пер|наб|бул)\.\s*\w"
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
    r"|bus|box|top|haus|appt|apto|andar)\.? ?\d{1,4} ?[a-z]?|\d{1,2}\.? ?[ºª°] ?\w{0,6}\.?",
    re.IGNORECASE,
)
# Small words in the names of towns: "Frankfurt am Main", "Stratford upon Avon".
_WITHIN_NAMES = frozenset(tokens("places", "within names"))
_TOWN_BEFORE = re.compile(r"^(?:г|гор|город)\.?\s+(?=[А-Я])")
_SEPARATOR = re.compile(r"[,，;、·•|]|(?<!\d)/|\s[–—-]\s|\n|\t|\s(?=\()")


_REGION_CODES = frozenset(entry.split(" ", 1)[0] for entry in phrases("places", "region codes"))
_REGION_NAMES = frozenset(
    squash(name)
    for name in (
        *(entry.split(" ", 1)[1] for entry in phrases("places", "region codes")),
        *phrases("places", "regions"),
    )
)
_CITIES = frozenset(squash(name) for name in phrases("places", "cities"))
_REMOTE = frozenset(squash(name) for name in phrases("places", "remote"))


@cache
def _countries() -> dict[str, str]:
    """Squashed name in any of the languages -> ISO code of two letters."""
    names = {
        squash(name): code
        for language in reversed(_LOCALES)
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return names | _ALIASES


@cache
def country_codes() -> frozenset[str]:
    """Upper-case codes of two letters; also the national domains."""
    return frozenset(str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))) | {"UK"}


def country_code(text: str) -> str | None:
    """ISO code of a country's name (any language) or of its code written in capitals."""
    text = text.strip(" .")
    if len(text) == 2 and text.isupper() and text in country_codes():
        return "GB" if text == "UK" else text
    return _countries().get(squash(text))


@dataclass(frozen=True, slots=True)
class Place:
    """`score` 0–1: how sure it is that the text is a place."""

    score: float
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


@lru_cache(maxsize=8_000)
def read_place(text: str) -> Place:
    """Reads "2712 Broadway St, San Francisco, CA 94115, US" and shorter forms; score 0 where nothing of it is a
    place.
    """
    text = trim(text).strip("()[] ")
    if not text or len(text) > 140 or "@" in text or "://" in text:
        return Place(0.0)
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip(" ()")]
    if len(pieces) > 7:
        return Place(0.0)
    return _assemble([_read_piece(piece.strip("() ")) for piece in pieces])


def guess_place(text: str) -> Place | None:
    """Reads "Pamplona, Navarra" as a place although it is in no list; None where the text can't be one.

    Only for what stands where places do: such words may as well be a name.
    """
    pieces = [piece.strip() for piece in trim(text).strip("()[] ").split(",") if piece.strip()]
    read = [_read_piece(piece) for piece in pieces]
    if not 1 <= len(read) <= 3 or len(text) > 45 or any(piece.kind not in _GUESSED for piece in read):
        return None
    if any(word.islower() and word not in _WITHIN_NAMES for word in text.replace(",", " ").split()):
        return None
    return _fields(read, 0.4)


@dataclass(slots=True)
class _Piece:
    text: str
    kind: str
    postal_code: str | None = None
    region: str | None = None
    country: str | None = None


def _read_piece(text: str) -> _Piece:
    text = _TOWN_BEFORE.sub("", text)
    key = squash(text)
    if key in _REMOTE:
        return _Piece(text, "remote")
    if key in _CITIES:
        return _Piece(text, "city")
    if text == "DE":  # far more often Germany than Delaware
        return _Piece(text, "country")
    if text in _REGION_CODES or key in _REGION_NAMES:
        return _Piece(text, "region")
    if country_code(text):
        return _Piece(text, "country")
    if _STREET.search(text):
        return _Piece(text, "street")
    if _UNIT.fullmatch(text):
        return _Piece(text, "unit")
    return _with_postcode(text) or _with_code(text) or _with_district(text) or _Piece(text, _shape(text))


def _with_code(text: str) -> _Piece | None:
    """ "Dunedin NZ", "Austin TX": a known town and the code of its state or country."""
    town, _, code = text.rpartition(" ")
    country = country_code(code) if code.isupper() else None
    if squash(town) in _CITIES:
        if code in _REGION_CODES:
            return _Piece(town, "city", region=code)
        return _Piece(town, "city", country=country) if country else None
    region, _, land = text.partition(" ")
    if region in _REGION_CODES and country_code(land):
        return _Piece(region, "region", country=country_code(land))
    inner = _with_code(town) or _with_region(town) if country and " " in town else None
    if inner:
        inner.country = country
    return inner


def _with_district(text: str) -> _Piece | None:
    """ "Dublin 2", "Colombo 03": a known town and the number of its district."""
    town, _, number = text.rpartition(" ")
    return _Piece(text, "city") if number.isdigit() and len(number) < 3 and squash(town) in _CITIES else None


def _with_region(text: str) -> _Piece | None:
    """ "Austin Texas": a known town and its state in full."""
    parts = text.split()
    for count in range(1, len(parts)):
        town, region = " ".join(parts[:count]), " ".join(parts[count:])
        if squash(town) in _CITIES and squash(region) in _REGION_NAMES:
            return _Piece(town, "city", region=region)
    return None


def _with_postcode(text: str) -> _Piece | None:
    """ "CA 94115", "44000 Nantes", "Truro TR1 2AB", "60611"."""
    match = _POSTCODES.search(text)
    if not match:
        return None
    rest = trim(text[: match.start()] + " " + text[match.end() :])
    if not rest:
        return _Piece("", "postcode", match.group())
    if re.search(r"\d", rest) or len(rest.split()) > 4:
        return None
    inner = _read_piece(rest)
    town, _, code = rest.rpartition(" ")
    if inner.kind == "word" and town and code in _REGION_CODES:
        return _Piece(town, "city", match.group(), code)
    if inner.kind == "word" and (
        _YEAR.fullmatch(match.group())
        or (match.end() == len(text) and match.group().isdigit() and len(match.group()) < 5)
    ):
        return None
    if inner.kind in ("city", "region", "country", "word"):
        return _Piece(rest, "city" if inner.kind == "word" else inner.kind, match.group())
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


_GUESSED = frozenset({"city", "region", "country", "postcode", "word"})
_WEIGHTS = {"remote": 0.9, "city": 0.9, "region": 0.7, "country": 0.75, "street": 0.8, "postcode": 0.5}


def _assemble(pieces: list[_Piece]) -> Place:
    _settle_addresses(pieces)
    kinds = [piece.kind for piece in pieces]
    if (
        not pieces
        or "no" in kinds
        or kinds.count("word") > 1 + ("street" in kinds) + any(piece.postal_code for piece in pieces) + (len(kinds) > 2)
    ):
        return Place(0.0)
    words = [piece for piece in pieces if piece.kind == "word"]
    known = [piece for piece in pieces if piece.kind != "word"]
    if not known:
        return Place(0.0)
    score = max(_WEIGHTS[piece.kind] for piece in known)
    if words and len(pieces) == len(words) + 1 and known[0].kind == "city" and len(pieces) == 2:
        score = 0.35  # "Kleinstadt, Berlin" as well as "Acme, Berlin"
    elif words:
        first = pieces.index(words[0])
        score = (
            min(score, 0.75)
            if (first + 1 < len(pieces) and pieces[first + 1].kind in ("region", "country", "postcode"))
            or "street" in kinds
            else 0.4
        )
    return _fields(pieces, score)


def _settle_addresses(pieces: list[_Piece]) -> None:
    """A name with a number is a street where a town follows it; a flat or a floor belongs to a street beside it."""
    towns = [index for index, piece in enumerate(pieces) if piece.kind == "city" or piece.postal_code]
    for index, piece in enumerate(pieces):
        if piece.kind == "house":
            piece.kind = "street" if towns and towns[-1] > index else "no"
    has_street = any(piece.kind == "street" for piece in pieces)
    for piece in pieces:
        if piece.kind == "unit":
            piece.kind = "street" if has_street else "no"


def _fields(pieces: list[_Piece], score: float) -> Place:
    found: dict[str, str] = {}
    for piece in pieces:
        if piece.postal_code:
            found.setdefault("postal_code", piece.postal_code)
        if piece.region:
            found.setdefault("region", piece.region)
        if piece.kind == "street":
            found["address"] = f"{found['address']}, {piece.text}" if "address" in found else piece.text
        elif piece.kind in ("city", "word", "remote"):
            _put(found, piece.text, ("city", "region", "address"))
        elif piece.kind == "region":
            # "New York, NY": the name of a state may be a city's as well.
            _put(found, piece.text, ("region", "city"))
        elif piece.kind == "country":
            _put(found, piece.text, ("country", "region"))
    code = (
        country_code(found["country"])
        if "country" in found
        else next((piece.country for piece in pieces if piece.country), None)
    )
    return Place(score, found.get("address"), found.get("postal_code"), found.get("city"), found.get("region"), code)


def _put(found: dict[str, str], text: str, slots: tuple[str, ...]) -> None:
    for slot in slots:
        if slot not in found:
            found[slot] = text
            return


def is_remote(text: str) -> bool:
    return squash(text) in _REMOTE


def city_key(text: str) -> str:
    return fold(text).strip()
