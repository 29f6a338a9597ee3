"""How a résumé is told: which sections in which order, what heads an entry and what stands below it.

The one place that decides this, in the language that is active. Page, PDF and plain text render what it makes.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import pgettext

from profiles.labels import LABELS, SECTIONS
from profiles.output.told import Account, Contact, Entry, Line, Period, Place, Presentation, Said, Section
from profiles.output.wording import href, in_words
from profiles.resume import Resume
from profiles.values import COUNTRY, LINKS

# What is not there and has no place to be written.
NOTHING = Said("")


def presented(resume: Resume) -> Presentation:
    basics = _Values(resume.basics, "/basics")
    return Presentation(
        name=basics.said("name"),
        label=basics.said("label"),
        contact=_contact(basics),
        sections=list(_sections(resume, basics)),
    )


class _Values:
    """The values of one entry, and where it stands."""

    def __init__(self, entry: Any, pointer: str) -> None:
        self._entry, self._pointer = entry, pointer

    def said(self, name: str, *, link: Callable[[str], str] | None = None) -> Said:
        value = getattr(self._entry, name) if self._entry is not None else None
        pointer = f"{self._pointer}/{name}"
        if not value:
            return Said(pointer)
        if link is None and name in LINKS:
            link = href
        return Said(pointer, in_words(pointer, value), link(value) if link else "")

    def all_of(self, name: str) -> list[Said]:
        return [Said(f"{self._pointer}/{name}/{nth}", text) for nth, text in enumerate(getattr(self._entry, name))]

    def within(self, name: str) -> "_Values":
        return _Values(getattr(self._entry, name), f"{self._pointer}/{name}")

    def each_of(self, name: str) -> "list[_Values]":
        return [_Values(one, f"{self._pointer}/{name}/{nth}") for nth, one in enumerate(getattr(self._entry, name))]


def _contact(basics: _Values) -> Contact:
    location = basics.within("location")
    parts = (("address",), ("postalCode", "city"), ("region",), (COUNTRY,))
    return Contact(
        email=basics.said("email", link=lambda address: f"mailto:{address}"),
        phone=basics.said("phone", link=lambda number: f"tel:{number.replace(' ', '')}"),
        place=Place(tuple(tuple(location.said(name) for name in part) for part in parts)),
        url=basics.said("url"),
        accounts=tuple(map(_account, basics.each_of("profiles"))),
    )


def _account(one: _Values) -> Account:
    """An address is read where no network says whose name it is."""
    network, username, url = one.said("network"), one.said("username"), one.said("url")
    words = (network, username) if network or not url else (url,)
    return Account(tuple(filter(None, words)), url)


def _sections(resume: Resume, basics: _Values) -> Iterator[Section]:
    """In the order in which they are read; what is empty is left out."""
    if summary := basics.said("summary"):
        yield Section("summary", str(LABELS["summary"]), text=summary)
    whole = _Values(resume, "")
    for key, told in _IN_ORDER.items():
        made = [told(one) for one in whole.each_of(key)]
        entries = [one for one in made if isinstance(one, Entry)]
        lines = [one for one in made if isinstance(one, Line)]
        if made:
            yield Section(key, str(SECTIONS[key]), entries=entries, lines=lines)


def _work(one: _Values) -> Entry:
    title, under = _head(one, "position", under="name")
    return Entry(
        title,
        under,
        when=_period(one, goes_on=True),
        link=one.said("url"),
        where=one.said("location"),
        text=one.said("summary"),
        points=one.all_of("highlights"),
    )


def _education(one: _Values) -> Entry:
    title, under = _head(one, "studyType", "area", under="institution")
    area = one.said("area")
    return Entry(
        title,
        under,
        when=_period(one),
        beside=None if title == area else area,
        link=one.said("url"),
        grade=one.said("score"),
        points=one.all_of("courses"),
    )


def _project(one: _Values) -> Entry:
    title, under = _head(one, "name")
    return Entry(
        title,
        under,
        when=_period(one),
        link=one.said("url"),
        text=one.said("description"),
        points=one.all_of("highlights"),
        words=one.all_of("keywords"),
    )


def _volunteer(one: _Values) -> Entry:
    title, under = _head(one, "position", under="organization")
    return Entry(
        title,
        under,
        when=_period(one, goes_on=True),
        link=one.said("url"),
        text=one.said("summary"),
        points=one.all_of("highlights"),
    )


def _certificate(one: _Values) -> Entry:
    title, under = _head(one, "name", under="issuer")
    return Entry(title, under, when=_day(one, "date"), link=one.said("url"))


def _award(one: _Values) -> Entry:
    title, under = _head(one, "title", under="awarder")
    return Entry(title, under, when=_day(one, "date"), text=one.said("summary"))


def _publication(one: _Values) -> Entry:
    title, under = _head(one, "name", under="publisher")
    return Entry(title, under, when=_day(one, "releaseDate"), link=one.said("url"), text=one.said("summary"))


def _reference(one: _Values) -> Entry:
    title, under = _head(one, "name")
    return Entry(title, under, text=one.said("reference"))


_IN_ORDER: dict[str, Callable[[_Values], Entry | Line]] = {
    "work": _work,
    "education": _education,
    "projects": _project,
    "volunteer": _volunteer,
    "skills": lambda one: Line(one.said("name"), one.said("level"), one.all_of("keywords")),
    "languages": lambda one: Line(one.said("language"), one.said("fluency")),
    "certificates": _certificate,
    "awards": _award,
    "publications": _publication,
    "interests": lambda one: Line(one.said("name"), words=one.all_of("keywords")),
    "references": _reference,
}


def _head(one: _Values, *names: str, under: str = "") -> tuple[Said, Said]:
    """What heads an entry, the first of these that is said, and what stands below it, which may have to take its
    place."""
    below = one.said(under) if under else NOTHING
    title = next(filter(None, map(one.said, names)), below)
    return title, NOTHING if title is below else below


def _period(one: _Values, *, goes_on: bool = False) -> Period:
    """From when to when; `goes_on` says that a beginning without an end means the present."""
    start, end = one.said("startDate"), one.said("endDate")
    if start and not end and goes_on:
        end = Said(end.pointer, pgettext("until", "present"))
    return Period(start, end)


def _day(one: _Values, name: str) -> Period:
    return Period(one.said(name), None)
