"""Which row of the header is the person's name, and which says what they are."""

import re
from dataclasses import replace
from statistics import median

from analysis.lexicon.headings import heading_kind, is_document_title
from analysis.lexicon.normalise import CJK, squash, trim
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Value, from_row
from analysis.structure.rules.recognise.contact import find_emails, find_phones, find_urls, network_of_name
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.labels import field_label
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.recognise.roles import organisation_score, title_score
from analysis.structure.rules.rows.rows import Part, Row

# A label that spaces set wide and part from the name, as on Japanese and Korean forms.
_WIDE_LABEL = re.compile(r"^(?:お?名\s*前|氏\s*名|姓\s*名|성\s*명|이\s*름)\s+(?=\S)")
# The same name, written in another script: "Tilda Wang (千里冰川)".
_OTHER_SCRIPT = re.compile(r"(?<=[A-Za-z])\s*[(（][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\s]{2,12}[)）]$")
_OF_DOCUMENT = re.compile(
    r"^(?:curriculum vitae|lebenslauf|résumé|resume|cv)\s*(?:of|von|de|di|van|do|da|for|[-–—:|])\s*", re.IGNORECASE
)
_DOCUMENT_OF = re.compile(
    r"(?:['’]s)?\s*[-–—:|]?\s*\(?(?:curriculum vitae|lebenslauf|résumé|resume|cv|简历|履歴書|職務経歴書)\)?\s*$"
    r"|['’]s\s*$",
    re.IGNORECASE,
)
_POSTNOMINAL = re.compile(
    r",\s*(?:(?:Ph\.?D|M\.?D|M\.?B\.?A|M\.?Sc|B\.?Sc|R\.?N|B\.?S\.?N|C\.?P\.?A|P\.?E|Esq|Jr|Sr"
    r"|[A-Z]{2,6})\.?(?:,\s*|\s+)?)+$"
)
_HONORIFIC = re.compile(
    r"^(?:(?:Dr|Prof|Mr|Mrs|Ms|Miss|Herr|Frau|Ing|Dipl|Dott|Dottssa|Sig|Sra?|Mme|M|Mag|Univ|mgr|inż|ir|drs)\.?(?:-Ing\.?)?"
    r"\s+(?:(?:med|rer|nat|phil|jur|pol|oec|habil|dent|vet|hab)\.?\s+|h\.\s?c\.\s+)*)+(?=\S)"
)
# Words of a name that begin with a small letter.
_PARTICLES = {
    *("de", "da", "do", "dos", "das", "del", "della", "di", "van", "von", "der", "den", "ten", "ter", "la", "le", "du"),
    *("el", "al", "bin", "ibn", "ben", "y", "e", "te", "ni", "ní", "o'", "mac", "mc", "st", "af", "zu", "zum"),
}
_NAME_WORD = re.compile(r"^[^\W\d_][^\W\d_.'’‘·-]*(?:['’‘.·-][^\W\d_]*)*\.?,?$")


# Than the header's text: what is set so large is the name, and nothing else.
_HUGE = 1.8
# The name stands within so many rows of the top, or nowhere.
_DEPTH = 60


