"""The rows of a section, each with what the cutting into entries needs to know: its dates, and whether it is text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analysis.lexicon.headings import is_inner_label
from analysis.lexicon.normalise import has_cjk
from analysis.structure.rules.recognise.date_words import DATE_LABEL
from analysis.structure.rules.recognise.dates import DateRange, find_ranges
from analysis.structure.rules.recognise.roles import degree_score, ends_in_form, title_score
from analysis.structure.rules.rows.rows import Part, Row
from analysis.structure.rules.rows.wrapping import reads_on

_SENTENCE_END = re.compile(r"[.!?。！？;；]\s*$")
# "Inc.", "e.V.", "z o.o.": no end of a sentence.
_ABBREVIATED_END = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Co|St|Jr|Sr|etc|Dr|r|Univ|Dept|Bros|mbH)|\b(?:\w{1,2}\.)+\w{1,2})\.$"
)
_HEAD_STOP = re.compile(r"(?<=[^\W\d_]{2})\.(?:\s+(?=[^\W\d_])|$)")
_LONG = 14
_FEW = 2
_SURE = 0.8


@dataclass(slots=True)
class Item:
    """A row with what the cutting needs to know about it."""

    row: Row
    dates: list[DateRange]
    is_body: bool
    is_anchor: bool = False
    depth: int = 0


def items_of(rows: list[Row]) -> list[Item]:
    """The section's rows as items, with those marked that date an entry."""
    items = [_item(row) for row in _with_own_dates(rows) if not is_inner_label(row.text)]
    _unbullet(items)
    _mark_anchors(items)
    return items


def is_prose(text: str) -> bool:
    """Reads as a sentence or a list of duties, not as a title, a name or a date."""
    words = len(text.split())
    if has_cjk(text) and len(text) > 12:
        return bool(_SENTENCE_END.search(text)) or len(text) > 45
    if words > _LONG:
        return True
    if words > 3 and _SENTENCE_END.search(text) and not _ABBREVIATED_END.search(text) and not ends_in_form(text):
        return True
    return words > 4 and text[:1].islower() and not find_ranges(text)


def _with_own_dates(rows: list[Row]) -> list[Row]:
    """Dates that share a row with text become rows of their own: a date in the cell beside a bullet, years below each
    other.
    """
    result: list[Row] = []
    for row in _with_text_apart(map(_with_joined_date, _with_whole_dates(rows))):
        cells = row.cells if "\t" in row.text else [row]
        dated = [cell for cell in cells if is_date_only(cell.text)]
        texts = [cell for cell in cells if cell not in dated]
        if len(dated) == 1 and len(texts) == 1 and (row.bullet or is_prose(texts[0].text)):
            result += [replace(dated[0], bullet=False), texts[0]]
        elif dated and len(texts) > 1 and is_prose(texts[-1].text) and row.cells[-1] == texts[-1]:
            # The text of a job in a column beside its title and date.
            cut = len(row.parts) - len(texts[-1].parts)
            result += [row.with_parts(row.parts[:cut]), texts[-1]]
        elif result and _is_second_year(result[-1], row):
            result[-1] = result[-1].with_parts([*result[-1].parts, Part(" – "), *row.parts])
        else:
            result.append(row)
    return result


def _with_text_apart(rows: Iterable[Row]) -> Iterator[Row]:
    """ "2017 – 2020⇥Docent, Lyceum De Grift, Ede. Taught history to …": the sentences after a head are a row below."""
    for row in rows:
        stop = _head_stop(row)
        if stop is None:
            yield row
        else:
            head = row.cut(stop.start())[0]
            text = row.cut(stop.end())[1]
            if is_date_only(text.text):
                yield head.with_parts([*head.parts, *row.cut(stop.start() + 1)[1].parts])
            else:
                yield head
                yield from [text] if text.parts else []


