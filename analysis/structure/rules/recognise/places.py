"""Is a text the name of a place, and what are its parts?"""

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.lexicon.lists import phrases, tokens
from analysis.lexicon.normalise import fold, squash, trim
from analysis.structure.rules.recognise.countries import country_code
from analysis.structure.rules.recognise.place_pieces import REMOTE, PlacePiece, read_piece

# Small words in the names of towns: "Frankfurt am Main", "Stratford upon Avon".
_WITHIN_NAMES = frozenset(tokens("places", "within names"))
_SEPARATOR = re.compile(r"[,，;、·•|]|(?<!\d)/|\s[–—-]\s|\n|\t|\s(?=\()")
# "Rua das Flores, 12": the number belongs to the street.
_STREETS = "|".join(phrases("places", "streets"))
_NUMBER_APART = re.compile(
    rf"((?<!\w)(?:{_STREETS})(?!\w)[^,;|\d]*),\s*(?=(?:n[º°o.]+\s*)?\d{{1,5}}\w?\b)", re.IGNORECASE
)
# "Tuticorin-628008"
_CODE_APART = re.compile(r"(?<=[^\W\d_])\s?[-–]\s?(?=\d{3}\s?\d{3}\b)")


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
    text = _CODE_APART.sub(" ", _NUMBER_APART.sub(r"\1 ", text))
    pieces = [piece.strip() for piece in _SEPARATOR.split(text) if piece.strip(" ()")]
    if len(pieces) > 7:
        return Place(0.0)
    return _assemble([read_piece(piece.strip("() ")) for piece in pieces])


def guess_place(text: str) -> Place | None:
    """Reads "Pamplona, Navarra" as a place although it is in no list; None where the text can't be one.

    Only for what stands where places do: such words may as well be a name.
    """
    pieces = [piece.strip() for piece in trim(text).strip("()[] ").split(",") if piece.strip()]
    read = [read_piece(piece) for piece in pieces]
    if not 1 <= len(read) <= 3 or len(text) > 45 or any(piece.kind not in _GUESSED for piece in read):
        return None
    if any(word.islower() and word not in _WITHIN_NAMES for word in text.replace(",", " ").split()):
        return None
    return _fields(read, 0.4)


_GUESSED = frozenset({"city", "town", "region", "country", "postcode", "word"})
_WEIGHTS = {"remote": 0.9, "city": 0.9, "town": 0.55, "region": 0.7, "country": 0.75, "street": 0.8, "postcode": 0.5}


def _assemble(pieces: list[PlacePiece]) -> Place:
    _settle_towns(pieces)
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


def _settle_towns(pieces: list[PlacePiece]) -> None:
    """A small town is one for sure where its region, country or postal code follows."""
    for index, piece in enumerate(pieces):
        following = pieces[index + 1].kind if index + 1 < len(pieces) else ""
        if piece.kind == "town" and (following in ("region", "country", "postcode", "city") or piece.postal_code):
            piece.kind = "city"


def _settle_addresses(pieces: list[PlacePiece]) -> None:
    """A name with a number is a street where a town follows it; a flat or a floor belongs to a street beside it."""
    towns = [index for index, piece in enumerate(pieces) if piece.kind in ("city", "town") or piece.postal_code]
    for index, piece in enumerate(pieces):
        if piece.kind == "house":
            piece.kind = "street" if towns and towns[-1] > index else "no"
    has_street = any(piece.kind == "street" for piece in pieces)
    for piece in pieces:
        if piece.kind == "unit":
            piece.kind = "street" if has_street else "no"


def _fields(pieces: list[PlacePiece], score: float) -> Place:
    found: dict[str, str] = {}
    street = next((index for index, piece in enumerate(pieces) if piece.kind == "street"), None)
    known = [index for index, piece in enumerate(pieces) if piece.kind in ("city", "town")]
    for piece in pieces[street + 1 : known[-1]] if street is not None and known else []:
        if piece.kind == "word":
            piece.kind = "street"  # a quarter between the street and the town
    for piece in pieces:
        if piece.postal_code:
            found.setdefault("postal_code", piece.postal_code)
        if piece.region:
            found.setdefault("region", piece.region)
        if piece.kind == "street":
            found["address"] = f"{found['address']}, {piece.text}" if "address" in found else piece.text
        elif piece.kind in ("city", "town", "word", "remote"):
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
    return squash(text) in REMOTE


def city_key(text: str) -> str:
    return fold(text).strip()