class NameFinder:
    """Looks through the header's rows once; `rest` is what remains for the contact reader."""

    def __init__(self, header: list[Row], contact_rows: list[Row]) -> None:
        self.name: Value | None = None
        self.label: Value | None = None
        self.rest: list[Row] = []
        self._find(header, contact_rows)

    def _find(self, header: list[Row], contact_rows: list[Row]) -> None:
        header = [row for row in header if not is_document_title(trim(row.text))]
        rows = _joined_name_rows(header[:_DEPTH]) + header[_DEPTH:]
        labelled = _labelled_name([*rows[:_DEPTH], *contact_rows[:_DEPTH]])
        best = max(range(len(rows[:_DEPTH])), key=lambda index: _name_score(rows[:_DEPTH], index), default=None)
        if labelled:
            self.name = labelled
            self.rest = rows
        elif best is not None and _name_score(rows[:_DEPTH], best) > 0:
            self._take(rows, best)
        else:
            self.rest = rows
            self._from_contact(contact_rows)

    def _take(self, rows: list[Row], index: int) -> None:
        row = rows[index]
        name, remainder = split_name(row)
        confidence = min(0.98, 0.55 + 0.1 * _name_score(rows[:_DEPTH], index))
        self.name = from_row(name, row, confidence)
        self.rest = rows[:index] + rows[index + 1 :]
        if not remainder:
            return
        text = trim(remainder)
        if _could_be_label(text):
            self.label = from_row(text, row, 0.55 if looks_like_name(text) and not title_score(text) else 0.7)
        else:
            self.rest.insert(index, row.with_parts([Part(remainder, row.size, box=row.box, link=row.link)]))

    def _from_contact(self, rows: list[Row]) -> None:
        for index, row in enumerate(rows[:4]):
            if _name_score(rows, index) > 1.5:
                self.name = from_row(split_name(row)[0], row, 0.5)
                return

    def label_among(self, pieces: list[tuple[str, Row, str | None]]) -> Value | None:
        """What the person calls themselves: the best of the header's rows that are no contact."""
        best: tuple[float, Value] | None = None
        for index, (text, row, label) in enumerate(pieces[:8]):
            if label == "title":
                return from_row(text, row, 0.9)
            if label is not None or not _could_be_label(text):
                continue
            score = title_score(text) + 0.6 / (index + 1) + (0.2 if row.parts and row.parts[0].bold else 0)
            if best is None or score > best[0]:
                is_name = looks_like_name(text) and not title_score(text)
                best = (score, from_row(text, row, 0.5 if is_name else 0.55 + 0.3 * title_score(text)))
        return best[1] if best else None


def _labelled_name(rows: list[Row]) -> Value | None:
    """ "Name: Jane Doe" or a cell "Name" before it; "First name" and "Surname" apart are put together."""
    for row in rows:
        cells = row.cells
        if len(cells) > 1 and field_label(trim(cells[0].text)) == "name" and looks_like_name(trim(cells[1].text)):
            return from_row(trim(cells[1].text), cells[1], 0.97)
        wide = _WIDE_LABEL.match(row.text)
        if wide and looks_like_name(trim(row.text[wide.end() :])):
            return from_row(trim(row.text[wide.end() :]), row, 0.97)
        head, colon, tail = row.text.replace("：", ":", 1).partition(":")
        if colon and field_label(trim(head)) == "name" and looks_like_name(trim(tail)):
            return from_row(trim(tail.split("\t")[0]), row, 0.97)
    return None


def _joined_name_rows(rows: list[Row]) -> list[Row]:
    """ "JANE" over "DEVELOPER": rows of one large style right below each other are one name."""
    result: list[Row] = []
    largest = max((row.size for row in rows), default=0.0)
    usual = median(row.size for row in rows) if rows else 0.0
    for row in rows:
        last = result[-1] if result else None
        if (
            last is not None
            and largest > 0
            and abs(row.size - largest) < 0.6
            and abs(last.size - row.size) < 0.6
            and (last.bold == row.bold or row.box is not None)
            and len(last.text.split()) <= (4 if largest > _HUGE * usual else 2)
            and len(row.text.split()) <= 2
            and "\t" not in last.text + row.text
            and (row.space is None or row.space < 0.8)
            and sum(abs(other.size - largest) < 0.6 for other in rows) <= 3
            and looks_like_name(f"{last.text} {row.text}")
            and (title_score(row.text) < 0.5 or len(last.text.split()) == len(row.text.split()) == 1)
            and _aligned(last, row)
        ):
            end = replace(last.parts[-1], text=last.parts[-1].text.rstrip() + " ")
            result[-1] = last.with_parts([*last.parts[:-1], end, *row.parts])
        else:
            result.append(row)
    return result


def _aligned(first: Row, second: Row) -> bool:
    """Begins at the same edge, or has the same centre."""
    above, below = first.box, second.box
    if above is None or below is None:
        return True
    return abs(above.x0 - below.x0) < 4 or abs(above.x0 + above.x1 - below.x0 - below.x1) < 12


