"""What a page asks while jobs run: which of its rows have changed."""

import re

from django.http import HttpRequest, HttpResponse

from analysis.models import JobQuerySet
from analysis.states import Status
from analysis.web import job_row
from analysis.web.job_row import Row, state_of, version_of
from analysis.web.listing import Pace
from analysis.web.views.common import changes, page, user_of

# A page that shows more jobs than this asks after the first ones only.
MOST_ASKED = 200
# A job and the version of its row that a page has.
SEEN = re.compile(r"(?P<job_id>job_[0-9a-z]{1,28})~(?P<version>[^~]*)")


@page("GET")
def poll(request: HttpRequest) -> HttpResponse:
    """The rows that differ from those that the page has; 204, before any template, where none does."""
    asked = [SEEN.fullmatch(item) for item in request.GET.getlist("seen")[:MOST_ASKED]]
    seen = {found["job_id"]: found["version"] for found in asked if found}
    now = _versions(request, seen)
    gone = [job_id for job_id in seen if job_id not in now]
    changed = [job_id for job_id, (version, _) in now.items() if version != seen[job_id]]
    pace = _pace_by_turns(request) if "more" in request.GET else Pace.of(_asked(request, seen))
    if not changed and not gone and request.GET.get("every") == str(pace.seconds):
        return HttpResponse(status=204)
    if request.GET.get("page") == "job" and any(now[job_id][1] == Status.COMPLETED for job_id in changed):
        return HttpResponse(headers={"HX-Refresh": "true"})
    moved = [job_id for job_id in changed if state_of(now[job_id][0]) != state_of(seen[job_id])]
    rows_gone = [f"job-{job_id}" for job_id in gone]
    return changes(request, job_ids=changed, gone=rows_gone, said=_said(request, moved), pace=pace)


def _pace_by_turns(request: HttpRequest) -> Pace:
    """The pace of a page with more rows than fit into one question: it must ask on, even if no job is live by now."""
    pace = Pace.of(user_of(request).jobs.all())
    return pace if pace.seconds else Pace(1)


def _asked(request: HttpRequest, seen: dict[str, str]) -> JobQuerySet:
    return user_of(request).jobs.filter(job_id__in=list(seen))


def _versions(request: HttpRequest, seen: dict[str, str]) -> dict[str, tuple[str, str]]:
    jobs = list(_asked(request, seen))
    places, pauses = job_row.places_of(jobs), job_row.pauses_of(jobs)
    return {job.job_id: (version_of(job, places.get(job.pk, 0), pauses), job.status) for job in jobs}


def _said(request: HttpRequest, job_ids: list[str]) -> list[str]:
    """What a screen reader is told: changes of state, and not each step of a bar."""
    moved = user_of(request).jobs.filter(job_id__in=job_ids).select_related("upload")
    return [f"{row.name}: {row.status}." for row in map(Row, moved)]
