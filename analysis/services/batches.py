"""Batches: many jobs retried or deleted at one request, in the background, chunk by chunk.

The sweep of any cluster takes the next chunk. Batch, cursor and work are one transaction under the batch's lock: a
commit whose answer was lost is seen by the cursor, and a process that dies leaves a batch that the next sweep goes on
with.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now

from analysis.jobs.checkpoints import startable_at
from analysis.jobs.outage import is_outage
from analysis.jobs.verdicts import switched_off
from analysis.models import AnalysisJob, Attempt, Batch, Outcome, Source, Upload
from analysis.monitoring import telemetry
from analysis.services import quotas
from analysis.services.bulk import CHUNK, retry_chunk
from analysis.services.request import BulkResult, Request, require_enabled, require_reason, respect_rate
from analysis.services.reset import again_if_the_database_hiccups
from analysis.states import Step
from analysis.uploads import storage

# Seconds of a sweep for batches, so that leases and due retries do not wait for them.
BUDGET = 0.7
MOVED_ON = "it was retried elsewhere and failed again meanwhile"
BROKEN = "it could not be changed: the log says why"


def begin_retries(keys: Sequence[int], request: Request, *, left_alone: Counter[str] | None = None) -> Batch:
    """A batch that retries the jobs of these keys. Those that can't begin at `from_step` begin anew.

    `left_alone` are chosen jobs that are not tried, by the reason. Raises RetryRefused before anything is done.
    """
    require_reason(request)
    require_enabled()
    respect_rate(request, alone=True)
    asked = {
        "from_step": request.from_step,
        "force": request.force,
        "reason": request.reason,
        "remedy": request.remedy,
        "remedy_input": dict(request.remedy_input),
        "include_permanent": request.include_permanent,
    }
    return _begin(Batch.Deed.RETRY, keys, request.actor, request.source, asked, left_alone)


def begin_deletion(keys: Sequence[int], *, actor: User, with_files: bool) -> Batch:
    """A batch that deletes these jobs, and `with_files` the uploads that no other job uses."""
    return _begin(Batch.Deed.DELETE, keys, actor, Source.ADMIN, {"with_files": with_files}, None)


def work_at_once(batch: Batch) -> None:
    """Work off a batch of one chunk while its person waits."""
    if len(batch.keys) <= CHUNK:
        while again_if_the_database_hiccups(partial(_next_chunk, batch, CHUNK)):
            pass
    batch.refresh_from_db()


def work_off() -> None:
    """Work at the batches that are not finished, the oldest first, for a moment."""
    until = time.monotonic() + BUDGET
    if not storage.is_present():
        return
    for batch in Batch.objects.filter(finished_at=None).order_by("created_at").defer("keys"):
        while _one_step(batch):
            if time.monotonic() > until:
                return


def cancel_batch(batch: Batch) -> None:
    """Stop what is not yet begun; what is done stays done."""
    Batch.objects.filter(pk=batch.pk, finished_at=None, cancelled_at=None).update(cancelled_at=Now())
    _next_chunk(batch, CHUNK)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a batch is. Of the retried jobs `completed` are done, `failed` failed again, `under_way` wait or run."""

    batch: Batch
    completed: int = 0
    failed: int = 0
    under_way: int = 0

    @property
    def is_live(self) -> bool:
        return self.batch.finished_at is None or self.under_way > 0

    @property
    def processed(self) -> int:
        """Jobs of which it is known what came of them."""
        return self.ended + self.batch.not_done

    @property
    def ended(self) -> int:
        return self.batch.done if self.batch.deed == Batch.Deed.DELETE else self.completed + self.failed

    @property
    def good(self) -> int:
        return self.batch.done if self.batch.deed == Batch.Deed.DELETE else self.completed

    @property
    def waits_for_switch(self) -> bool:
        return self.batch.deed == Batch.Deed.RETRY and self.batch.finished_at is None and bool(switched_off())


def standing_of(batch: Batch) -> Standing:
    by_outcome = Attempt.objects.filter(batch=batch.pk).order_by().values_list("outcome").annotate(Count("pk"))
    found: dict[str, int] = dict(by_outcome)
    return Standing(batch, found.get(Outcome.COMPLETED, 0), found.get(Outcome.FAILED, 0), found.get("", 0))


