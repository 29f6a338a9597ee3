"""File names as people's programs send them, made fit to be stored, shown and offered again for download.

The name of an upload is never used as a path: files are stored under names of our own. This is the name to display.
"""

import re
import unicodedata

MAX_BYTES = 255
"""What the usual file systems hold, so that a download can be saved under its own name."""

NAMELESS = "document"
_SEPARATORS = re.compile(r"[/\\]")
_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,10}\Z")
# Cc: controls such as NUL; Cf: invisible marks such as the right-to-left override that hides an ".exe"; Cs: lone
# surrogates; Co, Cn: private and unassigned; Zl, Zp: what some programs take for a line's end.
_REMOVED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Joiners are part of the spelling in Persian, Hindi and others.
_KEPT = frozenset("\u200c\u200d")


def clean_filename(name: str) -> str:
    """The last part of `name` without anything invisible: at most 255 bytes of UTF-8, never empty, its suffix kept."""
    spaced = re.sub(r"\s", " ", name)
    visible = "".join(char for char in spaced if char in _KEPT or unicodedata.category(char) not in _REMOVED)
    last = " ".join(_SEPARATORS.split(unicodedata.normalize("NFC", visible))[-1].split())
    found = _SUFFIX.search(last)
    suffix = found.group() if found else ""
    stem = last.removesuffix(suffix).strip(" .\u200c\u200d") or NAMELESS
    room = MAX_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + suffix
