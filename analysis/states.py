"""The life of a job. Imports nothing of the project.

      submit                claim                  finish
    ─────────▶  QUEUED  ─────────▶  PROCESSING  ─────────▶  COMPLETED
                  ▲  │                  │
                  │  │ cancel, rescue   │ fail, cancel, rescue
            retry │  ▼                  ▼
                  └────────────────  FAILED

A retry, by a person or by itself, is the only way back, and starts the next attempt. Every arrow is one compare-and-set
in SQL.
"""

from enum import StrEnum


class Status(StrEnum):
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


ALLOWED: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.PROCESSING, Status.FAILED}),
    Status.PROCESSING: frozenset({Status.COMPLETED, Status.FAILED}),
    Status.FAILED: frozenset({Status.QUEUED}),
    Status.COMPLETED: frozenset(),
}
ACTIVE = (Status.QUEUED, Status.PROCESSING)
ENDED = (Status.COMPLETED, Status.FAILED)


class Step(StrEnum):
    """The steps of every attempt, in order. A retry may begin at any step whose predecessors left a usable
    checkpoint.
    """

    EXTRACT = "extract"
    STRUCTURE = "structure"
    SAVE = "save"


STEPS = tuple(Step)
