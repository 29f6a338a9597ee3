"""Studies: institution, degree (`studyType`), field (`area`), grade and courses, in all the orders that they are
written in.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analysis.lexicon.normalise import trim, word_count
from analysis.structure.rules.entries.entries import Entry, cut_entries
from analysis.structure.rules.entries.heads import Bit, Head, read_head, splits
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Draft, Value, from_row
from analysis.structure.rules.fields.degrees import STUDIES_OF, names_area, split_degree
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.recognise.roles import degree_score, school_score
from analysis.structure.rules.rows.rows import Row

_SCORE = re.compile(
    r"^\s*(?:(?:final |cumulative |overall )?(?:c?gpa|grade|grades|score|note|abschlussnote|gesamtnote|mention"
    r"|nota(?: media)?|media|votazione|voto|punteggio|cijfer|ocena|średnia|оценка|средний балл|绩点|成绩|成績|marks?"
    r"|percentage|result|classification|honou?rs?)\b\s*(?:\([^)]*\))?\s*[:：]?\s*)(.+)$",
    re.IGNORECASE,
)
_BARE_SCORE = re.compile(
    r"^(?:\d(?:[.,:]\d{1,2})(?:\s*/\s*\d{1,3}(?:[.,]\d)?)?|\d{2,3}(?:[.,]\d+)?\s?(?:%|/\s?\d{2,3})|(?:first"
    r"|second|third|upper second|lower second)[- ]class(?: hono(?:u)?rs)?|distinction|merit|(?:summa "
    r"|magna )?cum laude|honou?rs|pass|sehr gut|gut|[123]\.?[12]?:[12]|\d[.,]\d+ ?(?:gpa|cgpa)"
    r"|mention (?:très )?bien|matr[ií]cula de honor|sobresaliente|notable|with (?:distinction|honou?rs))$",
    re.IGNORECASE,
)
_INLINE_SCORE = re.compile(
    r"[,;(\s|·•–—-]*\b(?:c?gpa|score|grade|note|nota|abschlussnote|mention|media|voto|ocena"
    r"|cijfer)\s*[:：]?\s*([\d.,:/% ]*\d[%\d]*(?:\s*/\s*\d+(?:\.\d+)?)?(?: ?c?gpa)?|[A-F][+-]?(?![\w]))\s*\)?",
    re.IGNORECASE,
)
_COURSES = re.compile(
    r"^\s*(?:relevant )?(?:courses?|coursework|modules|subjects|kurse|cours|cursos|corsi|vakken|przedmioty"
    r"|курсы|课程|主修课程|履修科目)(?:\s*taken)?\s*[:：]\s*(.+)$",
    re.IGNORECASE,
)
_GRADE = "Grade: "
_DANGLING = re.compile(r"^(?:in|en|em|of|de|di|im|:)\s+|\s+(?:in|en|em|of|de|di|im|at|from)$", re.IGNORECASE)


@dataclass(slots=True)
class _Study:
    entry: Entry
    head: Head
    institution: Bit | None = None
    degree: Value | None = None
    area: Value | None = None
    score: Value | None = None
    courses: list[Value] = field(default_factory=list)


def read_education(rows: list[Row], known_places: frozenset[str]) -> list[Draft]:
    """The studies of a section, in order."""
    studies = [_Study(entry, read_head(entry, known_places)) for entry in cut_entries(rows, kind="education")]
    for study in studies:
        _take_scores(study)
        _split_school(study)
    _pick_institutions(studies)
    for study in studies:
        _split_area(study)
        _read_degree(study)
    for above, study in pairwise(studies):
        _share_institution(above, study)
    return [draft for study in studies if (draft := _draft(study))]


def _share_institution(above: _Study, study: _Study) -> None:
    """A row with a degree alone, below a study that names its school, was taken at the same one."""
    if study.institution is None and study.degree and above.institution and len(study.entry.head) == 1:
        study.institution = above.institution


def _take_scores(study: _Study) -> None:
    """Takes grades and courses out of the head; what is left of a text stays."""
    kept = []
    for bit in study.head.bits:
        listed = _COURSES.match(bit.text)
        if listed:
            study.courses += [bit.value(0.8, trim(item)) for item in re.split(r"[,;•|]", listed[1]) if trim(item)]
            continue
        if bit.label == "score" or bit.text.startswith(_GRADE):
            study.score = study.score or bit.value(0.85, bit.text.removeprefix(_GRADE))
            continue
        while _take_score(study, bit):
            pass
        bit.text = _DANGLING.sub("", bit.text).strip(" ,;")
        if bit.text and bit.text.lower() not in ("in", "of", "en", "de", "at"):
            kept.append(bit)
    study.head.bits = kept


def _take_score(study: _Study, bit: Bit) -> bool:
    """Takes off a grade that is the whole text, one of its pieces between commas, or named within it."""
    whole = _SCORE.match(bit.text)
    inline = _INLINE_SCORE.search(bit.text)
    pieces = bit.text.split(", ")
    bare = next((piece for piece in pieces if _BARE_SCORE.match(piece.strip())), None)
    if whole:
        score, bit.text = trim(whole[1]), ""
    elif bare:
        score, bit.text = bare, ", ".join(piece for piece in pieces if piece is not bare)
    elif inline:
        score, bit.text = (
            trim(inline[1]),
            trim(bit.text[: inline.start()] + " " + bit.text[inline.end() :]).strip(" ,;("),
        )
    else:
        return False
    study.score = study.score if study.score and not _is_better(score, study.score.text) else bit.value(0.85, score)
    return bool(bit.text)


def _is_better(score: str, known: str) -> bool:
    """A grade in figures says more than one in words."""
    return any(char.isdigit() for char in score) and not any(char.isdigit() for char in known)


def _split_school(study: _Study) -> None:
    """A text that holds both school and degree ("BSc Physics, University of Leeds") is cut between them."""
    bits = study.head.bits
    has_school = any(school_score(bit.text) >= 0.9 and degree_score(bit.text) < 0.7 for bit in bits)
    for index, bit in enumerate(bits):
        both = school_score(bit.text) >= 0.9 and degree_score(bit.text) >= 0.7
        if not both and not (school_score(bit.text) >= 0.9 and len(bits) == 1):
            continue
        if both and has_school and degree_score(bit.text) >= 1.0:
            continue
        best = max(
            splits(bit.text),
            key=lambda pair: _split_score(pair[0], pair[1]) + 0.3 * pair[2] - 0.05 * _school_length(pair[0], pair[1]),
            default=None,
        )
        if best and _split_score(best[0], best[1]) >= 0.8:
            bits[index : index + 1] = [Bit(text, bit.row, bit.row_index, bit.part, bit.gap) for text in best[:2]]
            return


def _school_length(first: str, second: str) -> int:
    """How many words are on the school's side of a cut: the fewer, the less of the degree is among them."""
    is_first = school_score(first) - degree_score(first) > school_score(second) - degree_score(second)
    return word_count(first if is_first else second)


