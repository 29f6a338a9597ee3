"""The table of failure codes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailureKind:
    """`title` heads the row; `message` says what happened; `advice` says what to do next.

    `counted` says whether an automatic retry of it counts against their limit.
    """

    code: str
    permanent: bool
    title: str
    message: str
    advice: str
    counted: bool = True


def _table(*kinds: FailureKind) -> dict[str, FailureKind]:
    return {kind.code: kind for kind in kinds}


_TRY_AGAIN = "Your upload is safe: retry in a little while."

KINDS: dict[str, FailureKind] = _table(
    # The file.
    FailureKind(
        "password_protected",
        True,
        "Protected by a password",
        "This document is protected by a password:",
        "enter the password, or use a copy without one.",
    ),
    FailureKind(
        "unreadable_file",
        True,
        "File can't be read",
        "This file is damaged or is not what it claims to be.",
        "Open it, save it again as PDF or DOCX, and upload the new copy.",
    ),
    FailureKind(
        "no_text",
        True,
        "No text found",
        "This document holds no text that can be read, as when it is a scan or a picture.",
        "Upload a copy in which the text can be selected.",
    ),
    FailureKind(
        "too_large",
        True,
        "Document too large",
        "This document is too large or too deeply packed to be read.",
        "Upload the résumé alone, without attachments or large pictures.",
    ),
    FailureKind(
        "unsupported",
        True,
        "Kind of file not supported",
        "This kind of file can't be analysed.",
        "Upload the résumé as PDF, DOCX, ODT, RTF, HTML, Markdown, plain text or JSON Resume.",
    ),
    FailureKind(
        "not_a_resume",
        True,
        "Nothing recognised",
        "Nothing that belongs in a résumé was found in this document.",
        "Check that it is the right file, and upload it again.",
    ),
    FailureKind(
        "upload_damaged",
        True,
        "Stored file is damaged",
        "The stored copy of this file is no longer what you uploaded.",
        "Upload it again.",
    ),
    FailureKind("upload_missing", True, "Upload is gone", "The uploaded file is no longer there.", "Upload it again."),
    # The language model.
    FailureKind(
        "llm_timeout",
        False,
        "The language model did not answer",
        "The language model did not answer in time.",
        _TRY_AGAIN,
    ),
    FailureKind(
        "llm_unavailable",
        False,
        "The language model is not available",
        "The language model can't be reached just now.",
        _TRY_AGAIN,
    ),
    FailureKind(
        "llm_rate_limited",
        False,
        "The language model is busy",
        "The language model takes no more requests just now.",
        _TRY_AGAIN,
    ),
    FailureKind(
        "llm_bad_reply",
        False,
        "The language model gave no usable answer",
        "The language model's answers could not be used.",
        _TRY_AGAIN,
    ),
    FailureKind(
        "llm_refused",
        True,
        "The language model refused",
        "The language model refused to analyse this document.",
        "Check that it is a résumé, and ask the operator if it is.",
    ),
    FailureKind(
        "llm_misconfigured",
        True,
        "The language model is not set up",
        "The language model does not accept this service's settings.",
        "Only the operator can fix this. Your upload is safe until then.",
    ),
    # The machinery.
    FailureKind("timeout", False, "Took too long", "The analysis took longer than it may.", _TRY_AGAIN),
    FailureKind(
        "worker_lost", False, "Interrupted", "The analysis was interrupted before it could finish.", _TRY_AGAIN
    ),
    FailureKind(
        "worker_stopped",
        False,
        "Interrupted by a restart",
        "The analysis was interrupted because the service was restarted.",
        "It goes on by itself, and your upload is safe.",
        counted=False,
    ),
    FailureKind(
        "cluster_lost",
        False,
        "Interrupted",
        "The analysis was interrupted because the service went down.",
        _TRY_AGAIN,
    ),
    FailureKind(
        "crashes_workers",
        True,
        "Keeps being interrupted",
        "The analysis of this document was interrupted several times in a row.",
        "Save it again as PDF or DOCX, and upload the new copy.",
    ),
    FailureKind(
        "storage_unavailable",
        False,
        "Storage is not available",
        "The stored upload can't be read just now.",
        _TRY_AGAIN,
    ),
    FailureKind(
        "cancelled", False, "Stopped", "The analysis was stopped before it finished.", "Retry it whenever you like."
    ),
    FailureKind("internal_error", False, "Something went wrong", "The analysis hit an error on our side.", _TRY_AGAIN),
)


# An attempt that did not end by itself. Of these only a worker that died alone speaks against the document.
INTERRUPTIONS = frozenset({"worker_lost", "worker_stopped", "cluster_lost"})
WITHOUT_BLAME = INTERRUPTIONS - {"worker_lost"}
UNCOUNTED = frozenset(code for code, kind in KINDS.items() if not kind.counted)
