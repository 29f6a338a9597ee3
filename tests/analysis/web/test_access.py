"""Nobody sees or moves what is somebody else's, where a page is about many jobs at once."""

import pytest
from django.contrib.auth.models import User

from analysis.models import AnalysisJob
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory, UploadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(ben: User) -> AnalysisJob:
    return AnalysisJobFactory(user=ben, failed=True, upload=UploadFactory(user=ben, filename="bens-cv.pdf"))


@pytest.fixture
def mine(ada: User) -> AnalysisJob:
    return AnalysisJobFactory(user=ada, failed=True, upload=UploadFactory(user=ada, filename="adas-cv.pdf"))


@pytest.mark.parametrize("method", ["get", "ask"])
def test_what_will_be_retried_names_ones_own_jobs_alone(
    visitor: Visitor, mine: AnalysisJob, theirs: AnalysisJob, method: str
) -> None:
    path = "/profile/retry-failed"
    said = words(visitor.get(path) if method == "get" else visitor.ask("get", path))
    assert "adas-cv.pdf" in said
    assert "bens-cv.pdf" not in said


def test_retrying_all_failed_ones_moves_ones_own_jobs_alone(
    visitor: Visitor, mine: AnalysisJob, theirs: AnalysisJob
) -> None:
    visitor.post("/profile/retry-failed")
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.status, theirs.status) == ("queued", "failed")


def test_the_list_holds_ones_own_uploads_and_jobs_alone(
    visitor: Visitor, ben: User, mine: AnalysisJob, theirs: AnalysisJob
) -> None:
    orphan = AnalysisJobFactory(user=ben, failed=True, upload=None)
    html = visitor.get("/profile").content.decode()
    assert mine.job_id in html
    assert "bens-cv.pdf" not in html
    assert theirs.job_id not in html
    assert orphan.job_id not in html
