"""The page of a batch follows it without being reloaded, and is open to everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.services import Request
from analysis.states import Status
from tests import life
from tests.browser.conftest import NewContext
from tests.factories import AnalysisJobFactory, StaffFactory


@pytest.mark.parametrize("where", ["page", "admin"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_and_is_open_to_everybody(new_context: NewContext, ada: User, where: str, scheme: str) -> None:
    jobs = [AnalysisJobFactory(user=ada, failed=True) for _ in range(4)]
    AnalysisJobFactory(user=ada, failed=True, attempt=4)
    actor, source = (ada, Source.PAGE) if where == "page" else (StaffFactory(), Source.ADMIN)
    batch = services.begin_retries([job.pk for job in AnalysisJob.objects.all()], Request(source=source, actor=actor))
    page: Page = new_context(actor, color_scheme=scheme, viewport={"width": 360, "height": 740}).new_page()
    address = "/profile/batches/" if where == "page" else "/admin/analysis/analysisjob/batches/"
    page.goto(f"{address}{batch.pk}{'' if where == 'page' else '/'}")
    expect(page.locator("#batch-said")).to_have_text("0 of 5 done")
    expect(page.get_by_role("button", name="Stop what is not yet begun")).to_be_visible()
    services.sweep()
    for job in jobs[:3]:
        life.completed(job)
    life.failed(jobs[3])
    expect(page.locator("#batch-said")).to_have_text("3 of 5 done, 1 failed again, 1 left alone")
    expect(page.get_by_text("Finished.")).to_be_visible()
    found = Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert AnalysisJob.objects.filter(status=Status.COMPLETED).count() == 3
