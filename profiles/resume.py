"""The JSON Resume document (https://jsonresume.org/schema, v1.0.0) as pydantic models.

This is the one vocabulary that analysers write, the profile stores, the page shows and the download exports. Every
field is optional: a résumé says what it says. Text, links and dates are cleaned on the way in (`profiles.values`), so
that whatever validates can be stored and shown.
"""

from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from profiles.values import MAX_TEXT, clean_date, clean_link, clean_text

MAX_ITEMS = 500
Part = TypeVar("Part", bound="_Part")
# A group of skills that is called so says nothing by its name; consumers of the JSON want every group to have one.
UNNAMED_SKILLS = "Skills"


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [item for item in value if item not in (None, "", {}, [])][:MAX_ITEMS]
    return [] if value is None else value


def _none_is_empty(value: Any) -> Any:
    return {} if value is None else value


def _clean_texts(value: Any) -> Any:
    return _without_empty([clean_text(item) for item in value] if isinstance(value, list) else value)


def _without_hollow(items: list[Part]) -> list[Part]:
    """Entries in which cleaning left nothing are no entries."""
    return [item for item in items if item.to_json()]


Text = Annotated[str | None, BeforeValidator(clean_text)]
Link = Annotated[str | None, BeforeValidator(clean_link)]
Texts = Annotated[list[str], BeforeValidator(_clean_texts)]
# `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as the résumé is.
ResumeDate = Annotated[str | None, BeforeValidator(clean_date)]
Entries = Annotated[list[Part], BeforeValidator(_without_empty), AfterValidator(_without_hollow)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=MAX_TEXT)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, without empty fields."""
        document: dict[str, Any] = _pruned(self.model_dump(mode="json"))
        return document


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
    image: Link = None
    email: Text = None
    phone: Text = None
    url: Link = None
    summary: Text = None
    location: Location | None = None
    profiles: Entries[Profile] = Field(default_factory=list)


class Work(_Part):
    """One position. `endDate` None with a `startDate` means that it goes on."""

    name: Text = None
    position: Text = None
    description: Text = None
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

    @model_validator(mode="after")
    def _without_a_name_that_says_nothing(self) -> Self:
        if self.keywords and self.name == UNNAMED_SKILLS:
            self.name = None
        return self


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
    entity: Text = None
    type: Text = None
    roles: Texts = Field(default_factory=list)
    keywords: Texts = Field(default_factory=list)
    highlights: Texts = Field(default_factory=list)


class Resume(_Part):
    """A whole JSON Resume document."""

    basics: Annotated[Basics, BeforeValidator(_none_is_empty)] = Field(default_factory=Basics)
    work: Entries[Work] = Field(default_factory=list)
    volunteer: Entries[Volunteer] = Field(default_factory=list)
    education: Entries[Education] = Field(default_factory=list)
    awards: Entries[Award] = Field(default_factory=list)
    certificates: Entries[Certificate] = Field(default_factory=list)
    publications: Entries[Publication] = Field(default_factory=list)
    skills: Entries[Skill] = Field(default_factory=list)
    languages: Entries[Language] = Field(default_factory=list)
    interests: Entries[Interest] = Field(default_factory=list)
    references: Entries[Reference] = Field(default_factory=list)
    projects: Entries[Project] = Field(default_factory=list)

    def to_json_resume(self) -> dict[str, Any]:
        """The document for others: as `to_json`, valid by the schema, and each group of skills with a name.

        `Resume.model_validate` makes the same résumé of it again.
        """
        document = self.to_json()
        for skill in document.get("skills", []):
            skill.setdefault("name", UNNAMED_SKILLS)
        return document

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
