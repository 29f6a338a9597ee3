"""People, workers, rescue and accidents in any order: Hypothesis plays them on the real database, and what must hold
holds after every step. `HYPOTHESIS_PROFILE=thorough` plays ten times as long.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from analysis import services
from analysis.failures import StepFailure
from analysis.jobs import checkpoints, transitions
from analysis.jobs.transitions import LeaseLost
from analysis.models import AnalysisJob, Lease, Source, Upload
from analysis.queue import deliveries as queue
from analysis.services import NotFound, RetryRefused
from analysis.states import Status, Step
from profiles.models import UserProfile
from profiles.resume import Basics, Resume
from tests import life
from tests.invariants import live_violations, quiet_violations

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
CODES = ("llm_timeout", "llm_unavailable", "password_protected", "timeout", "internal_error")
DOCUMENT = {"kind": "text", "pages": [], "ocr": False}

T = TypeVar("T")
picks = st.integers(0, 10**6)


class Life(RuleBasedStateMachine):
    """`leases` are those of workers that live, as far as they know; `zombies` have lost theirs, or are about to."""

    def __init__(self) -> None:
        super().__init__()
        self.leases: list[Lease] = []
        self.zombies: list[Lease] = []

    @initialize()
    def begin(self) -> None:
        self.ada = User.objects.create_user("ada")
        self.staff = User.objects.create_user("sam", is_staff=True)

    def teardown(self) -> None:
        if hasattr(self, "ada"):
            self._let_everything_end()
            assert quiet_violations() == []
            self.ada.delete()
            self.staff.delete()

    # People

    @precondition(lambda self: AnalysisJob.objects.count() < 4)
    @rule()
    def submit(self) -> None:
        life.submitted(self.ada)

    @rule(pick=picks, behind=st.sampled_from([None, 0, 1]), step=st.sampled_from([Step.EXTRACT, Step.STRUCTURE]))
    def retry(self, pick: int, behind: int | None, step: Step) -> None:
        if job := self._job(pick):
            attempt = None if behind is None else job.attempt - behind
            with suppress(RetryRefused):
                services.retry_job(
                    job_id=job.job_id, actor=self.ada, source=Source.API, attempt=attempt, from_step=step
                )

    @rule()
    def retry_all_in_the_admin(self) -> None:
        request = services.Request(source=Source.ADMIN, actor=self.staff, force=True, reason="all of them")
        list(services.retry_jobs(AnalysisJob.objects.all(), request))

    @rule(pick=picks)
    def retry_on_the_command_line(self, pick: int) -> None:
        if job := self._job(pick):
            with suppress(RetryRefused):
                services.retry_job(job_id=job.job_id, actor=None, source=Source.COMMAND, force=True, reason="forced")

    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        if job := self._job(pick):
            services.cancel_job(user=self.ada, job_id=job.job_id)

    @rule(pick=picks)
    def stop_waiting(self, pick: int) -> None:
        if job := self._job(pick):
            services.stop_waiting(user=self.ada, job_id=job.job_id)

    @rule(pick=picks, whole=st.booleans())
    def delete(self, pick: int, whole: bool) -> None:
        if job := self._job(pick):
            with suppress(NotFound):
                if whole and job.upload_id:
                    services.delete_upload(user=self.ada, upload_id=job.upload_id)
                else:
                    services.delete_job(user=self.ada, job_id=job.job_id)

    # Workers

    @rule(pick=picks, acknowledged=st.booleans())
    def deliver(self, pick: int, acknowledged: bool) -> None:
        """A worker gets a delivery; without its acknowledgement the same one comes again."""
        deliveries = [d for d in queue.deliveries() if d.job_id is not None]
        if deliveries:
            delivery = deliveries[pick % len(deliveries)]
            assert delivery.job_id is not None
            assert delivery.attempt is not None
            if held := transitions.claim(delivery.job_id, delivery.attempt):
                self.leases.append(held.lease)
            if acknowledged or held is None:
                self._acknowledge(delivery)

    @rule(pick=picks, percent=st.integers(0, 100))
    def go_on(self, pick: int, percent: int) -> None:
        if lease := self._pick(self.leases, pick):
            transitions.renew(lease)
            transitions.record_progress(lease, step=Step.EXTRACT, progress=percent)

    @rule(pick=picks)
    def keep_a_checkpoint(self, pick: int) -> None:
        if lease := self._pick(self.leases, pick):
            with suppress(LeaseLost):
                transitions.keep_checkpoint(lease, checkpoints.of(Step.EXTRACT, DOCUMENT), seconds=0.1)

    @rule(pick=picks)
    def finish(self, pick: int) -> None:
        self._end(pick, self._complete)

    @rule(pick=picks, code=st.sampled_from(CODES))
    def fail(self, pick: int, code: str) -> None:
        self._end(pick, lambda lease: transitions.fail(AnalysisJob.objects.held_by(lease), StepFailure(code)))

    @rule(pick=picks)
    def crash(self, pick: int) -> None:
        if lease := self._pick(self.leases, pick):
            self.leases.remove(lease)
            self.zombies.append(lease)
            AnalysisJob.objects.held_by(lease).update(lease_expires_at=Now() - timedelta(seconds=1))

    @rule(pick=picks)
    def zombie_writes(self, pick: int) -> None:
        """A worker that was taken for dead wakes up. If rescue has not been there yet it still holds its lease."""
        if lease := self._pick(self.zombies, pick):
            with suppress(LeaseLost):
                self._complete(lease)

    # Time and accidents

    @rule(seconds=st.sampled_from([1, 20, 60, 3600]))
    def time_passes(self, seconds: int) -> None:
        self._shift(timedelta(seconds=seconds))

    @rule()
    def sweep(self) -> None:
        services.sweep()

    @rule()
    def rescue(self) -> None:
        services.rescue()

    @rule()
    def queue_is_emptied(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_q_ormq")

    @invariant()
    def what_must_hold_holds(self) -> None:
        assert live_violations() == []

    # How the rules do what they do

    def _job(self, pick: int) -> AnalysisJob | None:
        return self._pick(list(AnalysisJob.objects.order_by("pk")), pick)

    @staticmethod
    def _pick(things: list[T], pick: int) -> T | None:
        return things[pick % len(things)] if things else None

    def _end(self, pick: int, ending: Callable[[Lease], object]) -> None:
        if lease := self._pick(self.leases, pick):
            self.leases.remove(lease)
            self.zombies.append(lease)
            with suppress(LeaseLost):
                ending(lease)

    @staticmethod
    def _complete(lease: Lease) -> None:
        transitions.complete(lease, resume=Resume(basics=Basics(name="Ada")), evidence={}, seconds=0.1)

    @staticmethod
    def _acknowledge(delivery: queue.Delivery) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_q_ormq WHERE id = %s AND lock = %s", [delivery.id, delivery.lock])

    @staticmethod
    def _shift(span: timedelta) -> None:
        """Let time pass for whatever waits; a worker that lives renews its lease meanwhile."""
        AnalysisJob.objects.filter(status=Status.FAILED, next_retry_at__isnull=False).update(
            next_retry_at=F("next_retry_at") - span
        )
        AnalysisJob.objects.filter(status=Status.QUEUED).update(queued_at=F("queued_at") - span)

    def _let_everything_end(self) -> None:
        """Nobody interferes any more: rescue and workers alone bring every job to its end."""
        for lease in self.leases:
            AnalysisJob.objects.held_by(lease).update(lease_expires_at=Now() - timedelta(seconds=1))
        for _ in range(12):
            self._shift(timedelta(hours=1))
            services.rescue()
            for delivery in list(queue.deliveries()):
                if (
                    delivery.job_id
                    and delivery.attempt
                    and (held := transitions.claim(delivery.job_id, delivery.attempt))
                ):
                    self._complete(held.lease)
                self._acknowledge(delivery)
            if not AnalysisJob.objects.active().exists() and not AnalysisJob.objects.retry_due().exists():
                return
        raise AssertionError(f"these never end: {list(AnalysisJob.objects.values('job_id', 'status', 'error_code'))}")


@pytest.mark.django_db(transaction=True)
def test_in_any_order_of_events_what_must_hold_holds() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=300 if THOROUGH else 25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not Upload.objects.exists()
    assert not UserProfile.objects.exists()
