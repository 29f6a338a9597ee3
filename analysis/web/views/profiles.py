"""The profile that a job made: set like a document beside its original, put right by hand, downloaded."""

import json
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from analysis.extract.kinds import Kind
from analysis.failures import StepFailure
from analysis.models import AnalysisJob
from analysis.states import Step
from analysis.uploads.filenames import clean_filename
from analysis.web.job_row import rows_of
from analysis.web.listing import Pace
from analysis.web.page_image import page_as_png
from analysis.web.profile_pdf import NoFontError, as_pdf
from analysis.web.views.common import own_job, page, user_of
from profiles import services as profiles
from profiles.editing.form import field_groups
from profiles.editing.parsing import as_value, why_not
from profiles.editing.pointers import NotAValue, at
from profiles.labels import LABELS
from profiles.models import UserProfile
from profiles.output.text import resume_as_text
from profiles.templatetags.resume import as_shown, is_by_model, is_unsure

# Pages of the original that are shown beside a profile.
MOST_PAGES = 12
# Seconds for which a browser keeps a page's picture: an upload never changes.
PICTURE_AGE = 7 * 24 * 3600
# Of those that no font shows, how many are named.
SHOWN_LETTERS = 12


@page("GET", "HEAD")
def job_profile(request: HttpRequest, job_id: str) -> HttpResponse:
    job = own_job(request, job_id)
    context: dict[str, Any] = {"row": rows_of([job])[0], "job": job}
    if job.profile is None:
        context["pace"] = Pace.of(user_of(request).jobs.filter(pk=job.pk))
        return render(request, "job.html", context)
    resume = job.profile.resume
    context |= {
        "resume": resume,
        "document": resume.to_json(),
        "evidence": job.profile.evidence,
        "unsure": sum(map(is_unsure, job.profile.evidence.values())),
        "by_model": sum(map(is_by_model, job.profile.evidence.values())),
        "labels": json.dumps({name: str(label) for name, label in LABELS.items()}, ensure_ascii=False),
        "pages": _pages(job),
    }
    return render(request, "resume.html", context)


def _pages(job: AnalysisJob) -> list[dict[str, float]]:
    """Number and size (in points) of the original's pages, where it is a PDF that is still there."""
    if job.upload is None or job.upload.kind != Kind.PDF or not job.upload.is_stored:
        return []
    kept = job.checkpoints.filter(step=Step.EXTRACT).values_list("output__pages", flat=True).first() or []
    sized = [page for page in kept if page["width"] > 0 and page["height"] > 0]
    return [{name: page[name] for name in ("number", "width", "height")} for page in sized[:MOST_PAGES]]


@page("GET", "HEAD", kept=True)
def page_picture(request: HttpRequest, job_id: str, number: int) -> HttpResponse:
    """A page of the original PDF as a PNG."""
    upload = own_job(request, job_id).upload
    if upload is None or upload.kind != Kind.PDF or not 1 <= number <= MOST_PAGES or not upload.is_stored:
        raise Http404
    try:
        picture = page_as_png(upload, number)
    except StepFailure:
        raise Http404 from None
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = f"private, max-age={PICTURE_AGE}, immutable"
    return response


@page("GET", "POST")
def edit_profile(request: HttpRequest, job_id: str) -> HttpResponse:
    """All values in one form. A script sends single ones, and is answered 204, 200 with how the page says it, or 422
    with what is wrong. Both say what the person saw, and are answered 409 where that is no longer so: places in lists
    move, and nobody is to overwrite what they did not see.
    """
    job = own_job(request, job_id)
    if job.profile is None:
        raise Http404
    if request.method == "GET":
        return _form(request, job, job.profile)
    sent = {name: str(text).replace("\r\n", "\n") for name, text in request.POST.items() if name.startswith("/")}
    by_script = request.headers.get("HX-Request") == "true"
    if by_script and not all(_is_shown(job.profile, pointer, request.POST.get("was")) for pointer in sent):
        why = gettext("This was changed in another window meanwhile. Load the page again to see it.")
        return HttpResponse(why, content_type="text/plain; charset=utf-8", status=409)
    if request.POST.get("seen", seen := _fingerprint(job.profile)) != seen:
        return _form(request, job, job.profile, sent=sent, stale=True, status=409)
    try:
        wrong = _put_right(job.profile, sent)
    except UserProfile.DoesNotExist:
        raise Http404 from None
    if by_script:
        return _told(sent, wrong)
    if wrong:
        return _form(request, job, job.profile, sent=sent, wrong=wrong, status=422)
    messages.success(request, gettext("The profile is saved."))
    return redirect("job-profile", job_id=job.job_id)


def _is_shown(profile: UserProfile, pointer: str, was: str | None) -> bool:
    """Whether the page says at this place what the person saw there, if that is known."""
    value = at(profile.document, pointer)
    if was is None or (not value and pointer.endswith("/endDate")):
        return True
    return was.split() == as_shown(pointer, str(value or "")).split()


def _fingerprint(profile: UserProfile) -> str:
    """Of what a form shows: another one when anything of the profile has changed since."""
    return sha256(json.dumps(profile.document, sort_keys=True).encode()).hexdigest()[:16]


def _put_right(profile: UserProfile, sent: dict[str, str]) -> dict[str, str]:
    """Save all of what was sent, or nothing where something is wrong: pointer → what is the matter with it."""
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for pointer, text in sent.items():
        try:
            values[pointer] = as_value(pointer, text)
        except NotAValue:
            wrong[pointer] = why_not(pointer)
    known = {field.pointer: field.text for group in field_groups(profile) for field in group.fields}
    changes = {pointer: text for pointer, text in values.items() if known.get(pointer, "") != text}
    if wrong or not changes:
        return wrong
    try:
        profiles.change_values(profile_id=profile.pk, changes=changes)
    except NotAValue as error:
        return {error.pointer: why_not(error.pointer)}
    return {}


def _told(sent: dict[str, str], wrong: dict[str, str]) -> HttpResponse:
    """To a script: what is wrong, or how the page says a value that was written in other words."""
    if wrong:
        return HttpResponse(next(iter(wrong.values())), content_type="text/plain; charset=utf-8", status=422)
    for pointer, text in sent.items():
        value = as_value(pointer, text)
        if value and (shown := as_shown(pointer, value)) != text:
            return HttpResponse(shown, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _form(
    request: HttpRequest,
    job: AnalysisJob,
    profile: UserProfile,
    *,
    sent: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    groups = field_groups(profile, sent=sent or {}, wrong=wrong or {})
    first_wrong = next((field.pointer for group in groups for field in group.fields if field.error), None)
    context = {
        "job": job,
        "groups": groups,
        "wrong": wrong,
        "first_wrong": first_wrong,
        "stale": stale,
        "seen": _fingerprint(profile),
    }
    return render(request, "edit.html", context, status=status)


@page("GET", "HEAD")
def resume_json(request: HttpRequest, job_id: str) -> HttpResponse:
    """The profile as a JSON Resume document."""
    profile = _own_profile(request, job_id)
    body = json.dumps(profile.resume.to_json(), ensure_ascii=False, indent=2)
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
        body = as_pdf(job.profile.resume, untitled=rows_of([job])[0].name)
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
