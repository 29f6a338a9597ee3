"""A failure is stored as code, reason and values, so that rewording a sentence changes what old rows say as well."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import translation

from analysis.failures import REASONS, StepFailure
from analysis.jobs import transitions
from analysis.jobs.next_attempt import start_next_attempts
from analysis.models import AnalysisJob, Source
from analysis.web.words import in_words
from tests import life

pytestmark = pytest.mark.django_db


def failed_with(user: User, failure: StepFailure) -> AnalysisJob:
    held = life.claimed(life.submitted(user))
    assert transitions.fail(AnalysisJob.objects.held_by(held.lease), failure)
    return AnalysisJob.objects.get(pk=held.job.pk)


def test_a_reworded_sentence_is_what_a_stored_failure_says(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = failed_with(ada, StepFailure("too_large", "pages", values={"count": "1,200"}))
    monkeypatch.setitem(REASONS["too_large"], "pages", ("Too many pages: %(count)s.",))
    assert str(job.error) == "Too many pages: 1,200."
    assert str(job.attempts.get(number=1).error) == "Too many pages: 1,200."


def test_it_is_read_in_the_readers_language(ada: User) -> None:
    job = failed_with(ada, StepFailure("unsupported", "office", values={"what": "workbook"}))
    assert job.error is not None
    with translation.override("de"):
        assert in_words(job.error).startswith("Das ist eine Excel-Arbeitsmappe. ")


def test_what_the_release_before_stores_is_said_as_it_was_written(ada: User) -> None:
    """It knows neither reason nor values, and may run beside this one during a deployment."""
    job = life.submitted_and_failed(ada)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE analysis_jobs SET error_reason = DEFAULT, error_values = DEFAULT, error_message = 'As it was.' "
            "WHERE id = %s",
            [job.pk],
        )
    assert str(AnalysisJob.objects.get(pk=job.pk).error) == "As it was."


def test_a_retry_forgets_the_reason(ada: User) -> None:
    job = failed_with(ada, StepFailure("unsupported", "office", values={"what": "workbook"}))
    start_next_attempts([job], source=Source.PAGE)
    job.refresh_from_db()
    assert (job.error, job.error_values) == (None, {})
