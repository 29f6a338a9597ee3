"""The JSON Resume document (https://jsonresume.org/schema, v1.0.0) as pydantic models.

This is the one vocabulary that analysers write, the profile stores, the page shows and the download exports. Every field is
optional: a résumé says what it says. Text is cleaned on the way in, so that whatever validates can be stored and shown:
control characters, NUL and lone surrogates are gone, and a link is http(s), mailto or tel, or it is dropped.
"""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_TEXT = 20_000
MAX_ITEMS = 500

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]+\Z", re.IGNORECASE)
_BARE_LINK = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"]*)?\Z")


def clean_text(value: Any) -> Any:
    """Text that PostgreSQL can store and a page can show; numbers become text, everything else is left to pydantic."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        value = str(value)
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value).strip()[:MAX_TEXT] or None
    return value


def clean_link(value: Any) -> Any:
    """A link that is safe to put into an `href`, or None: `javascript:` and its like never reach a page."""
    value = clean_text(value)
    if isinstance(value, str) and not (_SAFE_LINK.match(value) or _BARE_LINK.match(value)):
        return None
    return value


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [item for item in value if item not in (None, "", {}, [])][:MAX_ITEMS]
    return [] if value is None else value


Text = Annotated[str | None, BeforeValidator(clean_text)]
Link = Annotated[str | None, BeforeValidator(clean_link)]
Texts = Annotated[list[Annotated[str, BeforeValidator(clean_text)]], BeforeValidator(_without_empty)]
# `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as the résumé is.
ResumeDate = Annotated[str | None, BeforeValidator(clean_text), Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-[0-3]\d)?)?$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=MAX_TEXT)


class Location(_Part):
    address: Text = None
    postalCode: Text = None
    city: Text = None
    countryCode: Text = None
    region: Text = None


class Profile(_Part):
    network: Text = None
    username: Text = None
    url: Link = None


class Basics(_Part):
    name: Text = None
    label: Text = None
    email: Text = None
    phone: Text = None
    url: Link = None
    summary: Text = None
    location: Location | None = None
    profiles: Annotated[list[Profile], BeforeValidator(_without_empty)] = Field(default_factory=list)


class Work(_Part):
    """One position. `endDate` None with a `startDate` means that it goes on."""

    name: Text = None
    position: Text = None
    location: Text = None
    url: Link = None
    startDate: ResumeDate = None
    endDate: ResumeDate = None
    summary: Text = None
    highlights: Texts = Field(default_factory=list)


class Volunteer(_Part):
    organization: Text = None
    position: Text = None
    url: Link = None
    startDate: ResumeDate = None
    endDate: ResumeDate = None
    summary: Text = None
    highlights: Texts = Field(default_factory=list)


class Education(_Part):
    institution: Text = None
    url: Link = None
    area: Text = None
    studyType: Text = None
    startDate: ResumeDate = None
    endDate: ResumeDate = None
    score: Text = None
    courses: Texts = Field(default_factory=list)


class Award(_Part):
    title: Text = None
    date: ResumeDate = None
    awarder: Text = None
    summary: Text = None


class Certificate(_Part):
    name: Text = None
    date: ResumeDate = None
    issuer: Text = None
    url: Link = None


class Publication(_Part):
    name: Text = None
    publisher: Text = None
    releaseDate: ResumeDate = None
    url: Link = None
    summary: Text = None


class Skill(_Part):
    name: Text = None
    level: Text = None
    keywords: Texts = Field(default_factory=list)


class Language(_Part):
    language: Text = None
    fluency: Text = None


class Interest(_Part):
    name: Text = None
    keywords: Texts = Field(default_factory=list)


class Reference(_Part):
    name: Text = None
    reference: Text = None


class Project(_Part):
    name: Text = None
    description: Text = None
    url: Link = None
    startDate: ResumeDate = None
    endDate: ResumeDate = None
    roles: Texts = Field(default_factory=list)
    keywords: Texts = Field(default_factory=list)
    highlights: Texts = Field(default_factory=list)


class Resume(_Part):
    """A whole JSON Resume document. `to_json()` leaves out what the résumé does not say."""

    basics: Basics = Field(default_factory=Basics)
    work: Annotated[list[Work], BeforeValidator(_without_empty)] = Field(default_factory=list)
    volunteer: Annotated[list[Volunteer], BeforeValidator(_without_empty)] = Field(default_factory=list)
    education: Annotated[list[Education], BeforeValidator(_without_empty)] = Field(default_factory=list)
    awards: Annotated[list[Award], BeforeValidator(_without_empty)] = Field(default_factory=list)
    certificates: Annotated[list[Certificate], BeforeValidator(_without_empty)] = Field(default_factory=list)
    publications: Annotated[list[Publication], BeforeValidator(_without_empty)] = Field(default_factory=list)
    skills: Annotated[list[Skill], BeforeValidator(_without_empty)] = Field(default_factory=list)
    languages: Annotated[list[Language], BeforeValidator(_without_empty)] = Field(default_factory=list)
    interests: Annotated[list[Interest], BeforeValidator(_without_empty)] = Field(default_factory=list)
    references: Annotated[list[Reference], BeforeValidator(_without_empty)] = Field(default_factory=list)
    projects: Annotated[list[Project], BeforeValidator(_without_empty)] = Field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The document as plain JSON values, without empty fields."""
        return _pruned(self.model_dump(mode="json"))

    def is_empty(self) -> bool:
        """True where nothing at all was found: such a result is a failure, not a profile."""
        return not self.to_json()


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [item for item in map(_pruned, value) if item not in (None, "", [], {})]
    return value
