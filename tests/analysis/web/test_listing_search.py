"""A search by file name goes along with filters, counts and polls."""

import pytest
from django.contrib.auth.models import User

from tests.analysis.web.conftest import Visitor
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(ada: User) -> None:
    for name, state in (("baker.pdf", "failed"), ("baker-2.pdf", "completed"), ("cook.pdf", "failed")):
        AnalysisJobFactory(user=ada, upload__filename=name, **{state: True})


@pytest.mark.usefixtures("files")
def test_filters_keep_the_search_and_count_what_it_finds(visitor: Visitor) -> None:
    filters = {one.name: one for one in visitor.get("/profile?q=baker").context["listing"].filters}
    assert {name: one.count for name, one in filters.items()} == {"": 2, "running": 0, "failed": 1, "completed": 1}
    assert filters["failed"].address == "?show=failed&q=baker"
    page = visitor.get(f"/profile{filters['failed'].address}").content.decode()
    assert "baker.pdf" in page
    assert "cook.pdf" not in page


@pytest.mark.usefixtures("files")
def test_what_changes_meanwhile_keeps_the_search_as_well(visitor: Visitor, ada: User) -> None:
    job = ada.jobs.get(upload__filename="baker.pdf")
    where = {"HX-Current-URL": "http://testserver/profile?q=baker"}
    html = visitor.ask("post", f"/profile/{job.job_id}/stop", **where).content.decode()
    assert "?show=failed&amp;q=baker" in html