def split_name(row: Row) -> tuple[str, str]:
    """(name, what else stands on its row): "Jane Doe | Engineer", "Jane Doe, RN, BSN", "CV of Jane Doe"."""
    text = row.text
    cut = re.search(r"\t|\s*[|•·]\s*(?![^\W\d_]{1,3}$)|\s+[–—-]\s+|\s{3,}", text)
    if cut and looks_like_name(_clean_name(text[: cut.start()])):
        return _clean_name(text[: cut.start()]), text[cut.end() :]
    head, comma, tail = text.partition(",")
    if (
        comma
        and looks_like_name(_clean_name(head))
        and len(head.split()) > 1
        and not _POSTNOMINAL.fullmatch("," + tail)
    ):
        return _clean_name(head), tail.strip()
    if (
        len(row.parts) > 1
        and looks_like_name(_clean_name(row.parts[0].text))
        and row.parts[0].size > row.parts[1].size + 0.5
    ):
        return _clean_name(row.parts[0].text), "".join(part.text for part in row.parts[1:])
    return _clean_name(text), ""


_PRONOUNS = re.compile(
    r"[\s,|·–-]*[(\[]?\b(?:she|he|they|ze|xe|er|sie|elle?|il|iel|hij|zij|hen|ella|él)"
    r"(?:\s?/\s?(?:her|hers|him|his|them|theirs?|ihr|ihm|lui|haar|hem|hun|they|she|he|ella|él|elle))+\b[)\]]?",
    re.IGNORECASE,
)


def _clean_name(text: str) -> str:
    text = _PRONOUNS.sub("", text)
    text = _DOCUMENT_OF.sub("", _OF_DOCUMENT.sub("", trim(text)))
    text = trim(_POSTNOMINAL.sub("", text))
    if re.fullmatch(r"(?:\w )+\w", text) and len(text) > 8:
        return text.replace(" ", "")
    return text


def looks_like_name(text: str) -> bool:
    """Two to six capitalised words, or two to five CJK characters; no digits, no job."""
    text = _HONORIFIC.sub("", trim(text))
    text = _OTHER_SCRIPT.sub("", text)
    if CJK.search(text):
        return bool(
            re.fullmatch(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々·・\s]{2,12}(?:\s*[(（][^)）]*[)）])?", text)
        )
    tokens = [token for token in re.sub(r"[\"“”(].*?[\"“”)]", " ", text).split() if token]
    if not 1 < len(tokens) <= 6:
        return False
    if not all(_NAME_WORD.match(token) for token in tokens):
        return False
    # Scripts without capitals: "ليلى حداد", "נועה שמיר".
    return all(
        token[0].isupper() or token.lower() in _PARTICLES or not (token[0].islower() or token[0].isupper())
        for token in tokens
    )


def _name_score(rows: list[Row], index: int) -> float:
    row = rows[index]
    name, _ = split_name(row)
    if (
        not name
        or len(name) > 60
        or find_emails(name)
        or find_urls(name)
        or find_phones(name)
        or heading_kind(name)
        or field_label(name)
    ):
        return -1.0
    largest = max(other.size for other in rows)
    # Some designs set everything in small letters.
    likely = looks_like_name(name) or (row.size == largest > 0 and name.islower() and looks_like_name(name.title()))
    single = bool(re.fullmatch(r"[^\W\d_]{2,}", name))
    if (
        not likely
        and not (single and row.size == largest > 0)
        and not (row.role == "heading" and row.level == 1 and not any(char.isdigit() for char in name))
    ):
        return -1.0
    score = 1.0 if likely else 0.3
    score += 2.0 if largest and row.size >= largest - 0.2 and row.size > 0 else 0.0
    score += 1.5 if row.role == "heading" and row.level == 1 else 0.0
    score += max(0.0, 1.0 - 0.25 * index)
    score -= 1.2 * title_score(name) if title_score(name) >= 0.8 else 0.0
    score -= 0.8 * organisation_score(name) if organisation_score(name) > 0.5 else 0.0
    score -= 1.5 if read_place(name).score >= 0.6 else 0.0
    score -= 1.0 if find_ranges(row.text) or network_of_name(name) else 0.0
    return score


def _could_be_label(text: str) -> bool:
    if not re.search(r"[^\W\d_]{3}|[\u3040-\u9fff\uac00-\ud7af]{2}", text):
        return False
    if (
        not 2 < len(text) <= 90
        or is_prose(text)
        or find_emails(text)
        or find_urls(text)
        or find_phones(text)
        or heading_kind(text)
    ):
        return False
    before, colon, _ = text.partition(":")
    return (
        not (colon and (heading_kind(before) or len(before.split()) < 4))
        and read_place(text).score < 0.6
        and any(char.isalpha() for char in text)
        and not network_of_name(text)
        and len(squash(text)) > 2
    )
