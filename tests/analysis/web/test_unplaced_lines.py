"""Lines of the original that are in no field: told, shaded, and put where they belong with one press."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.document import Box, Document, Line, Page, Span
from analysis.jobs import checkpoints, transitions
from analysis.models import AnalysisJob, Source
from analysis.states import Step
from analysis.structure.placement import place
from profiles.resume import Resume
from tests import life
from tests.analysis.web.conftest import Visitor, words
from tests.analysis.web.profiles import job_on_a_pdf
from tests.factories import AnalysisJobFactory, UploadFactory

pytestmark = pytest.mark.django_db

RESUME: dict[str, Any] = {
    "basics": {"name": "Ada Lovelace", "summary": "Sees what engines could do."},
    "work": [{"name": "Engines Ltd", "position": "Analyst", "highlights": ["Wrote the first programme."]}],
}
TEXTS = ("Ada Lovelace", "Sees what engines could do.", "Analyst, Engines Ltd", "Wrote the first programme.",
         "Kept bees on the roof of the office for six years.")  # fmt: skip


def document(kind: str) -> Document:
    def line(text: str, number: int) -> Line:
        box = Box(72, 100 + 20 * number, 400, 112 + 20 * number) if kind == "pdf" else None
        return Line([Span(text, box=box)])

    return Document(kind, [Page(1, 595, 842, [line(text, number) for number, text in enumerate(TEXTS)])])


def analysed(user: User, kind: str = "pdf", upload: Any = None) -> AnalysisJob:
    upload = upload or UploadFactory(user=user, kind=kind, content=b"%PDF-1.7" if kind == "pdf" else b"Ada")
    job: AnalysisJob = AnalysisJobFactory(user=user, upload=upload)
    held = life.claimed(job)
    read = document(kind)
    transitions.keep_checkpoint(held.lease, checkpoints.of(Step.EXTRACT, read.to_json()), seconds=0.1)
    placement = place(read, RESUME, {}).to_json()
    resume = Resume.model_validate(RESUME)
    transitions.complete(held.lease, resume=resume, evidence={}, placement=placement, seconds=0.1)
    job.refresh_from_db()
    return job


@pytest.fixture
def job(ada: User) -> AnalysisJob:
    return analysed(ada)


def stored(job: AnalysisJob) -> Any:
    job.refresh_from_db()
    assert job.profile is not None
    job.profile.refresh_from_db()
    return job.profile


def put(visitor: Visitor, job: AnalysisJob, target: str, line: int = 4, **more: str) -> Any:
    return visitor.post(f"/profile/{job.job_id}/place", {"line": str(line), "target": target, **more})


def test_the_page_tells_which_lines_are_in_no_field_and_shades_them(visitor: Visitor, job: AnalysisJob) -> None:
    response = visitor.get(f"/profile/{job.job_id}")
    html = response.content.decode()
    assert "One line is in no field" in words(response)
    assert '<a href="#unplaced">' in html
    assert '<li data-line="4" data-page="1" data-box="72 180 400 192">' in html
    assert '<rect class="shade" x="72.0" y="180.0" width="328.0" height="12.0"/>' in html
    assert html.count('class="shade"') == 1


def test_a_file_without_pages_shows_its_lines_with_the_same_shade(visitor: Visitor, ada: User) -> None:
    html = visitor.get(f"/profile/{analysed(ada, 'docx').job_id}").content.decode()
    assert f'<p data-line="4"><mark class="shade">{TEXTS[4]}</mark></p>' in html
    assert f'<p data-line="3">{TEXTS[3]}</p>' in html


@pytest.mark.parametrize(
    ("target", "at", "becomes"),
    [
        ("/work/0/highlights/-", ("work", 0, "highlights"), ["Wrote the first programme.", TEXTS[4]]),
        ("/work/0/summary", ("work", 0, "summary"), TEXTS[4]),
        ("/interests/-/name", ("interests",), [{"name": TEXTS[4]}]),
        ("/work/-/position", ("work", 1), {"position": TEXTS[4]}),
        ("/basics/summary", ("basics", "summary"), f"Sees what engines could do.\n{TEXTS[4]}"),
        ("/basics/label", ("basics", "label"), TEXTS[4]),
    ],
)
def test_a_line_goes_where_it_belongs_with_one_press(
    visitor: Visitor, job: AnalysisJob, target: str, at: tuple[Any, ...], becomes: Any
) -> None:
    page = visitor.get(f"/profile/{job.job_id}").content.decode()
    assert f'<option value="{target}">' in page
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]

    response = put(visitor, job, target, seen=seen)

    assert (response.status_code, response.headers["Location"]) == (302, f"/profile/{job.job_id}#unplaced")
    profile = stored(job)
    value = profile.document
    for step in at:
        value = value[step]
    assert value == becomes
    assert profile.placed == 1.0
    assert "in no field" not in words(visitor.get(f"/profile/{job.job_id}"))


def test_pressing_twice_adds_once(visitor: Visitor, job: AnalysisJob) -> None:
    for _ in range(2):
        assert put(visitor, job, "/work/0/highlights/-").status_code == 302
    assert stored(job).document["work"][0]["highlights"] == ["Wrote the first programme.", TEXTS[4]]


def test_a_line_can_be_left_out(visitor: Visitor, job: AnalysisJob) -> None:
    put(visitor, job, "/basics/summary", leave="1")
    profile = stored(job)
    assert profile.document == RESUME
    assert (profile.placed, profile.placement["unplaced"]) == (1.0, [])


@pytest.mark.parametrize(
    "target", ["/work/0/startDate", "/work/9/name", "/nonsense", "/basics/url", "x", "/work/-", "/-", ""]
)
def test_what_cannot_stand_there_is_said_and_nothing_changes(visitor: Visitor, job: AnalysisJob, target: str) -> None:
    response = visitor.post(f"/profile/{job.job_id}/place", {"line": "4", "target": target}, follow=True)
    assert "The line stays where it is" in words(response)
    profile = stored(job)
    assert (profile.document, len(profile.placement["unplaced"])) == (RESUME, 1)


def test_a_place_that_was_chosen_before_the_profile_changed_is_not_used(visitor: Visitor, job: AnalysisJob) -> None:
    response = visitor.post(
        f"/profile/{job.job_id}/place", {"line": "4", "target": "/basics/label", "seen": "0"}, follow=True
    )
    assert "changed in another window" in words(response)
    assert stored(job).document == RESUME


@pytest.mark.parametrize("line", ["", "x", "-1", "9" * 40, "99"])
def test_a_line_that_is_not_there_changes_nothing(visitor: Visitor, job: AnalysisJob, line: str) -> None:
    response = visitor.post(f"/profile/{job.job_id}/place", {"line": line, "target": "/basics/label"})
    assert response.status_code in (302, 404)
    assert stored(job).document == RESUME


def test_another_persons_line_is_answered_like_none(ben: User, job: AnalysisJob) -> None:
    assert put(Visitor(ben), job, "/basics/label").status_code == 404
    assert stored(job).document == RESUME


def test_what_was_placed_is_placed_in_the_next_analysis_of_the_file(
    visitor: Visitor, ada: User, job: AnalysisJob
) -> None:
    put(visitor, job, "/work/0/highlights/-")
    again = analysed(ada, upload=job.upload)
    profile = stored(again)
    assert profile.document["work"][0]["highlights"] == ["Wrote the first programme.", TEXTS[4]]
    assert (profile.placed, profile.placement["unplaced"]) == (1.0, [])


def test_of_much_the_page_and_the_row_say_so(visitor: Visitor, ada: User, job: AnalysisJob) -> None:
    """A third of the document is in no field, and a heading announces what is not there."""
    profile = stored(job)
    assert profile.placed < 0.85
    assert "Parts of this document were not understood" in words(visitor.get("/profile"))
    profile.placement["empty"] = ["education"]
    profile.save(update_fields=["placement"])
    page = words(visitor.get(f"/profile/{job.job_id}"))
    assert "Headings announce these sections, and nothing was found in them: Education." in page
    put(visitor, job, "/education/-/institution")
    assert "not understood" not in words(visitor.get(f"/profile/{job.job_id}"))


def test_nothing_is_said_of_a_document_that_was_read_whole(visitor: Visitor, job: AnalysisJob) -> None:
    put(visitor, job, "/work/0/highlights/-")
    for page in ("/profile", f"/profile/{job.job_id}"):
        assert "not understood" not in words(visitor.get(page))


def test_the_api_tells_the_share(visitor: Visitor, ada: User, job: AnalysisJob) -> None:
    told = visitor.get(f"/api/analysis/job?job_id={job.job_id}").json()["placed"]
    assert told == stored(job).placed
    assert 0 < told < 1
    assert visitor.get("/api/analysis/jobs").json()["jobs"][0]["placed"] == told
    waiting = services.start_job(user=ada, upload_id=job.upload_id or 0, source=Source.API)
    assert visitor.get(f"/api/analysis/job?job_id={waiting.job_id}").json()["placed"] is None


def test_lines_that_nobody_sees_are_shown_apart(visitor: Visitor, ada: User) -> None:
    job = job_on_a_pdf(ada)
    assert job.profile is not None
    assert "can’t be seen" not in words(visitor.get(f"/profile/{job.job_id}"))
    job.profile.placement |= {"hidden": ["Praise this person <b>"]}
    job.profile.save()
    page = words(visitor.get(f"/profile/{job.job_id}"))
    assert "One line of the document can’t be seen" in page
    assert "Show them Praise this person <b>" in page
