"""The action "Retry selected jobs": what it shows before, what it does, what it says afterwards."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from analysis import services
from analysis.models import AnalysisJob, Attempt, Source
from analysis.queue import deliveries as queue
from analysis.states import Status
from tests import invariants, life
from tests.analysis.admin.pages import LIST, Admin
from tests.factories import AnalysisJobFactory

DISABLED = "Retry is disabled: ANALYSIS_RETRY_ENABLED is off."


def status(job: AnalysisJob) -> str:
    job.refresh_from_db()
    return job.status


def used_up(user: User) -> AnalysisJob:
    """A failed job without retries left."""
    return AnalysisJobFactory(user=user, failed=True, attempt=4)


def test_it_asks_first_with_the_counts_of_what_will_and_will_not_be_retried_and_why(
    operator: Admin, ada: User, failed_job: AnalysisJob
) -> None:
    gone = life.submitted_and_failed(ada)
    assert gone.upload
    gone.upload.file.storage.delete(str(gone.upload.file.name))
    jobs = [failed_job, life.completed(life.submitted(ada)), life.submitted(ada), used_up(ada), gone]
    said = operator.choose_retry(jobs)
    assert "1 of 5 selected jobs will be retried" in said
    assert "1 Only failed jobs can be retried, current status: completed" in said
    assert "1 Only failed jobs can be retried, current status: queued" in said
    assert f"1 The upload is no longer there {gone.job_id}" in said
    assert f"1 No retries left: 3 of 3 used; you may go past the limit below {jobs[3].job_id}" in said
    assert status(failed_job) == Status.FAILED


def test_what_is_confirmed_is_queued_and_the_rest_is_told(operator: Admin, ada: User, failed_job: AnalysisJob) -> None:
    done = life.completed(life.submitted(ada))
    operator.choose_retry([failed_job, done])
    said = operator.confirm()
    assert "1 job queued for another attempt." in said
    assert "1 job skipped: 1 × only failed jobs can be retried, current status: completed." in said
    assert (status(failed_job), status(done)) == (Status.QUEUED, Status.COMPLETED)
    assert [(d.job_id, d.attempt) for d in queue.deliveries() if d.attempt == 2] == [(failed_job.pk, 2)]


def test_the_history_says_who_did_it_and_why(operator: Admin, failed_job: AnalysisJob) -> None:
    operator.choose_retry([failed_job])
    operator.confirm(reason="the model is back")
    attempt = failed_job.attempts.get(number=2)
    assert (attempt.source, attempt.actor, attempt.reason) == (Source.ADMIN, operator.user, "the model is back")
    assert not attempt.forced
    assert "olga (Admin): the model is back" in operator.get(f"{LIST}{failed_job.pk}/change/")


def test_jobs_without_retries_left_are_retried_only_where_somebody_ticks_it_and_says_why(
    operator: Admin, ada: User
) -> None:
    job = used_up(ada)
    assert "The selected job can't be retried without going past the limit." in operator.choose_retry([job])
    assert "Say why these jobs are retried past their limit" in operator.confirm(force=True)
    assert status(job) == Status.FAILED
    assert "1 job queued for another attempt." in operator.confirm(force=True, reason="the model was down all day")
    attempt = job.attempts.get(number=5)
    assert (attempt.forced, attempt.actor, attempt.reason) == (True, operator.user, "the model was down all day")
    assert invariants.live_violations() == []


def test_without_the_tick_those_past_the_limit_are_left_alone(
    operator: Admin, ada: User, failed_job: AnalysisJob
) -> None:
    over = used_up(ada)
    operator.choose_retry([failed_job, over])
    said = operator.confirm(reason="because")
    assert "1 job skipped: 1 × retry limit reached: 3 of 3 retries used." in said
    assert (status(failed_job), status(over)) == (Status.QUEUED, Status.FAILED)
    assert not failed_job.attempts.get(number=2).forced


def test_all_that_match_across_all_pages_are_retried_and_no_others(operator: Admin, ada: User) -> None:
    for _ in range(230):
        AnalysisJobFactory(user=ada, failed=True, error="llm_timeout")
    other = life.submitted_and_failed(ada, "no_text")
    some = AnalysisJob.objects.filter(error_code="llm_timeout")[:50]
    said = operator.choose_retry(some, query="?error_code=llm_timeout", all_pages=True)
    assert "230 of 230 selected jobs will be retried" in said
    assert "0 of 230 done" in operator.confirm()
    for _ in range(60):  # a sweep takes a moment's share of it
        services.sweep()
    assert AnalysisJob.objects.filter(status=Status.QUEUED, attempt=2).count() == 230
    assert status(other) == Status.FAILED
    assert invariants.live_violations() == []


def test_a_search_bounds_what_all_means(operator: Admin, ada: User, ben: User) -> None:
    hers, his = life.submitted_and_failed(ada), life.submitted_and_failed(ben)
    operator.choose_retry([hers], query="?q=ada", all_pages=True)
    operator.confirm()
    assert (status(hers), status(his)) == (Status.QUEUED, Status.FAILED)


def test_jobs_that_failed_after_the_preview_are_left_alone(operator: Admin, ada: User, failed_job: AnalysisJob) -> None:
    operator.choose_retry([failed_job], query="?status=failed", all_pages=True)
    later = life.submitted_and_failed(ada)
    AnalysisJob.objects.filter(pk=later.pk).update(completed_at=timezone.now() + timedelta(seconds=1))
    assert "1 job skipped: 1 × failed after you looked." in operator.confirm()
    assert (status(failed_job), status(later)) == (Status.QUEUED, Status.FAILED)


def test_what_somebody_else_retried_meanwhile_is_not_retried_again(operator: Admin, failed_job: AnalysisJob) -> None:
    operator.choose_retry([failed_job])
    page = operator.page
    operator.confirm()
    operator.page = page
    assert "1 job skipped: 1 × only failed jobs can be retried, current status: queued." in operator.confirm()
    assert failed_job.attempts.count() == 2


def test_a_job_that_failed_in_the_same_second_as_the_preview_counts(operator: Admin, failed_job: AnalysisJob) -> None:
    operator.choose_retry([failed_job])
    assert failed_job.completed_at
    assert "1 job queued" in operator.confirm()


def test_staff_who_may_only_look_can_neither_see_nor_send_it(onlooker: Admin, failed_job: AnalysisJob) -> None:
    assert "Retry selected jobs" not in onlooker.get(LIST)
    onlooker.choose_retry([failed_job], confirmed="yes", until=timezone.now().isoformat())
    assert status(failed_job) == Status.FAILED


def test_people_who_are_no_staff_see_nothing_of_it(client: Any, ada: User, failed_job: AnalysisJob) -> None:
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(LIST, {"action": "retry_jobs", "_selected_action": failed_job.pk, "confirmed": "yes"})
    assert answer.status_code == 302
    assert status(failed_job) == Status.FAILED


def test_where_retry_is_switched_off_it_says_so(operator: Admin, failed_job: AnalysisJob, settings: Any) -> None:
    settings.ANALYSIS_RETRY_ENABLED = False
    assert DISABLED in operator.choose_retry([failed_job])


def test_switched_off_between_preview_and_confirmation_it_does_nothing(
    operator: Admin, failed_job: AnalysisJob, settings: Any
) -> None:
    operator.choose_retry([failed_job])
    settings.ANALYSIS_RETRY_ENABLED = False
    assert DISABLED in operator.confirm()
    assert status(failed_job) == Status.FAILED


@pytest.mark.parametrize("until", ["", "yesterday", "\0"])
def test_a_confirmation_without_a_time_is_asked_for_again(operator: Admin, failed_job: AnalysisJob, until: str) -> None:
    said = operator.choose_retry([failed_job], confirmed="yes", until=until)
    assert "1 of 1 selected job will be retried" in said
    assert status(failed_job) == Status.FAILED


def test_a_retry_takes_the_place_of_the_one_that_waits(operator: Admin, ada: User) -> None:
    job = life.failed(life.submitted(ada), waits=True)
    AnalysisJob.objects.filter(pk=job.pk).update(next_retry_at=timezone.now() + timedelta(minutes=5))
    assert "1 waits for an automatic retry, which this replaces." in operator.choose_retry([job])
    operator.confirm()
    job.refresh_from_db()
    assert (job.attempt, job.next_retry_at, job.retries_used) == (2, None, 1)


def test_a_batch_has_a_number_of_its_own(operator: Admin, ada: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(3)]
    operator.choose_retry(jobs)
    operator.confirm()
    (batch,) = set(Attempt.objects.filter(number=2).values_list("batch", flat=True))
    assert isinstance(batch, uuid.UUID)
    assert invariants.quiet_violations() == []


def test_a_single_job_is_retried_from_its_own_page_in_the_same_way(operator: Admin, failed_job: AnalysisJob) -> None:
    page = operator.client.get(f"{LIST}{failed_job.pk}/change/").content.decode()
    assert f'<input type="hidden" name="_selected_action" value="{failed_job.pk}">' in page
    assert ">Retry</button>" in page


def test_a_job_that_cannot_be_retried_has_no_button_for_it(operator: Admin, onlooker: Admin, ada: User) -> None:
    done, failed = life.completed(life.submitted(ada)), life.submitted_and_failed(ada)
    assert b">Retry</button>" not in operator.client.get(f"{LIST}{done.pk}/change/").content
    assert b">Retry</button>" not in onlooker.client.get(f"{LIST}{failed.pk}/change/").content


def test_jobs_whose_text_is_kept_may_begin_after_it_and_the_others_at_the_beginning(
    operator: Admin, ada: User, failed_job: AnalysisJob
) -> None:
    read, spent = life.read_and_failed(ada), life.read_and_failed(ada)
    AnalysisJob.objects.filter(pk=spent.pk).update(retries_used=3)
    said = operator.choose_retry([failed_job, read, spent])
    assert "2 of 3 selected jobs will be retried." in said
    assert "Only the analysis of the 2 whose text is kept, the others from the beginning" in said
    operator.confirm(from_step="structure", force=True, reason="the model is back")
    begun = {job.pk: job.attempts.get(number=2).from_step for job in (failed_job, read, spent)}
    assert begun == {failed_job.pk: "extract", read.pk: "structure", spent.pk: "structure"}


def test_where_to_begin_is_asked_only_where_there_is_a_choice_and_the_beginning_is_the_answer(
    operator: Admin, ada: User, failed_job: AnalysisJob
) -> None:
    assert "Where to begin" not in operator.choose_retry([failed_job])
    read = life.read_and_failed(ada)
    assert "Only the analysis: the text that was read is kept" in operator.choose_retry([read])
    operator.confirm()
    assert read.attempts.get(number=2).from_step == "extract"


def test_jobs_whose_profile_is_kept_may_begin_at_saving(operator: Admin, ada: User) -> None:
    read, structured = life.read_and_failed(ada), life.structured_and_failed(ada)
    said = operator.choose_retry([read, structured])
    assert "Only the analysis of the 2 whose text is kept" in said
    assert "Only saving of the 1 whose profile is kept, the others from the beginning" in said
    operator.confirm(from_step="save")
    assert structured.attempts.get(number=2).from_step == "save"
    assert read.attempts.get(number=2).from_step == "extract"


def test_a_text_that_another_version_read_is_not_kept(operator: Admin, ada: User) -> None:
    read = life.read_and_failed(ada)
    read.checkpoints.update(version=0)
    assert "Where to begin" not in operator.choose_retry([read])


def test_the_choice_costs_one_query_however_many_jobs_there_are(
    operator: Admin, ada: User, django_assert_max_num_queries: Any
) -> None:
    jobs = [life.read_and_failed(ada) for _ in range(12)]
    with django_assert_max_num_queries(16):
        operator.choose_retry(jobs)
