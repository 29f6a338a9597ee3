"""The profile that a job made, set like a document beside its original."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from analysis.extract.kinds import Kind
from analysis.failures import StepFailure
from analysis.web.job_row import rows_of
from analysis.web.listing import Pace
from analysis.web.original import MOST_PAGES, Original
from analysis.web.page_image import page_as_png
from analysis.web.turns import BUSY_SECONDS, NoTurn
from analysis.web.views.common import own_job, page, user_of
from profiles.certainty import is_by_model, is_unsure
from profiles.editing.change import fingerprint
from profiles.editing.placing import is_understood, targets_for
from profiles.labels import LABELS, SECTIONS
from profiles.models import UserProfile
from profiles.output.presentation import presented

# Lines in no field that are offered at a time: a page of hundreds of choices helps nobody.
MOST_UNPLACED = 40
# Seconds for which a browser keeps a page's picture: an upload never changes.
PICTURE_AGE = 7 * 24 * 3600


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
        "shown": presented(resume),
        "evidence": job.profile.evidence,
        "unsure": sum(map(is_unsure, job.profile.evidence.values())),
        "by_model": sum(map(is_by_model, job.profile.evidence.values())),
        "labels": json.dumps({name: str(label) for name, label in LABELS.items()}, ensure_ascii=False),
        "original": Original(job),
        **_placement(job.profile),
    }
    return render(request, "resume.html", context)


def _placement(profile: UserProfile) -> dict[str, Any]:
    """What of the original is in no field, and where each line of it can go."""
    placement = profile.placement
    left = placement.get("unplaced", [])
    offered = [{"line": line, "targets": targets_for(profile.document, line["near"])} for line in left[:MOST_UNPLACED]]
    return {
        "unplaced": offered + [{"line": line} for line in left[MOST_UNPLACED:]],
        "most_unplaced": MOST_UNPLACED,
        "understood": is_understood(placement, profile.placed),
        "recognised": placement.get("recognised", True),
        "hidden": placement.get("hidden", []),
        "empty": [SECTIONS[name] for name in placement.get("empty", [])],
        "seen": fingerprint(profile),
    }


@page("GET", "HEAD", kept=True)
def page_picture(request: HttpRequest, job_id: str, number: int) -> HttpResponse:
    """A page of the original PDF as a PNG."""
    upload = own_job(request, job_id).upload
    if upload is None or upload.kind != Kind.PDF or not 1 <= number <= MOST_PAGES or not upload.is_at_hand:
        raise Http404
    try:
        picture = page_as_png(upload, number)
    except NoTurn:
        return HttpResponse(status=503, headers={"Retry-After": str(BUSY_SECONDS)})
    except StepFailure:
        raise Http404 from None
    if not picture:
        raise Http404
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = f"private, max-age={PICTURE_AGE}, immutable"
    return response
