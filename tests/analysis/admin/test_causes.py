"""Failed jobs grouped by cause, and the retry of a group."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from analysis.failures import AS_WRITTEN, StepFailure
from analysis.jobs import transitions
from analysis.models import AnalysisJob
from analysis.monitoring.causes import causes, failed_by
from analysis.states import Status, Step
from tests import life
from tests.analysis.admin.pages import LIST, Admin

PAGE = f"{LIST}causes/"


def failed_with(user: User, message: str, code: str = "internal_error", step: Step = Step.STRUCTURE) -> AnalysisJob:
    job = life.failed(life.submitted(user), code, step=step)
    AnalysisJob.objects.filter(pk=job.pk).update(error_reason=AS_WRITTEN, error_message=message)
    return job


def test_jobs_are_grouped_by_code_step_and_message_without_its_numbers(ada: User, ben: User) -> None:
    alike = [failed_with(user, f"Page {page} of {page + 9} took 1{page}.5 s.") for page, user in ((1, ada), (12, ben))]
    other_message = failed_with(ada, "Page one of nine took long.")
    other_step = failed_with(ada, "Page 1 of 10 took 11.5 s.", step=Step.EXTRACT)
    other_code = failed_with(ada, "Page 1 of 10 took 11.5 s.", "timeout")
    life.completed(life.submitted(ada))
    found = causes(AnalysisJob.objects.all())
    assert [cause.jobs for cause in found] == [2, 1, 1, 1]
    assert set(failed_by(AnalysisJob.objects.all(), found[0].key)) == set(alike)
    rest = {job for cause in found[1:] for job in failed_by(AnalysisJob.objects.all(), cause.key)}
    assert rest == {other_message, other_step, other_code}


def test_jobs_of_one_reason_are_one_cause_whatever_their_numbers(ada: User) -> None:
    for reason, values in (("pages", {"count": "700"}), ("pages", {"count": "900"}), ("slow", {})):
        held = life.claimed(life.submitted(ada))
        failure = StepFailure("too_large", reason, values=values)
        assert transitions.fail(AnalysisJob.objects.held_by(held.lease), failure)
    assert [cause.jobs for cause in causes(AnalysisJob.objects.all())] == [2, 1]


def test_a_cause_says_since_when_how_many_wait_and_how_many_have_no_retries_left(ada: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(3)]
    began = timezone.now() - timedelta(hours=2)
    AnalysisJob.objects.filter(pk=jobs[0].pk).update(completed_at=began)
    AnalysisJob.objects.filter(pk=jobs[1].pk).update(next_retry_at=timezone.now())
    AnalysisJob.objects.filter(pk=jobs[2].pk).update(retries_used=3)
    (cause,) = causes(AnalysisJob.objects.all())
    assert (cause.jobs, cause.since, cause.waiting, cause.used_up) == (3, began, 1, 1)
    assert (cause.error_code, cause.step, cause.permanent) == ("llm_timeout", "structure", False)


@pytest.mark.django_db
def test_where_nothing_is_failed_the_page_says_so(operator: Admin) -> None:
    assert "No job is failed." in operator.get(PAGE)


def test_the_page_names_each_cause_in_words_and_numbers(operator: Admin, ada: User) -> None:
    for _ in range(2):
        life.submitted_and_failed(ada)
    life.submitted_and_failed(ada, "password_protected")
    said = operator.get(PAGE)
    now = timezone.now()
    assert f"2 × The language model did not answer, since {now:%H}:" in said
    assert "1 × Protected by a password, since" in said
    assert "a retry alone will not fix it" in said


def test_a_group_is_retried_through_the_same_confirmation(operator: Admin, ada: User) -> None:
    alike = [life.submitted_and_failed(ada) for _ in range(3)]
    other = life.submitted_and_failed(ada, "no_text")
    key = causes(AnalysisJob.objects.filter(error_code="llm_timeout"))[0].key
    assert f'action="{LIST}?cause={key}"' in operator.client.get(PAGE).content.decode()
    said = operator.choose_retry([], query=f"?cause={key}", all_pages=True, _selected_action="0")
    assert "3 of 3 selected jobs will be retried" in said
    assert "3 jobs queued for another attempt." in operator.confirm()
    assert {job.status for job in AnalysisJob.objects.filter(pk__in=[job.pk for job in alike])} == {Status.QUEUED}
    other.refresh_from_db()
    assert other.status == Status.FAILED


def test_staff_who_may_only_look_get_no_button(onlooker: Admin, ada: User) -> None:
    life.submitted_and_failed(ada)
    page = onlooker.client.get(PAGE).content.decode()
    assert "1 × The language model did not answer" in page
    assert "retry_jobs" not in page


def test_other_staff_and_other_people_do_not_see_it(client: object, staff: User, ada: User, rf: object) -> None:
    from tests.analysis.admin.conftest import signed_in

    assert signed_in(staff).client.get(PAGE).status_code == 403
    assert signed_in(ada).client.get(PAGE).status_code == 302
