"""Search in profiles, and take along what was found."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from analysis import services
from analysis.cursors import BadCursor, after, cursor_of
from analysis.uploads.filenames import clean_filename
from analysis.web.hits import Hit
from analysis.web.views.common import page, user_of
from profiles.models import UserProfile
from profiles.output.table import COLUMNS, row_of, safe_cell
from profiles.search import words_of_query

PAGE_SIZE = 25
# Hits are counted up to here; counting more takes longer than it tells.
MOST_COUNTED = 10_000
LONGEST_QUERY = 200


@page("GET", "HEAD")
def search(request: HttpRequest) -> HttpResponse:
    """The profiles that hold every word of `q`, the newest first, a page at a time."""
    query = _query(request)
    found = services.find_profiles(user_of(request), query).defer("extracted", "evidence", "placement")
    count = found[: MOST_COUNTED + 1].count()
    place = request.GET.get("after", "")
    try:
        rows = list((after(found, place) if place else found)[: PAGE_SIZE + 1])
    except BadCursor:
        return redirect(request.path)
    words = words_of_query(query)
    context = {
        "query": query,
        "hits": [Hit(profile, words) for profile in rows[:PAGE_SIZE]],
        "next": cursor_of(rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else "",
        "count": min(count, MOST_COUNTED),
        "more_than_counted": count > MOST_COUNTED,
        "went_on": bool(place),
    }
    return render(request, "search.html", context)


@page("GET")
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """What `q` finds as one file: a table, a line of JSON for each, or a ZIP of JSON Resume documents."""
    if form not in _FORMS:
        raise Http404
    content_type, pieces = _FORMS[form]
    found = services.every_profile(user_of(request), _query(request))
    response = StreamingHttpResponse(pieces(found), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"profiles.{form}")
    return response


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]


def _as_csv(found: Iterable[UserProfile]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)

    def written(row: list[str]) -> str:
        writer.writerow(row)
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text

    # Without the mark Excel takes the file for one of its own country's encoding.
    yield "\ufeff" + written([*COLUMNS, "file", "job_id", "created_at"])
    for profile in found:
        job = profile.job
        file = safe_cell(job.upload.filename) if job.upload else ""
        yield written([*row_of(profile.resume), file, job.job_id, f"{profile.created_at:%Y-%m-%d %H:%M:%S}"])


def _as_json_lines(found: Iterable[UserProfile]) -> Iterator[str]:
    for profile in found:
        job = profile.job
        line = {"job_id": job.job_id, "resume": profile.resume.to_json_resume()}
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _as_zip(found: Iterable[UserProfile]) -> Iterator[bytes]:
    sink = services.Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for profile in found:
            job = profile.job
            name = clean_filename(f"{profile.resume.basics.name or 'resume'}-{job.job_id}.json")
            archive.writestr(name, json.dumps(profile.resume.to_json_resume(), ensure_ascii=False, indent=2))
            yield sink.taken()
    yield sink.taken()


_FORMS = {
    "csv": ("text/csv; charset=utf-8", _as_csv),
    "jsonl": ("application/jsonl; charset=utf-8", _as_json_lines),
    "zip": ("application/zip", _as_zip),
}
