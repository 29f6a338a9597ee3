"""The profile that a job made: set like a document, or where it stands while there is none yet; and its downloads."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from analysis.filenames import clean_filename
from analysis.listing import Pace
from analysis.rows import rows_of
from analysis.views.common import own_job, page, user_of
from profiles.export import resume_as_text
from profiles.resume import Resume


@page("GET", "HEAD")
def job_profile(request: HttpRequest, job_id: str) -> HttpResponse:
    job = own_job(request, job_id)
    context = {"row": rows_of([job])[0], "job": job, "pace": Pace.of(user_of(request).jobs.filter(pk=job.pk))}
    if job.profile is None:
        return render(request, "job.html", context)
    context["resume"] = job.profile.resume
    return render(request, "resume.html", context)


@page("GET", "HEAD")
def resume_json(request: HttpRequest, job_id: str) -> HttpResponse:
    """The profile as a JSON Resume document."""
    name, resume = _own_resume(request, job_id)
    body = json.dumps(resume.to_json(), ensure_ascii=False, indent=2)
    return _download(body, f"{name}.json", "application/json")


@page("GET", "HEAD")
def resume_text(request: HttpRequest, job_id: str) -> HttpResponse:
    """The profile as plain text."""
    name, resume = _own_resume(request, job_id)
    return _download(resume_as_text(resume), f"{name}.txt", "text/plain; charset=utf-8")


def _own_resume(request: HttpRequest, job_id: str) -> tuple[str, Resume]:
    profile = own_job(request, job_id).profile
    if profile is None:
        raise Http404
    return profile.resume.basics.name or "resume", profile.resume


def _download(body: str, filename: str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=clean_filename(filename))
    return response
