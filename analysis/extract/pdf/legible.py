"""Whether a page's text layer says what the page shows: fonts with a wrong table of letters give gibberish."""

import re

# Pairs of letters that no word has in the languages of the open corpus (200,000 pairs of English, German, French,
# Spanish, Portuguese, Italian, Dutch), by their first letter. Pairs of other Latin alphabets (Polish "jc", Danish "hj")
# are left out.
_NEVER = {
    "b": "cfgkmqwxz", "c": "bdpvw", "d": "jx", "f": "bcghjmnpqwxz", "g": "cjpqvwx", "h": "gpxz",
    "j": "bvxyq", "k": "dqxz", "l": "xz", "m": "hjkqvxz", "p": "jkqvxw", "q": "abcdefghjkmnopqrstwxyz", "r": "x",
    "s": "x", "t": "jqx",
    "v": "bcfghjkmpqwx", "w": "bfjpqvwx", "x": "bdfjkmnoqrsuvwxz", "y": "fhjvq", "z": "jqsx",
}  # fmt: skip
_PAIRS = frozenset(first + second for first, seconds in _NEVER.items() for second in seconds)
_WORD = re.compile(r"[A-Za-z]{3,40}")
# Signs between letters: code and addresses have them, prose has not.
_SIGN_IN_WORD = re.compile(r"[a-z][|{}~^<>=\\`][a-z]")
# Letters that make a judgement, and of them the share of pairs that makes it a bad one: résumés, with the names of
# software, have up to 0.012; texts with five letters exchanged had 0.05.
_ENOUGH = 150
_SUSPICIOUS = 0.03


def strangeness(text: str) -> float:
    """The share of pairs of letters that belong to no language, 0 for text too short to judge."""
    pairs = strange = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isupper() or any(letter.isupper() for letter in word[1:]):
            continue
        word = word.lower()
        pairs += len(word) - 1
        strange += sum(word[index : index + 2] in _PAIRS for index in range(len(word) - 1))
    strange += len(_SIGN_IN_WORD.findall(text))
    return strange / pairs if pairs >= _ENOUGH else 0.0


def is_suspicious(text: str) -> bool:
    return strangeness(text) >= _SUSPICIOUS
