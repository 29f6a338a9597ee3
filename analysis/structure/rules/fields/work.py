"""Jobs: which text of an entry's head is the position and which the employer, decided for a whole section at once.

Résumés are consistent: if the bold text on the first row is the employer in one entry, it is so in all. Each entry
votes with what its words look like (`roles.py`); the section follows the majority.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from analysis.lexicon.headings import is_inner_label
from analysis.lexicon.normalise import squash, trim
from analysis.structure.rules.entries.entries import Entry, cut_entries
from analysis.structure.rules.entries.heads import Bit, Head, at_split, read_head, splits
from analysis.structure.rules.entries.items import is_prose
from analysis.structure.rules.evidence import Draft, Value, from_row, from_rows
from analysis.structure.rules.recognise.places import guess_place, read_place
from analysis.structure.rules.recognise.roles import organisation_score, title_score
from analysis.structure.rules.rows.rows import Row

_SURE, _LIKELY = 0.8, 0.5
# How much more likely a first text is the position, where words say nothing.
_TITLE_FIRST = 0.05


Style = tuple[int, bool, bool]
_NEXT_BULLET = re.compile(r"\t\s*[•●▪■◦·‣]\s*|\s+[•●▪■◦‣]\s+")


@dataclass(slots=True)
class _Job:
    entry: Entry
    head: Head
    title: Bit | None = None
    company: Bit | None = None


def read_work(rows: list[Row], known_places: frozenset[str], *, company: str = "name") -> list[Draft]:
    """The jobs of a section. `company` is the schema's name for the employer: "organization" for volunteer work."""
    jobs = [_Job(entry, read_head(entry, known_places)) for entry in cut_entries(rows)]
    jobs = [job for job in jobs if job.head.bits or job.entry.dates]
    _split_lone_bits(jobs)
    _assign(jobs)
    _cut_places(jobs)
    _drop_places(jobs)
    _inherit(jobs)
    return [_draft(job, company) for job in jobs if job.title or job.company]


def _split_lone_bits(jobs: list[_Job]) -> None:
    """Heads that are one text ("Engineer at Acme", "Acme — Engineer") are cut at their best separator."""
    for job in jobs:
        bits = job.head.bits
        for index, bit in enumerate(bits[:2]):
            pair = at_split(bit.text)
            if pair and title_score(pair[0]) >= 0.5:
                bits[index : index + 1] = [_with_text(bit, pair[0]), _with_text(bit, pair[1])]
                break
        named = [bit for bit in bits if not is_prose(bit.text)]
        if len(named) == 1 or (len(named) > 1 and _only_first_names(named)):
            _cut_best(bits, bits.index(named[0]))


def _only_first_names(bits: list[Bit]) -> bool:
    """The first text holds both title and employer, by its words, and the second neither."""
    first, second = bits[0].text, bits[1].text
    return (
        bits[1].row_index > bits[0].row_index
        and title_score(second) < 0.5
        and organisation_score(second) < 0.3
        and any(
            max(title_score(a) + organisation_score(b), title_score(b) + organisation_score(a)) >= 1.5
            for a, b, _ in splits(first)
        )
    )


def _cut_best(bits: list[Bit], index: int) -> None:
    bit = bits[index]
    best = max(splits(bit.text), key=lambda pair: _pair_score(pair[0], pair[1]) + pair[2], default=None)
    if best and (_pair_score(best[0], best[1]) >= 0.5 or best[2] >= 0.25):
        bits[index : index + 1] = [_with_text(bit, best[0]), _with_text(bit, best[1])]


def _pair_score(first: str, second: str) -> float:
    """How well two texts go as title and employer, in whichever order."""
    return max(_order_score(first, second), _order_score(second, first))


def _order_score(title: str, company: str) -> float:
    return (
        title_score(title) - 0.8 * organisation_score(title) + organisation_score(company) - 0.9 * title_score(company)
    )


def _with_text(bit: Bit, text: str) -> Bit:
    return Bit(text, bit.row, bit.row_index, bit.part, bit.gap)