def _head_stop(row: Row) -> re.Match[str] | None:
    """The full stop between a dated head and sentences on the same row; None where there is none."""
    ranges = find_spans(row.text)
    if len(ranges) != 1 or row.bullet or not is_prose(without_ranges(row.text, ranges)):
        return None
    for match in _HEAD_STOP.finditer(row.text):
        head, text = row.text[: match.start()], row.text[match.end() :]
        named = without_ranges(head, find_spans(head))
        if match.end() <= ranges[0].first and not is_date_only(text):
            return None
        if _ABBREVIATED_END.search(head + "."):
            continue
        first = named.partition(",")[0]
        is_head = max(title_score(first), degree_score(first)) >= _SURE
        follows = len(text.split()) > _FEW and match.start() >= ranges[0].last
        return match if "," in named and not is_prose(named) and (follows or is_head) else None
    return None


def _with_whole_dates(rows: list[Row]) -> list[Row]:
    """A range that its narrow column broke in two ("June 2014 – May" over "2017") is put together on its first row."""
    result: list[Row] = []
    for row in rows:
        last = result[-1] if result else None
        if last is not None and _ends_below(last, row):
            first, second = last.cells[0].parts, row.cells[0].parts
            whole = replace(first[0], text=f"{last.cells[0].text} {row.cells[0].text}")
            result[-1] = last.with_parts([whole, *last.parts[len(first) :]])
            rest = row.parts[len(second) :]
            below = row.with_parts([replace(rest[0], gap=False), *rest[1:]]) if rest else None
            if below and reads_on(result[-1], below):
                result[-1] = result[-1].with_parts([*_spaced(result[-1].parts), *below.parts])
            elif below:
                result.append(below)
        else:
            result.append(row)
    return result


def _spaced(parts: list[Part]) -> list[Part]:
    return [*parts[:-1], replace(parts[-1], text=parts[-1].text.rstrip() + " ")]


def _with_joined_date(row: Row) -> Row:
    """A range that wide blanks cut in pieces ("Apr⇥2017 – Present") is made whole."""
    cells = row.cells if row.text.count("\t") > 1 else []
    for first in range(len(cells)):
        for last in range(first + 2, min(first + 4, len(cells)) + 1):
            whole = " ".join(cell.text for cell in cells[first:last])
            if len(whole) > 45 or not is_date_only(whole) or not find_spans(whole):
                continue
            if not any(find_spans(cell.text) for cell in cells[first:last]):
                start = sum(len(cell.parts) for cell in cells[:first])
                end = start + sum(len(cell.parts) for cell in cells[first:last])
                joined = replace(row.parts[start], text=whole)
                return row.with_parts([*row.parts[:start], joined, *row.parts[end:]])
    return row


def _ends_below(last: Row, row: Row) -> bool:
    above, below = last.cells, row.cells
    if not above or not below or last.page != row.page or len(below[0].text) > 25 or row.bullet or last.bullet:
        return False
    if len(above) == 1 and len(below) == 1 and not above[0].text.rstrip().endswith(("-", "–", "—")):
        return False
    whole = f"{above[0].text} {below[0].text}"
    ranges = find_ranges(whole)
    if len(ranges) != 1 or not ranges[0].is_span or not is_date_only(whole):
        return False
    return not any(found.is_span and found.end for found in find_ranges(above[0].text)) and not find_spans(
        below[0].text
    )


def find_spans(text: str) -> list[DateRange]:
    """The ranges of a text, without its single dates."""
    return [found for found in find_ranges(text) if found.is_span]


def is_date_only(text: str) -> bool:
    ranges = find_ranges(text)
    return len(ranges) == 1 and not any(char.isalnum() for char in without_ranges(text, ranges))


def _is_second_year(last: Row, row: Row) -> bool:
    """A start and an end on rows of their own, one below the other."""
    if not (is_date_only(last.text) and is_date_only(row.text)) or last.page != row.page:
        return False
    first, second = find_ranges(last.text)[0], find_ranges(row.text)[0]
    close = row.space is None or row.space < 0.8
    return (
        close
        and not first.is_span
        and not second.is_span
        and (first.start or "") < (second.start or "")
        and style(last) == style(row)
    )