def _begin(
    deed: Batch.Deed,
    keys: Sequence[int],
    actor: User | None,
    source: Source,
    asked: dict[str, Any],
    left_alone: Counter[str] | None,
) -> Batch:
    alone = left_alone or Counter()
    batch = Batch(deed=deed, actor=actor, source=source, asked=asked, keys=sorted(keys), refused=dict(alone))
    batch.total = len(batch.keys) + alone.total()
    batch.save(force_insert=True)
    batch.refresh_from_db()
    return batch


def _one_step(batch: Batch) -> bool:
    """The next chunk; where something is wrong with it job by job, so that one does not stop all others."""
    for size in (CHUNK, 1, 0):
        try:
            return _next_chunk(batch, size)
        except Exception as error:
            if is_outage(error):
                raise
            telemetry.batch_stumbled(str(batch.pk), size, error)
    return False


def _next_chunk(batch: Batch, size: int) -> bool:
    """One transaction: the next jobs, and the cursor behind them. `size` 0 passes over one job. False where there is
    nothing to do just now, or somebody else does it.
    """
    with transaction.atomic():
        now = Batch.objects.select_for_update(skip_locked=True).filter(pk=batch.pk, finished_at=None).first()
        if now is None:
            return False
        keys = now.keys[now.cursor : now.cursor + max(size, 1)]
        if now.cancelled_at or not keys:
            Batch.objects.filter(pk=now.pk).update(finished_at=Now())
            return False
        if size == 0:
            result = {BROKEN: 1}
            done = 0
        elif now.deed == Batch.Deed.DELETE:
            done, result = _delete(keys, with_files=now.asked["with_files"]), {}
        else:
            if (room := _room(now)) == 0 or switched_off():
                return False
            keys = keys[:room]
            done, result = _retry(now, keys)
        now.cursor += len(keys)
        now.done += done
        now.refused = dict(Counter(now.refused) + Counter(result))
        now.save(update_fields=["cursor", "done", "refused"])
        if now.cursor == len(now.keys):
            Batch.objects.filter(pk=now.pk).update(finished_at=Now())
    return True


def _room(batch: Batch) -> int:
    """How many jobs may be queued now: a person's batch waits for room rather than refuse."""
    if batch.actor is None or not quotas.binds(batch.actor, Source(batch.source)):
        return CHUNK
    return min(CHUNK, quotas.room_for_jobs(batch.actor))


def _retry(batch: Batch, keys: Sequence[int]) -> tuple[int, Counter[str]]:
    request = Request(source=Source(batch.source), actor=batch.actor, batch=batch.pk, **batch.asked)
    moved = set(_failed_since(keys, batch.created_at))
    rest = [key for key in keys if key not in moved]
    later = set[int]()
    if request.from_step not in ("", Step.EXTRACT):
        chosen = AnalysisJob.objects.filter(pk__in=rest)
        later = startable_at(chosen).get(Step(request.from_step), set())
    done, why = 0, Counter({MOVED_ON: len(moved)} if moved else {})
    for some, begin in ((later, request.from_step), (set(rest) - later, "" if request.remedy else Step.EXTRACT)):
        if some:
            result: BulkResult = retry_chunk(sorted(some), replace(request, from_step=str(begin)))
            done += len(result.retried)
            why.update(result.refused.values())
    return done, why


def _failed_since(keys: Sequence[int], moment: datetime) -> list[int]:
    failed = AnalysisJob.objects.failed().filter(pk__in=keys, completed_at__gt=moment)
    return list(failed.values_list("pk", flat=True))


def _delete(keys: Sequence[int], *, with_files: bool) -> int:
    """Delete these jobs with all that hangs on them; how many of them are gone now."""
    # Uploads before jobs, as `delete_upload` locks them.
    uploads = Upload.objects.filter(jobs__in=keys) if with_files else Upload.objects.none()
    locked = list(Upload.objects.filter(pk__in=uploads.values("pk")).order_by("pk").select_for_update())
    jobs = AnalysisJob.objects.filter(pk__in=keys)
    list(jobs.order_by("pk").select_for_update().values_list("pk"))
    jobs.delete()
    unused = Upload.objects.filter(pk__in=[upload.pk for upload in locked], jobs=None)
    unused.delete()
    return len(keys)