def _assign(jobs: list[_Job]) -> None:
    """Decides the order of title and employer for the section, then picks each entry's two texts."""
    votes = _TITLE_FIRST * len(jobs)
    for job in jobs:
        pair = _pair(job)
        if pair:
            votes += _order_score(pair[0].text, pair[1].text) - _order_score(pair[1].text, pair[0].text)
    title_first = votes >= 0
    for job in jobs:
        job.title = next((bit for bit in job.head.bits if bit.label == "position"), None)
        job.company = next((bit for bit in job.head.bits if bit.label == "company"), None)
        _complete_labelled(job)
        pair = None if job.title or job.company else _pair(job)
        if pair:
            own = _order_score(pair[0].text, pair[1].text) - _order_score(pair[1].text, pair[0].text)
            swap = own <= -1.5 if title_first else own < 1.5
            job.title, job.company = (pair[1], pair[0]) if swap else (pair[0], pair[1])
    _follow_styles([job for job in jobs if job.title and job.company and not job.title.label])
    styles = _slot_styles(jobs)
    for job in jobs:
        if not job.title and not job.company:
            _assign_single(job, styles)


def _complete_labelled(job: _Job) -> None:
    """Where only the title or only the employer has a label, the best of the other texts is what is missing."""
    rest = [bit for bit in job.head.bits if bit.label is None and not is_prose(bit.text)]
    if job.title and not job.company and rest:
        job.company = max(rest, key=lambda bit: organisation_score(bit.text) - 0.1 * rest.index(bit))
    elif job.company and not job.title and rest:
        job.title = max(rest, key=lambda bit: title_score(bit.text) - 0.1 * rest.index(bit))


def _follow_styles(jobs: list[_Job]) -> None:
    """Where most entries set employers in one style and titles in another, the others are read in the same way."""
    titles = Counter(job.title.style for job in jobs if job.title).most_common(1)
    companies = Counter(job.company.style for job in jobs if job.company).most_common(1)
    if not titles or titles[0][0] == companies[0][0] or min(titles[0][1], companies[0][1]) < 0.6 * len(jobs):
        return
    title_style, company_style = titles[0][0], companies[0][0]
    for job in jobs:
        bits = [bit for bit in job.head.bits[:4] if not is_prose(bit.text)]
        company = next((bit for bit in bits if bit.style == company_style), None)
        named = [bit for bit in bits if bit.style == title_style]
        if company and named and job.company and job.company.style != company_style:
            job.company = company
            job.title = max(named, key=lambda bit: title_score(bit.text))


def _pair(job: _Job) -> tuple[Bit, Bit] | None:
    """The two texts of the head that are most likely title and employer: the first two, unless another is clearly
    better.
    """
    bits = [bit for bit in job.head.bits if not is_prose(bit.text)][:4]
    if len(bits) < 2:
        return None
    pairs = [(first, second) for index, first in enumerate(bits) for second in bits[index + 1 :]]
    return max(
        pairs,
        key=lambda pair: (
            _pair_score(pair[0].text, pair[1].text) - 0.45 * (bits.index(pair[0]) + bits.index(pair[1]) - 1)
        ),
    )


def _slot_styles(jobs: list[_Job]) -> tuple[set[Style], set[Style]]:
    """The styles that only titles have, and those that only employers have."""
    titles = {job.title.style for job in jobs if job.title and job.company}
    companies = {job.company.style for job in jobs if job.title and job.company}
    return titles - companies, companies - titles


def _assign_single(job: _Job, styles: tuple[set[Style], set[Style]]) -> None:
    bits = [bit for bit in job.head.bits if not is_prose(bit.text)] or job.head.bits
    if not bits:
        return
    bit = bits[0]
    if bit.style in styles[0]:
        job.title = bit
    elif bit.style in styles[1]:
        job.company = bit
    elif title_score(bit.text) >= organisation_score(bit.text) and title_score(bit.text) > 0:
        job.title = bit
    else:
        job.company = bit


def _cut_places(jobs: list[_Job]) -> None:
    """Where most jobs name a place, "Malachite Ltd, Littletown" does too, whether or not the town is known."""
    if sum(job.head.place is not None for job in jobs) <= len(jobs) / 2:
        return
    for job in jobs:
        name, comma, town = job.company.text.rpartition(", ") if job.company else ("", "", "")
        if job.company and comma and not job.head.place and guess_place(town) and not organisation_score(town):
            job.head.place = _with_text(job.company, town)
            job.company.text = name


def _drop_places(jobs: list[_Job]) -> None:
    """What stands below the employer elsewhere in the section is no employer where none is named."""
    for job in jobs:
        company = job.company
        if company is None or company.label or not job.title or job.title.row_index > company.row_index:
            continue
        if any(_names_besides(other, company.text) for other in jobs if other is not job):
            job.head.place = job.head.place or company
            job.head.bits.remove(company)
            job.company = None


