"""Small helpers on plain strings, shared by all modules of this step."""

import re
import unicodedata
from functools import lru_cache

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_WORD = re.compile(r"[^\w+#]+|_")
_EDGE = " \t\r\n\u00a0\u200b\ufeff,;:|·•–—-/*_"
# Private use glyphs and replacement characters: what is left of an icon font.
_ICONS = re.compile(
    "[\ue000-\uf8ff\ufffd\ufffc\u2300-\u23ff\u25a0-\u25ff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200b-\u200f\ufeff\u260e\u2709]+"
)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Case, accents and width taken away, for look-ups: "Universität" and "UNIVERSITAT" are the same."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().replace("ł", "l"))
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, without punctuation."""
    return tuple(word for word in _NOT_WORD.split(fold(text).replace("'", "").replace("’", "")) if word)


def key(text: str) -> str:
    """Folded words joined by one space: what lexicons are keyed by."""
    return " ".join(words(text))


def squash(text: str) -> str:
    """Folded letters and digits alone, to compare what is spaced or punctuated differently."""
    return "".join(words(text))


def trim(text: str) -> str:
    """Without separators, bullets and spaces at either end; inner runs of spaces become one."""
    return re.sub(r"\s+", " ", without_icons(text)).strip(_EDGE)


def without_icons(text: str) -> str:
    return _ICONS.sub(" ", text)


def has_cjk(text: str) -> bool:
    return CJK.search(text) is not None


def is_caps(text: str) -> bool:
    """Written in capitals throughout, with at least two letters."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 2 and all(not char.islower() for char in letters) and any(char.isupper() for char in letters)


def word_count(text: str) -> int:
    """Words of a text; two CJK characters count as one word."""
    cjk = len(CJK.findall(text))
    return len(CJK.sub(" ", text).split()) + (cjk + 1) // 2
