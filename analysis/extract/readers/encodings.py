"""Bytes into text where nobody says how they were encoded."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_SAMPLE = 2**16
_LEGACY_SAMPLE = 6_000
# Tried where UTF-8 fails, after Windows' western one, which wins where none of these is clearly better.
_LEGACY = (
    "cp1250", "cp1251", "koi8-r", "gb18030", "cp932", "cp949", "big5", "euc_jp", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "mac_roman", "cp850",
)  # fmt: skip
_CLEARLY = 0.02
_TYPOGRAPHY = frozenset("“”„‘’‚–—•…€°·«»©®™§\xa0")
_COMMON = frozenset(
    "äöüßéèêàâçñáíóúãõôîûïëøåæÄÖÜÉÅØÁ"
    "ąćęłńśźżčďěňřšťůžýőűăşţŁŚŻČŠŽğışİ"
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"
    "αεηιουτνσρκπλμάέήίόύώς"
    "אבגדהוזחטיכלמנסעפצקרשת"
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
)  # fmt: skip
# Letters that are words.
_WORDS = frozenset("àáéèêóôøåæíÀÁÉÈÓØÅÍавиоксуяВКСОУИАЯıöÖ")
_SCRIPTS = (
    ("latin", re.compile("[A-Za-z\u00c0-\u024f]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
)
_IDEOGRAPHIC = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_KANA_OR_PUNCTUATION = re.compile("[\u3000-\u3002\u300c\u300d\u3041-\u30ff\uff08\uff09\uff0c\uff1a]")
# Rows of the standards that hold the characters that everybody knows.
_COMMON_ROWS = (("gb2312", 0xB0, 0xD7), ("euc_kr", 0xB0, 0xC8), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x97))


def decode(data: bytes, *, markup: bool = False) -> str:
    """The text of a file. `markup`: the file may name its encoding itself (HTML's meta, XML's declaration)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if wide := _utf16_without_bom(data[:_SAMPLE]):
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if markup and (declared := _declared(data[:2048])):
        return data.decode(declared, errors="replace")
    return _decode_legacy(data)


def _declared(head: bytes) -> str | None:
    match = _DECLARED.search(head)
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return None
    return None if name.startswith(("utf", "ascii")) else {"iso8859-1": "cp1252"}.get(name, name)


def _utf16_without_bom(sample: bytes) -> str | None:
    """Western text in UTF-16 has a NUL for every other byte."""
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0 : pairs * 2 : 2].count(0) / pairs, sample[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _decode_legacy(data: bytes) -> str:
    """Text in an encoding from before Unicode: the one in which its words look most like words of some language."""
    sample = data[:_LEGACY_SAMPLE]
    best, best_score = "cp1252", _plausibility(sample, "cp1252")
    for encoding in _LEGACY:
        score = _plausibility(sample, encoding)
        if score > best_score + _CLEARLY:
            best, best_score = encoding, score
    return data.decode(best, errors="replace")


def _plausibility(sample: bytes, encoding: str) -> float:
    """How well a sample reads in an encoding, for each of its bytes beyond ASCII."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        if encoding != "cp1252":
            return -9.0
        text = sample.decode("cp1252", errors="replace")
    foreign = sum(byte > 127 for byte in sample)
    return sum(
        _plausible(text[index], text[index - 1 : index], text[index + 1 : index + 2])
        for index in range(len(text))
        if text[index] > "\x7f"
    ) / max(foreign, 1)


def _plausible(character: str, before: str, after: str) -> float:
    """How likely a character is between two others."""
    if character in _TYPOGRAPHY:
        return _plausible_sign(character, before, after)
    if _IDEOGRAPHIC.match(character):
        return _plausible_ideograph(character, before)
    if not character.isalpha():
        return -1.0
    script = _script(character)
    if not before.isalpha() and not after.isalpha():
        return -1.5 if character not in _WORDS else 0.3
    if before.isalpha() and (_script(before) != script or (character.isupper() and before.islower())):
        return -2.0
    if script == "latin" and before > "\x7f" and before.isalpha():
        return -1.5
    return 1.5 if character in _COMMON else 0.3


def _plausible_sign(character: str, before: str, after: str) -> float:
    """A little likelier than the commonest letters where it stands as it should: English has no others but signs."""
    if character == "’":
        return 1.6 if before.isalnum() else 0.5
    if character in "–—":
        return 1.6 if (not before.isalpha() or before.isspace()) == (not after.isalpha() or after.isspace()) else 0.5
    if character in "“‘„•·":
        return 1.6 if not before.isalnum() else -1.0
    if character in "”…°™®":
        return 1.6 if not after.isalnum() else -1.0
    return 0.5 if not before.isalpha() else -1.0


def _plausible_ideograph(character: str, before: str) -> float:
    """Two bytes make one: counted twice. Common ones are told by where the old standards put them."""
    if before.isalpha() and before < "\x7f":
        return -3.0
    if _HANGUL.match(character):
        return 3.1 if _is_in("euc_kr", character) and not "\u3400" <= before <= "\u9fff" else -1.0
    if _HANGUL.match(before):
        return -1.0
    if _KANA_OR_PUNCTUATION.match(character):
        return 3.4
    for encoding, first, last in _COMMON_ROWS:
        try:
            lead = character.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return 2.8
    return -1.0


def _is_in(encoding: str, character: str) -> bool:
    try:
        return len(character.encode(encoding)) == 2
    except UnicodeEncodeError:
        return False


def _script(character: str) -> str:
    return next((script for script, pattern in _SCRIPTS if pattern.match(character)), "other")