def _split_score(first: str, second: str) -> float:
    def order(degree: str, school: str) -> float:
        return degree_score(degree) - school_score(degree) + school_score(school) - degree_score(school) + 0.1

    return max(order(first, second), order(second, first))


def _pick_institutions(studies: list[_Study]) -> None:
    """By the words where they say it, else in the place and style where the other entries have theirs."""
    sure = []
    for study in studies:
        study.institution = next((bit for bit in study.head.bits if bit.label == "institution"), None)
        if study.institution:
            continue
        best = max(study.head.bits, key=lambda bit: school_score(bit.text) - 0.6 * degree_score(bit.text), default=None)
        if best and school_score(best.text) - 0.6 * degree_score(best.text) >= 0.4:
            study.institution = best
            sure.append((study.head.bits.index(best), best.style))
    for study in studies:
        if study.institution or not study.head.bits:
            continue
        bits = [bit for bit in study.head.bits if degree_score(bit.text) < 0.7 and not is_prose(bit.text)]
        same = [bit for bit in bits if (study.head.bits.index(bit), bit.style) in sure] or [
            bit for bit in bits if bit.style in {style for _, style in sure}
        ]
        if same:
            study.institution = same[0]
        elif len(study.head.bits) > 1 and bits:
            study.institution = bits[0]
        elif len(study.head.bits) == 1 and study.head.place:
            study.institution = None


def _split_area(study: _Study) -> None:
    """ "University of Limerick, Accounting and Finance" beside a degree: what follows the school is the field."""
    school = study.institution
    if school is None:
        return
    others = [bit for bit in study.head.bits if bit is not school]
    if any(degree_score(bit.text) < 0.7 for bit in others) or any(names_area(bit.text) for bit in others):
        return
    named, rest = _school_and_rest(school.text, alone=not others)
    if rest:
        index = study.head.bits.index(school)
        study.institution = replace(school, text=named)
        study.head.bits[index : index + 1] = [study.institution, *(replace(school, text=text) for text in rest)]
        _take_scores(study)


