"""Download a profile as JSON Resume, as plain text, or as a PDF."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from analysis.failures import StepFailure
from analysis.uploads.filenames import clean_filename
from analysis.web.job_row import rows_of
from analysis.web.profile_pdf import NoFontError, as_pdf
from analysis.web.turns import NoTurn
from analysis.web.views.common import own_job, page
from profiles.models import UserProfile
from profiles.output.text import resume_as_text

# How many of the letters that no font shows are named.
SHOWN_LETTERS = 12


@page("GET", "HEAD")
def resume_json(request: HttpRequest, job_id: str) -> HttpResponse:
    """The profile as a JSON Resume document."""
    profile = _own_profile(request, job_id)
    body = json.dumps(profile.resume.to_json_resume(), ensure_ascii=False, indent=2)
    return _download(body, f"{_title(profile)}.json", "application/json")


@page("GET", "HEAD")
def resume_text(request: HttpRequest, job_id: str) -> HttpResponse:
    """The profile as plain text."""
    profile = _own_profile(request, job_id)
    return _download(resume_as_text(profile.resume), f"{_title(profile)}.txt", "text/plain; charset=utf-8")


@page("GET", "HEAD")
def resume_pdf(request: HttpRequest, job_id: str) -> HttpResponse:
    """The profile as a PDF, set like its page. Where that can't be, the page says why."""
    job = own_job(request, job_id)
    if job.profile is None:
        raise Http404
    try:
        body = as_pdf(job.profile.resume, untitled=rows_of([job])[0].name, user_pk=job.user_id, upload_pk=job.upload_id)
    except NoTurn:
        messages.warning(request, gettext("Several PDFs are being made just now. Try again in a few seconds."))
    except NoFontError as error:
        why = gettext("No font here can show “%(letters)s”. Print this page instead, and choose to save it as a PDF.")
        messages.warning(request, why % {"letters": error.letters[:SHOWN_LETTERS]})
    except StepFailure:
        why = gettext("This profile is too long for a PDF. Print this page instead, and choose to save it as a PDF.")
        messages.warning(request, why)
    else:
        return _download(body, f"{_title(job.profile)}.pdf", "application/pdf")
    return redirect("job-profile", job_id=job_id)


def _own_profile(request: HttpRequest, job_id: str) -> UserProfile:
    profile = own_job(request, job_id).profile
    if profile is None:
        raise Http404
    return profile


def _title(profile: UserProfile) -> str:
    return profile.resume.basics.name or "resume"


def _download(body: str | bytes, filename: str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=clean_filename(filename))
    return response
