"""Retry all failed where there are many: a batch, with a page that follows it."""

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.states import Status
from analysis.web.views.retry import MOST_NAMED
from tests import life
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


def test_more_than_one_transaction_retries_goes_on_in_the_background_with_a_page_of_its_own(
    visitor: Visitor, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "CHUNK", 3)
    jobs = [AnalysisJobFactory(user=ada, failed=True) for _ in range(3)]
    AnalysisJobFactory(user=ada, failed=True, attempt=4)
    answer = visitor.post("/profile/retry-failed", follow=True)
    address = answer.redirect_chain[-1][0]
    assert "0 of 4 done" in words(answer)
    assert 'hx-trigger="every 2s"' in answer.content.decode()
    assert visitor.ask("post", "/profile/retry-failed").headers["HX-Redirect"] == address, "sent again: the same batch"
    services.sweep()
    life.completed(jobs[0])
    life.failed(jobs[1])
    part = visitor.ask("get", address)
    assert "<html" not in part.content.decode()
    assert "1 of 4 done , 1 failed again, 1 left alone" in words(part)
    assert "Retry limit reached: 3 of 3 retries used" in words(part)
    assert Visitor(ben).get(address).status_code == 404
    life.completed(jobs[2])
    assert "hx-trigger" not in visitor.ask("get", address).content.decode(), "nothing changes any more"


def test_a_batch_is_stopped_without_a_script_too(
    visitor: Visitor, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "CHUNK", 1)
    for _ in range(2):
        AnalysisJobFactory(user=ada, failed=True)
    address = visitor.post("/profile/retry-failed", follow=True).redirect_chain[-1][0]
    assert Visitor(ben).post(f"{address}/stop").status_code == 404
    page = words(visitor.post(f"{address}/stop", follow=True))
    assert "Stopped." in page
    assert "2 were not begun." in page
    services.sweep()
    assert ada.jobs.filter(status=Status.QUEUED).count() == 0


def test_the_question_names_some_and_counts_the_others(visitor: Visitor, ada: User) -> None:
    for _ in range(MOST_NAMED + 2):
        AnalysisJobFactory(user=ada, failed=True)
    page = visitor.ask("get", "/profile/retry-failed")
    assert "and 2 more" in words(page)
    assert page.content.decode().count("<li><strong>") == MOST_NAMED
