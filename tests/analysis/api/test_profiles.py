"""`GET /api/analysis/profiles`: search, page by page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.search import index
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


def test_programs_search_page_by_page(ada: User, ben: User) -> None:
    client = Client()
    client.force_login(ada)
    jobs = [AnalysisJobFactory(user=ada, completed=True) for _ in range(3)]
    theirs = AnalysisJobFactory(user=ben, completed=True)
    index([job.profile_id for job in (*jobs, theirs) if job.profile_id])
    first = client.get("/api/analysis/profiles?q=skill:mathematics&limit=2").json()
    assert [each["job_id"] for each in first["profiles"]] == [jobs[2].job_id, jobs[1].job_id]
    assert first["profiles"][0]["resume"]["basics"]["name"] == "Ada Lovelace"
    rest = client.get("/api/analysis/profiles", {"q": "skill:mathematics", "cursor": first["next"]}).json()
    assert [each["job_id"] for each in rest["profiles"]] == [jobs[0].job_id]
    assert rest["next"] is None
    assert client.get("/api/analysis/profiles", {"q": "cooking"}).json() == {"profiles": [], "next": None}
    assert client.get("/api/analysis/profiles", {"cursor": "x"}).status_code == 400
