"""What becomes of a file from its upload to its profile, by the steps that the product takes, without a database."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import sandbox
from analysis.extract.kinds import detect_kind
from analysis.failures import StepFailure
from analysis.steps import sandboxed
from profiles.resume import Resume

MAX_BYTES = 10 * 2**20
"""The default limit of an upload."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`stage` is "upload", "extract", "structure" where it failed there, else "profile"."""

    path: Path
    stage: str
    seconds: float
    failure: StepFailure | None = None
    document: dict[str, Any] | None = None
    resume: dict[str, Any] | None = None

    def __str__(self) -> str:
        why = f" {self.failure.code}: {self.failure.message} [{self.failure.detail[-300:]}]" if self.failure else ""
        return f"{self.path.parent.name}/{self.path.name}: {self.stage} after {self.seconds:.1f} s{why}"


def outcome_of(path: Path) -> Outcome:
    begun = time.monotonic()
    stage, document = "upload", None
    try:
        kind = detect_kind(path, name=path.name, max_bytes=MAX_BYTES)
        stage = "extract"
        limits = sandboxed.EXTRACT_LIMITS
        document = sandbox.run(sandboxed.extract_to_json, {"kind": kind}, file=path, limits=limits)
        stage = "structure"
        structured = sandbox.run(sandboxed.structure_to_json, document, limits=sandboxed.STRUCTURE_LIMITS)
    except StepFailure as failure:
        return Outcome(path, stage, time.monotonic() - begun, failure, document)
    Resume.model_validate(structured["resume"])
    return Outcome(path, "profile", time.monotonic() - begun, None, document, structured["resume"])


def outcomes_of(paths: Iterable[Path]) -> list[Outcome]:
    """Two at a time: enough to meet each other, and no more than the smallest machine has cores for."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(outcome_of, paths))
