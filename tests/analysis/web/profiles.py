"""Completed jobs with profiles that say where their values come from."""

from django.contrib.auth.models import User
from reportlab.pdfgen.canvas import Canvas

from analysis.document import Document, Page
from analysis.jobs import checkpoints, transitions
from analysis.models import AnalysisJob
from analysis.states import Step
from profiles.resume import Resume
from tests import life
from tests.factories import AnalysisJobFactory, UploadFactory, UserProfileFactory

EVIDENCE = {
    "/basics/name": {"confidence": 0.95, "page": 1, "box": [72, 72, 160, 90]},
    "/basics/email": {"confidence": 0.4, "page": 1, "box": [72, 100, 160, 110]},
    "/basics/phone": {"confidence": 0.9, "page": None, "box": None},
}


def pdf(pages: int = 2) -> bytes:
    canvas = Canvas("unused.pdf", pagesize=(595, 842))
    for number in range(pages):
        canvas.drawString(72, 760, f"Ada Lovelace, page {number + 1}")
        canvas.showPage()
    data: bytes = canvas.getpdfdata()
    return data


def job_on_a_pdf(user: User) -> AnalysisJob:
    """A completed job on a PDF of two pages, with evidence."""
    upload = UploadFactory(user=user, filename="cv.pdf", kind="pdf", content=pdf())
    job: AnalysisJob = AnalysisJobFactory(user=user, upload=upload)
    held = life.claimed(job)
    document = Document(kind="pdf", pages=[Page(number, 595, 842) for number in (1, 2)])
    transitions.keep_checkpoint(held.lease, checkpoints.of(Step.EXTRACT, document.to_json()), seconds=0.1)
    resume = Resume.model_validate({"basics": {"name": "Ada", "email": "ada@example.org", "phone": "1"}})
    transitions.complete(held.lease, resume=resume, evidence=EVIDENCE, seconds=0.1)
    job.refresh_from_db()
    return job


def job_with_a_full_profile(user: User) -> AnalysisJob:
    """A completed job whose profile has dates, a place and links, some hard to read, some read by a model."""
    document = {
        "basics": {"name": "Ada", "location": {"city": "Paris", "countryCode": "FR"}, "url": "https://www.ada.org/"},
        "work": [{"name": "Works", "startDate": "2019-04", "endDate": "2020"}, {"name": "Mill", "startDate": "2021"}],
        "certificates": [{"name": "Fellow", "date": "2018-05-01"}],
    }
    evidence = {
        "/work/0/startDate": {"confidence": 0.3, "page": 1, "box": [1, 2, 3, 4]},
        "/basics/location/city": {"confidence": 0.5, "page": None, "box": None, "source": "llm"},
        "/work/0/name": {"confidence": 0.75, "page": 1, "box": [1, 2, 3, 4], "source": "llm"},
        "/work/1/name": {"confidence": 0.9, "page": 1, "box": [1, 2, 3, 4], "source": "both"},
    }
    profile = UserProfileFactory(user=user, document=document, evidence=evidence)
    job: AnalysisJob = AnalysisJobFactory(user=user, completed=True, profile=profile)
    return job
