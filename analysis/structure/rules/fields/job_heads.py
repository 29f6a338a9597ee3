"""Which text of a job's head is the position and which the employer, decided for a whole section at once.

Résumés are consistent: if the bold text on the first row is the employer in one entry, it is so in all. Each entry
votes with what its words look like (`roles.py`); the section follows the majority.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from analysis.lexicon.normalise import squash
from analysis.structure.rules.entries.entries import Entry
from analysis.structure.rules.entries.heads import Bit, Head, at_split, splits, weak_at_splits
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.recognise.places import guess_place, read_place
from analysis.structure.rules.recognise.roles import organisation_score, school_score, title_score

# How much more likely a first text is the position, where words say nothing.
_TITLE_FIRST = 0.05
_TITLE, _EMPLOYER = 0.8, 0.6
"""The scores from which a text reads as a position, and as an employer."""

_PERHAPS_TITLE = 0.25
"""The score of a word that ends as titles do ("Jardinera")."""
_SURE_TAIL = 0.9
"""The score from which what follows a position after a comma is an employer or a place.

"Director, Security Services" is one position.
"""

Style = tuple[int, bool, bool]


@dataclass(slots=True)
class Job:
    entry: Entry
    head: Head
    title: Bit | None = None
    company: Bit | None = None


def split_lone_bits(jobs: list[Job]) -> None:
    """Heads that are one text ("Engineer at Acme", "Acme — Engineer") are cut at their best separator."""
    written = [next(weak_at_splits(job.head.bits[0].text), None) for job in jobs if len(job.head.bits) == 1]
    usual = 2 * sum(pair is not None and title_score(pair[0]) >= _PERHAPS_TITLE for pair in written) > len(jobs) > 1
    for job in jobs:
        bits = job.head.bits
        for index, bit in enumerate(bits[:2]):
            pair = at_split(bit.text)
            if pair and title_score(pair[0]) >= 0.5:
                bits[index : index + 1] = [_with_text(bit, pair[0]), _with_text(bit, pair[1])]
                break
        named = [bit for bit in bits if not is_prose(bit.text)]
        if len(named) == 1 and _cut_weakly(bits, bits.index(named[0]), sure=usual):
            continue
        if len(named) == 1 or (len(named) > 1 and _only_first_names(named)):
            _cut_best(bits, bits.index(named[0]))


def _cut_weakly(bits: list[Bit], index: int, *, sure: bool) -> bool:
    """Cuts "Ingeniera en Acme S.A."; `sure`: most jobs of the section are written so."""
    bit = bits[index]
    for title, company in weak_at_splits(bit.text):
        is_employer = max(organisation_score(company), school_score(company)) >= _EMPLOYER
        is_title = title_score(title) >= (_PERHAPS_TITLE if sure else _TITLE)
        if is_title and (sure or is_employer) and read_place(company).score < _EMPLOYER:
            bits[index : index + 1] = [_with_text(bit, title), _with_text(bit, company)]
            return True
    return False


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


def assign(jobs: list[Job]) -> None:
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


def _complete_labelled(job: Job) -> None:
    """Where only the title or only the employer has a label, the best of the other texts is what is missing."""
    rest = [bit for bit in job.head.bits if bit.label is None and not is_prose(bit.text)]
    if job.title and not job.company and rest:
        job.company = max(rest, key=lambda bit: organisation_score(bit.text) - 0.1 * rest.index(bit))
    elif job.company and not job.title and rest:
        job.title = max(rest, key=lambda bit: title_score(bit.text) - 0.1 * rest.index(bit))


def _follow_styles(jobs: list[Job]) -> None:
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


def _pair(job: Job) -> tuple[Bit, Bit] | None:
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


def _slot_styles(jobs: list[Job]) -> tuple[set[Style], set[Style]]:
    """The styles that only titles have, and those that only employers have."""
    titles = {job.title.style for job in jobs if job.title and job.company}
    companies = {job.company.style for job in jobs if job.title and job.company}
    return titles - companies, companies - titles


def _assign_single(job: Job, styles: tuple[set[Style], set[Style]]) -> None:
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


def cut_places(jobs: list[Job]) -> None:
    """Where most jobs name a place, "Malachite Ltd, Littletown" does too, whether or not the town is known."""
    if sum(job.head.place is not None for job in jobs) <= len(jobs) / 2:
        return
    for job in jobs:
        name, comma, town = job.company.text.rpartition(", ") if job.company else ("", "", "")
        if job.company and comma and not job.head.place and guess_place(town) and not organisation_score(town):
            job.head.place = _with_text(job.company, town)
            job.company.text = name


def drop_places(jobs: list[Job]) -> None:
    """What stands below the employer elsewhere in the section is no employer where none is named."""
    for job in jobs:
        company = job.company
        if company is None or company.label or not job.title or job.title.row_index > company.row_index:
            continue
        if any(_names_besides(other, company.text) for other in jobs if other is not job):
            job.head.place = job.head.place or company
            job.head.bits.remove(company)
            job.company = None


def _names_besides(job: Job, text: str) -> bool:
    """Whether a text stands in the head of a job below the job's title and employer."""
    if not job.title or not job.company:
        return False
    below = max(job.title.row_index, job.company.row_index)
    return any(bit.row_index > below and squash(bit.text) == squash(text) for bit in job.head.bits)


def inherit(jobs: list[Job]) -> None:
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


def take_tails(jobs: list[Job]) -> None:
    """ "Advisor, The University of Tulsa" below an employer is a position and its place or branch."""
    for job in jobs:
        if not job.title or not job.company or job.title.label:
            continue
        title, comma, tail = job.title.text.partition(", ")
        is_other = max(organisation_score(tail), school_score(tail), read_place(tail).score) >= _SURE_TAIL
        if comma and title_score(title) >= _TITLE and is_other and title_score(tail) < _TITLE:
            job.title.text = title
            job.head.place = job.head.place or _with_text(job.title, tail)
