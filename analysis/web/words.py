"""The words of the pages, in the reader's language: states, steps, sources, failures and refusals."""

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from analysis.failures import Sentence
from analysis.models import Source
from analysis.services import Refusal
from analysis.states import Status, Step

STATUS_WORDS = {
    Status.QUEUED: pgettext_lazy("status", "Queued"),
    Status.PROCESSING: pgettext_lazy("status", "Processing"),
    Status.COMPLETED: pgettext_lazy("status", "Completed"),
    Status.FAILED: pgettext_lazy("status", "Failed"),
}
STATUS_ICONS = {
    Status.QUEUED: "clock",
    Status.PROCESSING: "loader-circle",
    Status.COMPLETED: "circle-check",
    Status.FAILED: "circle-alert",
}
STEP_WORDS = {
    Step.EXTRACT: gettext_lazy("Extract the text"),
    Step.STRUCTURE: gettext_lazy("Structure the profile"),
    Step.SAVE: gettext_lazy("Save the profile"),
}
SOURCE_WORDS = {
    Source.PAGE: gettext_lazy("by you"),
    Source.API: gettext_lazy("by a program"),
    Source.ADMIN: gettext_lazy("in the administration"),
    Source.COMMAND: gettext_lazy("on the command line"),
    Source.AUTOMATIC: gettext_lazy("automatically"),
    Source.RESCUE: gettext_lazy("automatically, after an interruption"),
}
# Why a job can't be retried and what to do instead, for the reader of a page.
REFUSAL_WORDS = {
    Refusal.DISABLED: gettext_lazy("Retrying is switched off just now."),
    Refusal.NOT_FOUND: gettext_lazy("This analysis is no longer there."),
    Refusal.LIMIT_REACHED: gettext_lazy(
        "All its retries are used. “Analyse again” starts a new analysis of this file."
    ),
    Refusal.UPLOAD_GONE: gettext_lazy("The uploaded file is no longer there: upload it again."),
    Refusal.STORAGE_AWAY: gettext_lazy("The stored files can't be reached just now. Try again in a few minutes."),
    Refusal.ALREADY_RETRIED: gettext_lazy("This analysis was retried elsewhere meanwhile, and failed again."),
    Refusal.NOT_FAILED: gettext_lazy("This analysis was started again elsewhere meanwhile."),
    Refusal.NO_SUCH_ATTEMPT: gettext_lazy("This page is out of date: reload it."),
    Refusal.UNKNOWN_STEP: gettext_lazy("The analysis can't begin there."),
    Refusal.LASTING: gettext_lazy("It would fail again: its row offers a way out."),
    Refusal.REMEDY_NOT_OFFERED: gettext_lazy("This no longer helps here: choose what this page offers now."),
    Refusal.WRONG_PASSWORD: gettext_lazy("Wrong password. Nothing has changed, and no retry was used."),
    Refusal.UNKNOWN_REMEDY: gettext_lazy("This page is out of date: reload it."),
    Refusal.REMEDY_INCOMPLETE: gettext_lazy("Something is missing. Fill in what this page asks for."),
    Refusal.REMEDY_FAILED: gettext_lazy("The document could not be read: choose another copy of it."),
    Refusal.RATE_LIMITED: gettext_lazy("Too many retries within a minute. Try again in a moment."),
    Refusal.TOO_MUCH_AT_ONCE: gettext_lazy("Too many analyses at once. Try again when some have ended."),
    Refusal.REASON_MISSING: gettext_lazy("A retry past the limit needs a reason."),
    Refusal.NO_CHECKPOINT: gettext_lazy("What this would reuse is no longer there: retry from the beginning."),
}


def in_words(sentence: Sentence, *, advised: bool = True) -> str:
    """A sentence about a failure or a refused file, in the reader's language; with or without what to do next."""
    return sentence.put(gettext, advised=advised)


def refusal_words(refusal: Refusal, sentence: Sentence | None = None) -> str:
    """Why a retry is refused and what to do instead. `sentence` is what the refusal itself says, where it says more."""
    return in_words(sentence) if sentence else str(REFUSAL_WORDS[refusal])
