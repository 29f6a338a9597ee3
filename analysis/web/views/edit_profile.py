"""Edit a profile: all values in one form, or single values sent by a script."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from analysis.models import AnalysisJob
from analysis.web.views.common import own_job, page
from profiles.editing.change import fingerprint, is_shown, put_right
from profiles.editing.form import field_groups
from profiles.editing.parsing import as_value
from profiles.models import UserProfile
from profiles.output.wording import in_words


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
    if by_script and not all(is_shown(job.profile, pointer, request.POST.get("was")) for pointer in sent):
        why = gettext("This was changed in another window meanwhile. Load the page again to see it.")
        return HttpResponse(why, content_type="text/plain; charset=utf-8", status=409)
    if request.POST.get("seen", seen := fingerprint(job.profile)) != seen:
        return _form(request, job, job.profile, sent=sent, stale=True, status=409)
    try:
        wrong = put_right(job.profile, sent)
    except UserProfile.DoesNotExist:
        raise Http404 from None
    if by_script:
        return _told(sent, wrong)
    if wrong:
        return _form(request, job, job.profile, sent=sent, wrong=wrong, status=422)
    messages.success(request, gettext("The profile is saved."))
    return redirect("job-profile", job_id=job.job_id)


def _told(sent: dict[str, str], wrong: dict[str, str]) -> HttpResponse:
    """To a script: what is wrong, or how the page says a value that was written in other words."""
    if wrong:
        return HttpResponse(next(iter(wrong.values())), content_type="text/plain; charset=utf-8", status=422)
    for pointer, text in sent.items():
        value = as_value(pointer, text)
        if value and (shown := in_words(pointer, value)) != text:
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
        "seen": fingerprint(profile),
    }
    return render(request, "edit.html", context, status=status)
