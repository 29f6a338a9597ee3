"""What a column of a job or an attempt may hold, as Django's forms and admin want it."""

from __future__ import annotations

from django.db import models

from analysis.states import Status, Step


def choices(names: type[Status | Step]) -> list[tuple[str, str]]:
    return [(str(name), str(name)) for name in names]


class Source(models.TextChoices):
    """Where a request for an attempt came from."""

    PAGE = "page"
    API = "api"
    ADMIN = "admin"
    COMMAND = "command"
    AUTOMATIC = "automatic"
    RESCUE = "rescue"

    @property
    def by_person(self) -> bool:
        return self not in (Source.AUTOMATIC, Source.RESCUE)


class Outcome(models.TextChoices):
    COMPLETED = "completed"
    FAILED = "failed"
