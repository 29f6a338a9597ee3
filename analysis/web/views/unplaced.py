"""Put a line of the original that is in no field where it belongs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from analysis.web.views.common import own_job, page
from profiles import services as profiles
from profiles.editing.change import fingerprint
from profiles.editing.parsing import why_not
from profiles.editing.pointers import NotAValue
from profiles.models import UserProfile

MOST_DIGITS = 6


@page("POST")
def place_line(request: HttpRequest, job_id: str) -> HttpResponse:
    job = own_job(request, job_id)
    line = request.POST.get("line", "")
    if job.profile is None or not (line.isascii() and line.isdecimal() and len(line) <= MOST_DIGITS):
        raise Http404
    # Where the profile has changed, the place that was chosen may be another one now.
    if request.POST.get("seen", seen := fingerprint(job.profile)) != seen:
        messages.error(request, gettext("This profile was changed in another window meanwhile. Choose once more."))
    else:
        target = None if "leave" in request.POST else request.POST.get("target", "")
        try:
            profiles.place_line(profile_id=job.profile.pk, line=int(line), target=target)
        except UserProfile.DoesNotExist:
            raise Http404 from None
        except NotAValue as error:
            messages.error(request, gettext("The line stays where it is: %(why)s") % {"why": why_not(error.pointer)})
    return redirect(f"{reverse('job-profile', args=[job.job_id])}#unplaced")