def _item(row: Row) -> Item:
    ranges = find_ranges(row.text)
    return Item(row, ranges, row.bullet or is_prose(without_ranges(row.text, ranges)))


def without_ranges(text: str, ranges: list[DateRange]) -> str:
    for found in reversed(ranges):
        text = text[: found.first] + text[found.last :]
    return text.strip(" \t,;|()-–—·•")


def style(row: Row) -> tuple[int, int, bool, bool, bool]:
    part = row.parts[0]
    return (row.level if row.role == "heading" else 0, round(part.size), part.bold, part.italic, row.bullet)


def _unbullet(items: list[Item]) -> None:
    """Where bullets mark the entries themselves, the outermost ones are no text of an entry."""
    bullets = [item for item in items if item.row.bullet]
    if not bullets:
        return
    depths = sorted({depth(item.row) for item in bullets})
    outer = [item for item in bullets if depth(item.row) <= depths[0] + 2]
    opens = items[0].row.bullet
    plain_heads = [item for item in items if not item.row.bullet and not item.is_body]
    if opens and (not plain_heads or len(depths) > 1 or not any(item.dates for item in plain_heads)):
        for item in outer:
            item.is_body = is_prose(without_ranges(item.row.text, item.dates)) and not opens_with_style(item.row)


def opens_with_style(row: Row) -> bool:
    """Begins bold and goes on plain: a name and what is told of it."""
    return len(row.parts) > 1 and row.parts[0].bold and not row.parts[-1].bold


def depth(row: Row) -> float:
    box = row.box
    return box.x0 if box else row.level * 20.0


def _mark_anchors(items: list[Item]) -> None:
    """Rows that date an entry. Weaker dates give way to stronger ones close by: "TechConf 2022" to one of its own."""
    strengths = [_date_strength(item) for item in items]
    for index, (item, own) in enumerate(zip(items, strengths, strict=True)):
        if not own:
            continue
        near = [
            other
            for place, other in enumerate(strengths[max(0, index - 2) : index + 3], max(0, index - 2))
            if place != index
        ]
        beaten = (
            any(other >= _SEPARATE for other in near)
            if own == _LOOSE
            else own < _SPAN and _SPAN in near and bool(_POINT.match(item.row.text))
        )
        item.is_anchor = not beaten


# "Graduated in 2016" beside "2012 – 2016" dates nothing new.
_POINT = re.compile(
    r"^\W*(?:graduat|expected|anticipated|degree (?:awarded|conferred)|thesis|promot|last|updated)", re.IGNORECASE
)
# A date that a sentence leads up to: "projects in 2023".
_WITHIN = re.compile(r"\s(?:in|im|on|of|for|en|em|de|nel|del|di|w|в|since|from|by|until|during)\s+$", re.IGNORECASE)
_LOOSE, _SEPARATE, _SPAN = 1, 2, 3


def _date_strength(item: Item) -> int:
    """_SPAN for a range, _SEPARATE for a date set apart by a gap or punctuation, _LOOSE for one that ends a text, 0
    for none.
    """
    if not item.dates or item.is_body:
        return 0
    if any(found.is_span for found in item.dates):
        return _SPAN
    text, found = item.row.text, item.dates[-1]
    before, after = text[: found.first], text[found.last :].strip(" )].,;|·•")
    if not before.strip() or before.rstrip(" ").endswith(("\t", "|", "·", "•", "(", ",", ":", "–", "—", "-")):
        return _SEPARATE if not after or after.startswith("\t") or not before.strip() else 0
    if after.startswith("\t") or (not after and DATE_LABEL.match(before.strip(" :"))):
        return _SEPARATE
    if _WITHIN.search(before) and len(before.split()) > 3:
        return 0
    return _LOOSE if not after and len(before.split()) <= 10 else 0
