"""Characters as people see them, without what fonts, word processors and web pages put between them."""

import re
import unicodedata

# Drawn by icon fonts, or by fonts that have no mapping to Unicode: nothing that anyone could read.
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    f"\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e01ef{_PRIVATE}]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x85\x0b\x0c\r\n]")
# Ligatures, presentation forms, radicals, mathematical letters: other shapes of common letters.
_SHAPES = re.compile("[\ufb00-\ufdff\ufe70-\ufefc\u2e80-\u2fdf\uf900-\ufaff\U0001d400-\U0001d7ff\u01c4-\u01cc]+")
# Old TeX fonts draw an accent by itself, right before its letter ("M¨uller"), a cedilla right after it.
_ACCENTS = {"¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c", "˚": "\u030a"}
_APART = re.compile("([¨´ˆ˜ˇ˚])([^\\W\\d_])|(?<=[^\\W\\d_])(`)([aeiouAEIOU])|([cCsSţŢ])¸")
_DOTLESS = {"ı": "i", "ȷ": "j"}
_PLAIN = re.compile(r"[\t -_a-~]*\Z")
# Hyphens that say where a line may not end, or that a font calls by their own number.
_HYPHENS = re.compile("[\u2010\u2011]")

# Signs of emoji fonts that people put before items; those before headings and addresses (a phone, a suitcase) are none.
_EMOJI_BULLETS = "✅☑➡👉⭐🌟🔘🟢🟡🔴🔵🟠🟣🔹🔸🔷🔶🔺🔻▫✴✳❇◻◼"
BULLETS = frozenset(_EMOJI_BULLETS + "•‣◦⁃∙·●○▪▫■□◆◇►▸▶▹➢➤➔➜→⇒✓✔✦★☆❖⦿⦾▻◾◽⚫⬥⬧♦⁍⁌➣➧❯›»")
# Bullets of Symbol, Wingdings and their likes, as Word and LibreOffice write them.
SYMBOL_BULLETS = frozenset(
    "\uf0a7\uf0b7\uf0a8\uf076\uf0d8\uf0fc\uf02d\uf06c\uf06e\uf071\uf075\uf0e0\uf0f0\uf0be\uf09f\uf0d4\uf0e8\uf0a2\uf0ae"
)


def clean(text: str) -> str:
    """The text in its usual letters and spaces, without what can't be seen. Keeps tabs and the blanks at either end."""
    if _PLAIN.match(text):
        return text
    text = _UNSEEN.sub("", _SPACES.sub(" ", text))
    text = _HYPHENS.sub("-", text)
    text = _SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return unicodedata.normalize("NFC", _APART.sub(_with_accent, text))


def _with_accent(apart: re.Match[str]) -> str:
    """A letter with the accent that stood apart from it; both as they stand where there is no such letter."""
    accent, letter, grave, vowel, with_cedilla = apart.groups()
    base, mark = letter or vowel or with_cedilla, _ACCENTS.get(accent or grave, "\u0327")
    composed = unicodedata.normalize("NFC", _DOTLESS.get(base, base) + mark)
    return composed if len(composed) == 1 else apart.group()


def bullet_length(text: str) -> int:
    """How many characters of a line's beginning are its bullet and the blank behind it; 0 where it begins with none."""
    stripped = text.lstrip()
    if not stripped:
        return 0
    mark, rest = stripped[0], stripped[1:].removeprefix("\ufe0f")
    if mark in SYMBOL_BULLETS or (mark in BULLETS and (not rest or not rest[0].isdigit() or rest[:1].isspace())):
        return len(text) - len(rest.lstrip())
    if mark in "-–—*+o" and rest[:1] in (" ", "\t") and rest.strip():
        return len(text) - len(rest.lstrip())
    return 0
