"""The overview: what goes on just now, and the four plots."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now

from analysis.models import AnalysisJob, Attempt, Breaker, Source
from analysis.monitoring import liveness
from analysis.services import strays
from analysis.uploads import storage
from analysis.uploads.installation import Installation
from tests import life
from tests.analysis.admin.pages import LIST, Admin
from tests.factories import AnalysisJobFactory

PAGE = f"{LIST}overview/"


def test_it_shows_queue_workers_running_attempts_and_failed_jobs(operator: Admin, ada: User) -> None:
    liveness.show("cluster-1", workers=5)
    running = life.submitted(ada)
    life.claimed(running)
    life.submitted(ada)
    life.submitted_and_failed(ada)
    said = operator.get(PAGE)
    assert "Running 1" in said
    assert "Workers free 4 of 5 cluster-1" in said
    assert "Failed 1 0 retry automatically" in said
    assert running.job_id in said
    assert re.search(r"\boldest \d+ s\b", said)


@pytest.mark.django_db
def test_it_shows_that_nobody_works(operator: Admin) -> None:
    said = operator.get(PAGE)
    assert "Cluster: no worker cluster was seen in the last 15 seconds" in said
    assert "Workers free 0 of 0 no cluster" in said


@pytest.mark.django_db
def test_it_shows_which_automatic_retries_pause_and_no_others(operator: Admin) -> None:
    Breaker.objects.create(error_code="llm_timeout")
    Breaker.objects.create(error_code="llm_unavailable", closed_at=Now())
    said = operator.get(PAGE)
    assert "The language model did not answer strikes everybody: automatic retries of this cause pause since" in said
    assert "The language model is not available strikes" not in said


@pytest.mark.django_db
def test_its_living_part_is_asked_for_alone(operator: Admin) -> None:
    page = operator.client.get(PAGE).content.decode()
    (address,) = re.findall(r'hx-get="([^"]+)"', page)
    part = operator.client.get(address).content.decode()
    assert part.lstrip().startswith('<div id="live"')
    assert "<svg" not in part


def test_the_plots_come_to_what_happened(operator: Admin, ada: User) -> None:
    AnalysisJobFactory(user=ada, completed=True, attempt=2)
    AnalysisJobFactory(user=ada, completed=True, attempt=3)
    AnalysisJobFactory(user=ada, failed=True, attempt=2)
    AnalysisJobFactory(user=ada, completed=True)
    said = operator.get(PAGE)
    assert "Recovery 67% of retried jobs ended completed (2 of 3)" in said
    assert "Reasons The language model did not answer comes first" in said
    assert "Time to retry Half of them within 1 min" in said
    assert "Outcomes 50% of retried attempts completed (2 of 4)" in said


def test_automatic_retries_say_nothing_of_how_long_people_take(operator: Admin, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True, attempt=2, auto_retries_used=1)
    job.attempts.filter(number=2).update(source=Source.AUTOMATIC)
    assert "Nobody retried anything" in operator.get(PAGE)


@pytest.mark.django_db
def test_plots_without_anything_to_show_say_so(operator: Admin) -> None:
    said = operator.get(PAGE)
    assert said.count("Nothing to show in this range.") == 4
    assert "Nobody retried anything" in said


def test_two_ranges_are_offered_and_the_longer_one_reaches_further(operator: Admin, ada: User) -> None:
    job = AnalysisJobFactory(user=ada, completed=True, attempt=2)
    Attempt.objects.filter(job=job, number=2).update(finished_at=Now() - timedelta(days=3))
    AnalysisJob.objects.filter(pk=job.pk).update(completed_at=Now() - timedelta(days=3))
    assert "No retry ended" in operator.get(PAGE)
    assert "100% of retried jobs ended completed (1 of 1)" in operator.get(f"{PAGE}?range=fortnight")
    assert "No retry ended" in operator.get(f"{PAGE}?range=nonsense")


@pytest.mark.django_db
def test_nothing_in_it_breaks_the_content_security_policy(operator: Admin, ada: User) -> None:
    AnalysisJobFactory(user=ada, completed=True, attempt=2)
    page = operator.client.get(PAGE).content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", page)


@pytest.mark.django_db
def test_it_says_when_retry_is_switched_off(operator: Admin, settings: Any) -> None:
    assert "Retry is switched off" not in operator.get(PAGE)
    settings.ANALYSIS_RETRY_ENABLED = False
    assert "Retry is switched off" in operator.get(PAGE)


@pytest.mark.django_db
def test_files_without_a_row_are_counted_and_a_stop_of_their_cleaning_is_told(operator: Admin) -> None:
    Installation.get()
    assert "without a row" not in operator.get(PAGE)
    Installation.objects.update(cleaning_stopped="4 of 5 files have no row")
    storage.require_present()
    quarantine = strays.quarantine_of(Installation.get()) / "2026-12-01/uploads"
    quarantine.mkdir(parents=True)
    (quarantine / "stray").write_text("left behind")
    said = operator.get(PAGE)
    assert "because 4 of 5 files have no row" in said
    assert "1 file without a row is in quarantine" in said