def _school_and_rest(text: str, *, alone: bool) -> tuple[str, list[str]]:
    """The school among the pieces between commas, and the pieces that are no part of its name."""
    pieces = [piece.strip() for piece in text.split(", ") if piece.strip()]
    at = next((index for index, piece in enumerate(pieces) if school_score(piece) >= 0.9), 0 if not alone else None)
    if at is None or len(pieces) < 2:
        return text, []
    rest = [piece for piece in pieces if piece != pieces[at] and school_score(piece) < 0.9]
    if len(rest) < len(pieces) - 1 or any(read_place(piece).score >= 0.3 for piece in rest):
        return text, []
    return pieces[at], rest


def _read_degree(study: _Study) -> None:
    bits = [bit for bit in study.head.bits if bit is not study.institution]
    labelled = next((bit for bit in bits if bit.label == "degree"), None)
    if labelled:
        area = next((bit for bit in bits if bit.label == "area"), None)
        _take_labelled(study, labelled, area or next((bit for bit in bits if bit is not labelled), None))
        return
    bits = [bit for bit in bits if not (is_prose(bit.text) and degree_score(bit.text) < 0.7)]
    degree = max(
        (bit for bit in bits if degree_score(bit.text) >= 0.6),
        key=lambda bit: degree_score(bit.text) - 0.1 * bits.index(bit),
        default=None,
    )
    others = [
        bit for bit in bits if bit is not degree and word_count(bit.text) <= 10 and read_place(bit.text).score < 0.6
    ]
    _take_degree(study, degree, others)


def _take_labelled(study: _Study, degree: Bit, area: Bit | None) -> None:
    kind, rest = split_degree(degree.text)
    study.degree = degree.value(0.95, degree.text if area else kind)
    if area:
        study.area = area.value(0.95 if area.label else 0.7, STUDIES_OF.sub("", area.text))
    elif rest:
        study.area = degree.value(0.8, rest)


def _take_degree(study: _Study, degree: Bit | None, others: list[Bit]) -> None:
    """The degree, and the field that it names or that stands beside it; a text that is no degree is the field."""
    kind, area = split_degree(degree.text) if degree else ("", None)
    if degree and area and others and not names_area(degree.text):
        kind, area = degree.text, None
    if degree:
        study.degree = degree.value(0.9, kind)
    if degree and area:
        study.area = degree.value(0.85, area)
    elif others:
        study.area = others[0].value(0.75 if degree else 0.45)


def _draft(study: _Study) -> Draft:
    draft: Draft = {}
    if study.institution:
        draft["institution"] = study.institution.value(0.6 + 0.3 * school_score(study.institution.text))
    if study.area:
        draft["area"] = study.area
    if study.degree:
        draft["studyType"] = study.degree
    if not draft:
        return {}
    if study.head.url:
        draft["url"] = study.head.url.value(0.9)
    return draft | _dates(study.entry) | _details(study)


def _dates(entry: Entry) -> Draft:
    """A single date of a study is when it ended."""
    dates, row = entry.dates, entry.date_row
    if not dates or not row:
        return {}
    if not dates.is_span and dates.start:
        return {"endDate": from_row(dates.start, row, 0.75)}
    draft: Draft = {"startDate": from_row(dates.start, row, 0.95)} if dates.start else {}
    return draft | ({"endDate": from_row(dates.end, row, 0.95)} if dates.end else {})


def _details(study: _Study) -> Draft:
    details: Draft = {}
    courses = study.courses
    for row in study.entry.body:
        text = trim(row.text.replace("\t", " "))
        listed = _COURSES.match(text)
        score = _SCORE.match(text)
        if listed:
            courses += [from_row(trim(item), row, 0.8) for item in re.split(r"[,;•|]", listed[1]) if trim(item)]
        elif not study.score and (_BARE_SCORE.match(text) or (score and len(text) < 40)):
            study.score = from_row(trim(score[1]) if score else text, row, 0.8)
        elif row.bullet and len(text) < 80 and not is_prose(text):
            courses.append(from_row(text, row, 0.5))
    if study.score:
        details["score"] = study.score
    if courses:
        details["courses"] = courses
    return details
