"""`manage.py retry_job`: what it retries, what it says, how it exits."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from analysis.models import AnalysisJob, Attempt, Source
from analysis.queue import deliveries as queue
from analysis.states import Status
from tests import invariants, life
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


CAUSE = "1 × The language model did not answer (llm_timeout)\n"


class Said:
    """What a run of the command wrote, and its exit code."""

    def __init__(self, *arguments: Any, terminal: bool = False) -> None:
        out, err = io.StringIO(), _Terminal() if terminal else io.StringIO()
        self.code: Any = 0
        try:
            call_command("retry_job", *map(str, arguments), stdout=out, stderr=err)
        except SystemExit as exit_:
            self.code = exit_.code
        self.out, self.err = out.getvalue(), err.getvalue()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def status(job: AnalysisJob) -> str:
    job.refresh_from_db()
    return job.status


def test_a_named_job_is_retried_and_the_exit_code_is_0(failed_job: AnalysisJob) -> None:
    said = Said(failed_job.job_id)
    assert (said.code, said.out, said.err) == (0, "1 of 1 retried.\n", "")
    assert status(failed_job) == Status.QUEUED
    assert [(d.job_id, d.attempt) for d in queue.deliveries()] == [(failed_job.pk, 2)]
    assert invariants.quiet_violations() == []


def test_the_history_says_that_the_command_line_asked(failed_job: AnalysisJob) -> None:
    Said(failed_job.job_id, "--reason", "the model is back")
    attempt = failed_job.attempts.get(number=2)
    assert (attempt.source, attempt.actor, attempt.reason) == (Source.COMMAND, None, "the model is back")


def test_a_refused_job_gets_a_line_on_standard_error_and_the_others_go_on(ada: User, failed_job: AnalysisJob) -> None:
    done = life.completed(life.submitted(ada))
    said = Said(done.job_id, "job_unknown", failed_job.job_id)
    assert said.code == 3
    assert said.err.splitlines() == [
        f"{done.job_id}: only failed jobs can be retried, current status: completed",
        "job_unknown: Job not found",
    ]
    assert said.out == "1 of 3 retried, 2 not.\n"
    assert status(failed_job) == Status.QUEUED


def test_a_job_named_twice_is_retried_once(failed_job: AnalysisJob) -> None:
    assert Said(failed_job.job_id, failed_job.job_id).out == "1 of 1 retried.\n"
    assert failed_job.attempts.count() == 2


@pytest.mark.parametrize("odd", ["", "job_\0", "job_" + "x" * 4000, "'; --", "\x1b[31mjob_red"])
def test_an_odd_id_is_no_job_and_writes_no_control_characters(odd: str) -> None:
    said = Said(odd, "job_other")
    assert said.code == 3
    assert said.err.count("Job not found\n") == 2
    assert "\x1b" not in said.err


def test_all_failed_jobs_are_retried_and_no_others(ada: User, ben: User) -> None:
    failed = [life.submitted_and_failed(user) for user in (ada, ben, ada)]
    waiting = life.submitted(ada)
    said = Said("--all-failed")
    assert (said.code, said.out) == (0, "3 of 3 retried.\n")
    assert {status(job) for job in failed} == {Status.QUEUED}
    assert waiting.attempts.count() == 1
    assert Attempt.objects.filter(number=2).values_list("batch").distinct().count() == 1


def test_no_failed_job_is_nothing_to_complain_about() -> None:
    said = Said("--all-failed")
    assert (said.code, said.out) == (0, "No failed job matches: there is nothing to retry.\n")


def test_all_failed_can_be_narrowed_by_code_user_and_time(ada: User, ben: User) -> None:
    wanted = life.submitted_and_failed(ada, "llm_timeout")
    other_code = life.submitted_and_failed(ada, "no_text")
    other_user = life.submitted_and_failed(ben, "llm_timeout")
    old = life.submitted_and_failed(ada, "llm_timeout")
    AnalysisJob.objects.filter(pk=old.pk).update(completed_at=timezone.now() - timedelta(hours=3))
    said = Said("--all-failed", "--error-code", "llm_timeout", "--user", "ada", "--since", "2h")
    assert said.out == "1 of 1 retried.\n"
    assert status(wanted) == Status.QUEUED
    assert {status(job) for job in (other_code, other_user, old)} == {Status.FAILED}


def test_a_limit_is_spent_on_jobs_that_can_be_retried_and_failed_first(ada: User) -> None:
    used_up = AnalysisJobFactory(user=ada, failed=True, attempt=4)
    newer = AnalysisJobFactory(user=ada, failed=True)
    older = AnalysisJobFactory(user=ada, failed=True)
    for job, hours in ((used_up, 9), (older, 5), (newer, 1)):
        AnalysisJob.objects.filter(pk=job.pk).update(completed_at=timezone.now() - timedelta(hours=hours))
    assert Said("--all-failed", "--limit", 1).out == "1 of 1 retried.\n"
    assert [status(job) for job in (used_up, older, newer)] == [Status.FAILED, Status.QUEUED, Status.FAILED]


def test_the_limit_of_retries_holds_without_force(ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, attempt=4)
    said = Said(job.job_id)
    assert (said.code, said.err) == (3, f"{job.job_id}: retry limit reached: 3 of 3 retries used\n")


def test_force_goes_past_the_limit_and_the_history_says_who_and_why(ada: User) -> None:
    job = AnalysisJobFactory(user=ada, failed=True, attempt=4)
    assert Said(job.job_id, "--force").code == 0
    attempt = job.attempts.get(number=5)
    assert attempt.forced
    assert attempt.reason.startswith("forced from the command line by ")
    assert invariants.live_violations() == []


def test_force_goes_past_nothing_but_the_limit(ada: User) -> None:
    job = life.submitted(ada)
    assert Said(job.job_id, "--force").code == 3
    assert job.attempts.count() == 1


def test_a_retry_from_structure_keeps_the_text_and_is_refused_without_one(ada: User, failed_job: AnalysisJob) -> None:
    with_text = life.read_and_failed(ada)
    said = Said(with_text.job_id, failed_job.job_id, "--from-step", "structure")
    assert said.err == f"{failed_job.job_id}: no output of the step extract is kept\n"
    assert with_text.attempts.get(number=2).from_step == "structure"
    assert with_text.checkpoints.filter(step="extract").exists()


def test_a_dry_run_says_the_same_and_changes_nothing(ada: User, failed_job: AnalysisJob) -> None:
    used_up = AnalysisJobFactory(user=ada, failed=True, attempt=4)
    said = Said("--all-failed", "--dry-run")
    assert said.code == 3
    assert said.out == f"{failed_job.job_id}: would be retried\n{CAUSE}1 of 2 would be retried, 1 not.\n"
    assert said.err == f"{used_up.job_id}: retry limit reached: 3 of 3 retries used\n"
    assert {status(failed_job), status(used_up)} == {Status.FAILED}
    assert failed_job.attempts.count() == 1


def test_a_dry_run_of_a_name_says_the_same(failed_job: AnalysisJob) -> None:
    said = Said(failed_job.job_id, "job_unknown", "--dry-run")
    assert (said.code, said.err) == (3, "job_unknown: Job not found\n")
    assert status(failed_job) == Status.FAILED


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Which jobs? Name them, or say --all-failed."),
        (["--since", "2h"], "--since goes with --all-failed."),
        (["--user", "ada"], "--user goes with --all-failed."),
        (["job_1", "--limit", "3"], "--limit goes with --all-failed."),
        (["job_1", "--all-failed"], "Name jobs or say --all-failed, not both."),
        (["--all-failed", "--user", "nobody"], 'There is no user "nobody".'),
        (["--all-failed", "--error-code", "llm_timeot"], 'There is no error code "llm_timeot".'),
        (["--all-failed", "--since", "yesterday"], '"yesterday" is no duration'),
        (["--all-failed", "--since", "0h"], "no time at all"),
        (["--all-failed", "--since", "999999w"], "too long"),
        (["--all-failed", "--limit", "0"], '"0" is no number of jobs'),
        (["--all-failed", "--from-step", "guess"], "invalid choice"),
        (["job_1", "--force", "--reason", "x" * 501], "The reason is too long"),
    ],
)
def test_a_choice_that_is_none_is_refused_and_nothing_is_done(
    failed_job: AnalysisJob, arguments: list[str], complaint: str
) -> None:
    with pytest.raises(CommandError) as refused:
        Said(*arguments)
    assert complaint in str(refused.value)
    assert status(failed_job) == Status.FAILED


def test_where_retry_is_switched_off_the_command_says_so(failed_job: AnalysisJob, settings: Any) -> None:
    settings.ANALYSIS_RETRY_ENABLED = False
    with pytest.raises(CommandError, match="Retry is disabled: ANALYSIS_RETRY_ENABLED is off"):
        Said("--all-failed")
    assert status(failed_job) == Status.FAILED


def test_a_bar_is_drawn_on_a_terminal_only(ada: User) -> None:
    for _ in range(2):
        life.submitted_and_failed(ada)
    assert "2 of 2" in Said("--all-failed", terminal=True).err
    for job in AnalysisJob.objects.all():
        life.failed(job)
    assert Said("--all-failed").err == ""


def test_more_jobs_than_a_chunk_are_all_retried_with_one_attempt_each(ada: User) -> None:
    for _ in range(120):
        AnalysisJobFactory(user=ada, failed=True)
    assert Said("--all-failed").out == "120 of 120 retried.\n"
    assert Attempt.objects.filter(number=2).count() == 120
    assert invariants.quiet_violations() == []


def test_programs_get_a_line_of_json_for_each_job(ada: User, failed_job: AnalysisJob) -> None:
    done = life.completed(life.submitted(ada))
    tried = Said(failed_job.job_id, done.job_id, "--dry-run", "--json")
    assert [json.loads(line)["result"] for line in tried.out.splitlines()] == ["would retry", "refused"]
    said = Said(failed_job.job_id, done.job_id, "--json")
    assert (said.code, said.err) == (3, "")
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {"job_id": failed_job.job_id, "result": "retried"},
        {
            "job_id": done.job_id,
            "result": "refused",
            "message": "only failed jobs can be retried, current status: completed",
        },
    ]


def test_since_takes_a_time_of_day(ada: User, failed_job: AnalysisJob) -> None:
    early = life.submitted_and_failed(ada)
    AnalysisJob.objects.filter(pk=early.pk).update(completed_at=timezone.now() - timedelta(days=2))
    a_minute_ago = (timezone.now() - timedelta(minutes=1)).astimezone()
    said = Said("--all-failed", "--since", f"{a_minute_ago:%H:%M}")
    assert said.out == "1 of 1 retried.\n"
    assert status(early) == Status.FAILED
