"""Do what a call asks for once, however often it is sent with the same key within a day.

The key is claimed in the transaction that does the work. A second call with it waits for that one: then it finds
the first answer, or, where the first was rolled back, no trace of it. A process that dies leaves nothing to clear up.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now
from psycopg.errors import LockNotAvailable

from analysis.ledger import KeptAnswer

# For so long a key gets the first answer again: the contract's day.
KEPT_FOR = timedelta(days=1)
# Seconds for which a call waits for the first one with its key; below the statement timeout of the settings.
PATIENCE = 20
LONGEST_KEY = 255
# Fields of which nothing is kept, not even a hash.
SECRET_FIELDS = frozenset({"password"})
# Besides successes, refusals that are kept: those that a later state of the job could turn into a deed.
KEPT_REFUSALS = frozenset({400, 404, 409})


class KeyReused(Exception):
    """The key was used before for another call."""


class StillRunning(Exception):
    """The first call with this key has not ended yet."""


@dataclass(frozen=True, slots=True)
class Key:
    """An Idempotency-Key of one person, and what the call with it asks for."""

    user_id: int
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, as they are kept."""

    status: int
    body: dict[str, Any]

    @property
    def is_kept(self) -> bool:
        return self.status < 300 or self.status in KEPT_REFUSALS


def fingerprint(*parts: str | bytes) -> str:
    """Hash these parts. Moving text from one part into the next changes the hash."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def fingerprint_of_form(fields: Iterable[tuple[str, list[Any]]], files: Iterable[tuple[str, list[Any]]]) -> list[str]:
    """The parts of a form, whatever boundary it was sent with: fields, and files by name and content."""
    open_fields = sorted((name, values) for name, values in fields if name not in SECRET_FIELDS)
    parts = [text for name, values in open_fields for value in values for text in (name, str(value))]
    for name, sent in sorted(files):
        for file in sent:
            file.seek(0)
            parts += [name, file.name or "", hashlib.file_digest(file, "sha256").hexdigest()]
            file.seek(0)
    return parts


def once(key: Key | None, work: Callable[[], Answer]) -> Answer:
    """The answer of `work`, or the first one that was given to this key. Raises KeyReused and StillRunning.

    Without a key it is the work alone. A connection that breaks on the commit may have committed: that is looked up.
    """
    if key is None:
        return work()
    try:
        return _in_transaction(key, work)
    except (OperationalError, InterfaceError) as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillRunning from error
        if connection.in_atomic_block:
            raise
        connection.close_if_unusable_or_obsolete()
        if (first := _first_answer(key)) is None:
            return _in_transaction(key, work)
        return first


class _NotKept(Exception):
    """Rolls back the claim of a key whose answer is not kept."""


def _in_transaction(key: Key, work: Callable[[], Answer]) -> Answer:
    answer = None
    try:
        with transaction.atomic():
            if not _claim(key):
                first = _first_answer(key)
                if first is None:
                    raise StillRunning
                return first
            answer = work()
            if not answer.is_kept:
                raise _NotKept
            KeptAnswer.objects.filter(user_id=key.user_id, key=key.text).update(status=answer.status, body=answer.body)
    except _NotKept:
        assert answer is not None  # noqa: S101 - it is what was not kept
    return answer


def _claim(key: Key) -> bool:
    """Whether this call is the first with its key. Waits for another one that is under way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE}s"])
        cursor.execute(_CLAIM, [key.user_id, key.text, key.fingerprint, KEPT_FOR.total_seconds()])
        claimed = bool(cursor.rowcount == 1)
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
        return claimed


def _first_answer(key: Key) -> Answer | None:
    kept = KeptAnswer.objects.filter(user_id=key.user_id, key=key.text, created_at__gt=Now() - KEPT_FOR).first()
    if kept is None:
        return None
    if kept.fingerprint != key.fingerprint:
        raise KeyReused
    return None if kept.status is None else Answer(kept.status, kept.body or {})


def forget_answers() -> None:
    """Delete the answers whose day has passed."""
    KeptAnswer.objects.filter(created_at__lt=Now() - KEPT_FOR).delete()


_CLAIM = """
INSERT INTO analysis_kept_answers AS kept (user_id, key, fingerprint) VALUES (%s, %s, %s)
ON CONFLICT (user_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, created_at = statement_timestamp(), status = NULL, body = NULL
    WHERE kept.created_at <= statement_timestamp() - %s * interval '1 second'
"""
