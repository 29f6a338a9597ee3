"""The bodies of answers, as they are checked and described. Times are ISO 8601 in UTC."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from analysis.states import Status


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Error(_Body):
    """The body of every error."""

    error: Annotated[str, Field(description="What happened, in a few words.")]
    message: Annotated[str | None, Field(description="The same in a sentence, where there is more to say.")] = None


class Uploaded(_Body):
    """An upload was stored, and its analysis is queued."""

    success: Literal[True]
    upload_id: int
    job_id: str
    status: Status


class JobStarted(_Body):
    """A new job on a stored upload."""

    success: Literal[True]
    job_id: str
    status: Status


class Job(_Body):
    """One analysis of one upload."""

    job_id: Annotated[str, Field(description="Its public name, such as job_5f2c…")]
    upload_id: Annotated[int | None, Field(description="null where the upload was deleted.")]
    filename: str | None
    status: Status
    progress: Annotated[int, Field(ge=0, le=100)]
    current_step: Annotated[str, Field(description="extract, structure or save; empty while none runs.")]
    error_message: str | None
    error_code: str | None
    retryable: Annotated[bool, Field(description="Whether retry-job would be accepted now.")]
    attempt: Annotated[int, Field(ge=1)]
    retries_left: Annotated[int, Field(ge=0)]
    remedies: Annotated[list[str], Field(description="What would let it succeed, such as password or replace.")]
    placed: Annotated[float | None, Field(ge=0, le=1, description="Which share of the text is in a field.")]
    next_retry_at: Annotated[datetime | None, Field(description="When it retries by itself.")]
    created_at: datetime
    updated_at: datetime
    completed_at: Annotated[datetime | None, Field(description="When it ended, well or not.")]


class Jobs(_Body):
    """A page of a list, the newest first."""

    jobs: list[Job]
    next: Annotated[str | None, Field(description="The cursor of the next page; null on the last one.")]


class RetryStarted(_Body):
    """The next attempt is queued."""

    success: Literal[True]
    message: str
    job_id: str
    status: Status


class NotRetried(_Body):
    """A job that was left alone, and why."""

    job_id: str
    message: str


class ManyRetried(_Body):
    """What became of all failed jobs."""

    success: Literal[True]
    retried: list[str]
    refused: list[NotRetried]


class JsonResume(BaseModel):
    """A JSON Resume document, as https://jsonresume.org/schema describes it."""

    model_config = ConfigDict(extra="allow")

    basics: dict[str, object] | None = None


class FoundProfile(_Body):
    """A profile that was found, and the job that made it."""

    job_id: str
    upload_id: int | None
    filename: str | None
    placed: Annotated[float | None, Field(ge=0, le=1, description="Which share of the text is in a field.")]
    created_at: datetime
    resume: JsonResume


class Profiles(_Body):
    """A page of profiles, the newest first."""

    profiles: list[FoundProfile]
    next: Annotated[str | None, Field(description="The cursor of the next page; null on the last one.")]
