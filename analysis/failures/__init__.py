"""Why an attempt failed: the codes, the one exception that a step raises, and the sentences a person reads.

A *transient* failure may pass by itself, so the same job can be tried again as it is. A *permanent* one comes back
until the person changes something, so its message says what to change. Sentences are for the reader of the page: no
traceback, no path, no key. What an operator needs beyond that goes into `detail`, which only staff and logs see.
"""

from collections.abc import Mapping
from dataclasses import replace

from analysis.failures.kinds import INTERRUPTIONS, KINDS, UNCOUNTED, WITHOUT_BLAME, FailureKind
from analysis.failures.reasons import AS_WRITTEN, REASONS
from analysis.failures.sentence import THINGS, Sentence, sentence

__all__ = [
    "AS_WRITTEN",
    "INTERRUPTIONS",
    "KINDS",
    "REASONS",
    "THINGS",
    "UNCOUNTED",
    "WITHOUT_BLAME",
    "FailureKind",
    "Sentence",
    "StepFailure",
    "classify",
    "kind_of",
    "sentence",
    "stored_sentence",
    "title_of",
]


class StepFailure(Exception):
    """A step could not do its work. Steps raise it; the worker records it.

    `code` is a key of KINDS. `reason`, a key of REASONS[code], says more than the kind does; `values` fill its places.
    `detail` is for operators. `retry_after` is the pause in seconds that a server asked for. `tokens` (asked, answered)
    is what a language model was paid all the same; None where that is unknown.
    """

    def __init__(
        self,
        code: str,
        reason: str = "",
        *,
        values: Mapping[str, str] | None = None,
        detail: str = "",
        retry_after: float | None = None,
    ) -> None:
        self.kind = KINDS[code]
        self.code = code
        self.reason = reason
        self.values = dict(values or {})
        self.sentence = _sentence(self.kind, reason, self.values)
        self.detail = detail
        self.retry_after = retry_after
        self.tokens: tuple[int | None, int | None] = (None, None)
        super().__init__(f"{code}: {self.message}")

    @property
    def permanent(self) -> bool:
        return self.kind.permanent

    @property
    def message(self) -> str:
        """The sentence in English."""
        return str(self.sentence)


def kind_of(code: str | None) -> FailureKind:
    """The kind of a stored code. One that is no longer in the table is an error of ours that a retry may mend."""
    return KINDS.get(code or "") or replace(KINDS["internal_error"], code=code or "internal_error")


def title_of(code: str) -> str:
    """The title of a stored code for operators, to whom an unknown code still says something."""
    return KINDS[code].title if code in KINDS else code


def stored_sentence(code: str, reason: str, values: Mapping[str, str], message: str) -> Sentence:
    """The sentence of a failure that was stored; `message` is how it was worded when it was stored.

    Rows of older releases, and reasons that this release does not know, keep the words they were stored with: those
    that are the kind's own are read in any language.
    """
    kind = KINDS.get(code)
    if kind is None:
        return Sentence((message,))
    own = _sentence(kind, "", {})
    if not reason or message == str(own):
        return own
    return _sentence(kind, reason, values) if reason in REASONS.get(code, {}) else Sentence((message,))


def _sentence(kind: FailureKind, reason: str, values: Mapping[str, str]) -> Sentence:
    if reason:
        return Sentence(REASONS[kind.code][reason], values)
    return Sentence((kind.message,), advice=kind.advice)


def classify(error: BaseException) -> StepFailure:
    """Turn any error into a StepFailure. Steps raise what they expect; everything else is our fault."""
    if isinstance(error, StepFailure):
        return error
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, FileNotFoundError):
        return StepFailure("upload_missing", detail=detail)
    if isinstance(error, OSError):
        return StepFailure("storage_unavailable", detail=detail)
    if isinstance(error, SystemExit):
        return StepFailure("timeout", detail=detail)
    return StepFailure("internal_error", detail=detail)