def _names_besides(job: _Job, text: str) -> bool:
    """Whether a text stands in the head of a job below the job's title and employer."""
    if not job.title or not job.company:
        return False
    below = max(job.title.row_index, job.company.row_index)
    return any(bit.row_index > below and squash(bit.text) == squash(text) for bit in job.head.bits)


def _inherit(jobs: list[_Job]) -> None:
    """Several positions under one employer: those below the first name only their title."""
    for previous, job in pairwise(jobs):
        if job.title and not job.company and previous.company:
            job.company = previous.company
    for index, job in enumerate(jobs[:-1]):
        following = jobs[index + 1]
        if (
            job.company
            and not job.title
            and not job.entry.body
            and following.title
            and _encloses(job.entry, following.entry)
        ):
            following.company = following.company or job.company
            job.company = None  # it was only the name over a group of positions


def _encloses(outer: Entry, inner: Entry) -> bool:
    """The dates of a group ("Acme, 2015 – 2020") hold those of the position below it."""
    if not outer.dates or not inner.dates or not outer.dates.start or not inner.dates.start:
        return not outer.dates
    return (
        outer.dates.start[:4] <= inner.dates.start[:4]
        and (outer.dates.end or "9999")[:4] >= (inner.dates.end or inner.dates.start)[:4]
    )


def _draft(job: _Job, company: str) -> Draft:
    draft: Draft = {}
    if job.company:
        text = job.company.text
        is_other = title_score(text) >= _SURE
        draft[company] = job.company.value(_confidence(organisation_score(text), job, doubtful=is_other))
    if job.title:
        text = job.title.text
        is_other = max(organisation_score(text), read_place(text).score) >= _SURE
        draft["position"] = job.title.value(_confidence(title_score(text), job, doubtful=is_other))
    if job.head.place and company == "name":
        draft["location"] = job.head.place.value(0.8)
    if job.head.url:
        draft["url"] = job.head.url.value(0.9)
    elif job.company and job.company.part.link and job.company.part.link.startswith("http"):
        draft["url"] = job.company.value(0.8, job.company.part.link)
    return draft | date_drafts(job.entry) | text_drafts(job)


def _confidence(score: float, job: _Job, *, doubtful: bool) -> float:
    """`score`: how much the text looks like what it is taken for; `doubtful`: it looks more like something else."""
    if doubtful and score < _LIKELY:
        return 0.5
    return 0.68 + 0.25 * score if job.title and job.company else 0.5 + 0.3 * score


def date_drafts(entry: Entry) -> Draft:
    dates, row = entry.dates, entry.date_row
    if not dates or not row:
        return {}
    draft: Draft = {}
    if dates.start:
        draft["startDate"] = from_row(dates.start, row, 0.95 if dates.is_span else 0.7)
    if dates.end:
        draft["endDate"] = from_row(dates.end, row, 0.95)
    return draft


def _points(row: Row) -> list[str]:
    """The points of a row; several may stand beside each other, each with a bullet of its own."""
    return [text for point in _NEXT_BULLET.split(row.text) if (text := trim(point.replace("\t", " ")))]


def text_drafts(job: _Job) -> Draft:
    """What an entry tells: prose above the bullets is its summary, everything else its highlights."""
    used = {id(bit) for bit in (job.title, job.company) if bit}
    known = {squash(bit.text) for bit in (job.title, job.company) if bit}
    left = [bit for bit in job.head.bits if id(bit) not in used and len(bit.text) > 2]
    named = {id(bit.row) for bit in job.head.bits}
    rows = [
        row
        for row in job.entry.body
        if id(row) not in named and squash(row.text) not in known and not is_inner_label(row.text)
    ]
    summary: list[Row] = []
    while rows and not rows[0].bullet and is_prose(rows[0].text):
        summary.append(rows.pop(0))
    texts: Draft = {}
    highlights: list[Value] = [
        bit.value(0.5) for bit in left if is_prose(bit.text) or len(bit.text.split()) > 3 or bit.text.endswith(".")
    ]
    highlights += [from_row(text, row, 0.8) for row in rows for text in _points(row)]
    if summary:
        texts["summary"] = from_rows("\n".join(row.text.replace("\t", " ") for row in summary), summary, 0.8)
    if highlights:
        texts["highlights"] = highlights
    return texts
