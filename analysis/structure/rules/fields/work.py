"""Jobs: employer, position, place, dates, and what was done there."""

import re

from analysis.lexicon.headings import is_inner_label
from analysis.lexicon.normalise import squash, trim
from analysis.structure.rules.entries.entries import Entry, cut_entries
from analysis.structure.rules.entries.heads import read_head
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Draft, Value, from_row, from_rows
from analysis.structure.rules.fields.job_heads import (
    Job,
    assign,
    cut_places,
    drop_places,
    inherit,
    split_lone_bits,
    take_tails,
)
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.recognise.roles import organisation_score, title_score
from analysis.structure.rules.rows.rows import Row

_SURE, _LIKELY = 0.8, 0.5


_NEXT_BULLET = re.compile(r"\t\s*[•●▪■◦·‣]\s*|\s+[•●▪■◦‣]\s+")


def read_work(rows: list[Row], known_places: frozenset[str], *, company: str = "name") -> list[Draft]:
    """The jobs of a section. `company` is the schema's name for the employer: "organization" for volunteer work."""
    jobs = [Job(entry, read_head(entry, known_places)) for entry in cut_entries(rows, kind="work")]
    jobs = [job for job in jobs if job.head.bits or job.entry.dates]
    split_lone_bits(jobs)
    assign(jobs)
    cut_places(jobs)
    drop_places(jobs)
    inherit(jobs)
    take_tails(jobs)
    return [_draft(job, company) for job in jobs if job.title or job.company]


def _draft(job: Job, company: str) -> Draft:
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


def _confidence(score: float, job: Job, *, doubtful: bool) -> float:
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


def text_drafts(job: Job) -> Draft:
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
