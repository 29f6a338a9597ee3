"""The page of a batch: how far it is, and the way to stop what is not yet begun."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from analysis import services
from analysis.models import Batch
from analysis.web.views.common import by_htmx, page, user_of


@page("GET", "HEAD")
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The whole page, or what changes of it for a script that asks."""
    standing = services.standing_of(_own(request, batch_id))
    context = {
        "standing": standing,
        "batch": standing.batch,
        "untouched": standing.batch.untouched if standing.batch.cancelled_at else 0,
        "here": request.path,
        "stop": reverse("stop-batch", args=[batch_id]),
        "may_stop": True,
    }
    return render(request, "_batch.html" if by_htmx(request) else "batch.html", context)


@page("POST")
def stop(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    services.cancel_batch(_own(request, batch_id))
    messages.success(request, gettext("Stopped. What had begun already goes on."))
    return redirect("batch", batch_id=batch_id)


def _own(request: HttpRequest, batch_id: UUID) -> Batch:
    """Raises Http404, for a batch of somebody else as for one that never was."""
    found = Batch.objects.filter(actor=user_of(request), pk=batch_id).defer("keys").first()
    if found is None:
        raise Http404
    return found
