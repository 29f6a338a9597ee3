"""The little of style sheets that decides what is read: what they hide, what they set side by side, what is bold."""

import re

from lxml import etree

HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)",
    re.IGNORECASE,
)
HIDDEN_CLASSES = frozenset({"visually-hidden", "sr-only", "screen-reader-text", "visuallyhidden", "hidden", "d-none"})
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
# Characters of a style sheet that are read, and of a selector.
_LONGEST, _LONGEST_NAME = 500_000, 200
_CLASS_SELECTOR = re.compile(r"^(?:[a-z][a-z0-9]*)?\.([\w-]+)$", re.IGNORECASE)


class Sheet:
    """A page's own style sheet: classes that hide, and classes that set side by side."""

    def __init__(self, css: str) -> None:
        self.hidden: set[str] = set()
        self.row: set[str] = set()
        # Selector, body, selector, body: what stands between braces.
        parts = re.split(r"[{}]", _without_media(css[:_LONGEST]))
        for selectors, body in zip(parts[::2], parts[1::2], strict=False):
            for selector in selectors.split(","):
                if name := _CLASS_SELECTOR.match(selector.strip()[:_LONGEST_NAME]):
                    self._take(name.group(1), body)

    def _take(self, name: str, body: str) -> None:
        if re.search(r"display\s*:\s*none", body, re.IGNORECASE):
            self.hidden.add(name)
        if re.search(r"display\s*:\s*(?:inline-)?(?:flex|grid)", body, re.IGNORECASE) and not re.search(
            r"flex-direction\s*:\s*column|flex-flow\s*:\s*column", body, re.IGNORECASE
        ):
            self.row.add(name)

    @classmethod
    def of(cls, root: etree._Element) -> "Sheet":
        return cls("\n".join(style.text or "" for style in root.iter("style")))


def _without_comments(css: str) -> str:
    before, *rest = css.split("/*")
    return before + "".join(part.partition("*/")[2] for part in rest)


def _without_media(css: str) -> str:
    """Rules that hold on every screen: what stands in an at-rule's block (print, small screens) is left out."""
    css = _without_comments(css)
    kept: list[str] = []
    depth, skipped = 0, False
    for part in re.split(r"([{}])", css):
        if part == "{":
            depth += 1
            if not skipped:
                kept.append(part)
        elif part == "}":
            depth -= 1
            if skipped and depth <= 0:
                skipped = False
            elif not skipped:
                kept.append(part)
        elif depth == 0 and part.strip().startswith("@") and not part.strip().endswith(";"):
            skipped = True
        elif not skipped:
            kept.append(part)
    return "".join(kept)
