"""Degrees: which words of "BSc in Physics" are the degree, and which the field."""

import re

from analysis.lexicon.lists import phrases
from analysis.lexicon.normalise import has_cjk, squash, trim, words
from analysis.structure.rules.entries.heads import splits
from analysis.structure.rules.recognise.roles import DEGREES, degree_score

_IN = re.compile(
    r"^(.{2,60}?)\s+(?:in|en|em|im|of|de|des|der|di|für|w|w zakresie|по|in het|field of study:?)\s+(.{3,})$",
    re.IGNORECASE,
)
# "Master of Science Information Technology": the degree's full name, and the field with nothing between.
_FULL_NAME = re.compile(
    r"^((?:bachelor|master|doctor|associate)s?(?:['’]s)? (?:degree )?of (?:applied |professional )?"
    r"(?:science|arts|technology|engineering|commerce|education|philosophy|laws?|music|architecture|medicine"
    r"|fine arts?|business administration|computer applications?)(?: \(?hon(?:ou?r)?s\.?\)?)?)\s+(?=[^\W\d_])"
    r"(?!(?:in|en|em|im|with|and|mit)\b)(.+)$",
    re.IGNORECASE,
)
_CJK_DEGREE = re.compile(rf"^(.*?)[\s,、·]*((?:{'|'.join(phrases('roles', 'degrees cjk'))})(?:学位|课程|課程)?)$")
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
_LEAVING = re.compile(
    r"(?:senior |junior )?(?:high|secondary|upper secondary) school(?: leaving)?"
    r"(?: diploma| certificate| graduate| degree)?",
    re.IGNORECASE,
)
STUDIES_OF = re.compile(
    r"^(?:studium|studien|studies|études|estudios|estudos|studi)\s+(?:(?:der|des|in|of|de|en|di)\s+)?(?=\S)",
    re.IGNORECASE,
)


def split_degree(text: str) -> tuple[str, str | None]:
    """("BSc", "Physics") of "BSc in Physics", "BSc, Physics", "Physics (BSc)", "BSc Physics" or "物理学 学士"."""
    text = STUDIES_OF.sub("", _FULL_STOP.sub("", trim(text)))
    if _LEAVING.fullmatch(text):
        return text, None
    cjk = _CJK_DEGREE.match(text) if has_cjk(text) else None
    if cjk:
        return cjk[2], trim(cjk[1]) or None
    for first, second, _ in sorted(splits(text), key=lambda pair: -pair[2]):
        if degree_score(first) >= 0.7 and degree_score(second) < 0.7:
            return first, second
        if degree_score(second) >= 1.0 and degree_score(first) < 0.7:
            return second, first
    full = _FULL_NAME.match(text)
    if full:
        return full[1], full[2]
    match = _IN.match(text)
    if match:
        return _of_what(match, text)
    return _by_word(text)


def _of_what(match: re.Match[str], text: str) -> tuple[str, str | None]:
    """ "Bachelor of Science in Physics" is cut at the last joiner that leaves a degree before it."""
    later = _IN.match(match[2])
    if later and words(later[1])[-1:] and re.search(r"\s(?:in|en|em|im)\s", match[2]):
        cut = text.rindex(later[2])
        return re.sub(r"\s+(?:in|en|em|im|of|de|di)$", "", trim(text[:cut]), flags=re.IGNORECASE), trim(later[2])
    if re.search(r"\s(?:of|de|di)\s", text[: match.start(2)]) and squash(match[2]) in (
        "science",
        "arts",
        "engineering",
        "laws",
        "education",
        "philosophy",
        "businessadministration",
        "fineart",
        "finearts",
        "commerce",
        "technology",
        "medicine",
        "music",
        "architecture",
    ):
        return text, trim(match[2]) if squash(match[2]) not in ("science", "arts") else None
    return trim(match[1]), trim(match[2])


def _by_word(text: str) -> tuple[str, str | None]:
    """ "BSc Physics": the degree's words first, the field after them; "Diploma of X" stays whole."""
    tokens = text.split()
    count = 0
    while (
        count < len(tokens)
        and words(tokens[count].replace(".", ""))
        and words(tokens[count].replace(".", ""))[0] in DEGREES
    ):
        count += 1
    if 0 < count < len(tokens):
        return " ".join(tokens[:count]).rstrip(",:"), trim(" ".join(tokens[count:]))
    return text, None


def names_area(text: str) -> bool:
    """The degree says in what: "BSc in Physics" does, "Bachelor of Business Studies" is a degree's full name."""
    area = split_degree(text)[1]
    return area is not None and not re.search(rf"\b(?:of|de)\s+{re.escape(area)}$", text)
