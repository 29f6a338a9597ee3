"""How a step's work is done: in a sandbox of its own (reading files, the offline analyser) or by asking a language model.

Steps themselves know neither settings nor storage; this is where both reach them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from analysis.document import Document
from analysis.failures import StepFailure
from analysis.models import Upload
from analysis.states import Step

# Raised whenever a step's output changes its shape or becomes better than what is kept: older checkpoints are then redone.
VERSIONS = {Step.EXTRACT: 1, Step.STRUCTURE: 1, Step.SAVE: 1}


@dataclass(frozen=True, slots=True)
class Control:
    """What slow work asks of the run around it: seconds left, whether to stop, and where to report (done, total)."""

    seconds_left: Callable[[], float]
    should_stop: Callable[[], bool]
    report: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step's output as plain JSON, and the tokens (asked, answered) that it cost."""

    output: Any
    tokens: tuple[int, int] | None = None
