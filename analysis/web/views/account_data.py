"""What a person may do with everything of theirs: take it along, or delete it with the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from analysis import services
from analysis.services import LastOperator
from analysis.web.views.common import page, user_of

UNPROCESSABLE = 422


@page("GET")
def export(request: HttpRequest) -> HttpResponseBase:
    """All uploads, profiles, corrections and jobs as one ZIP."""
    response = StreamingHttpResponse(services.everything_about(user_of(request)), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename="second-look.zip")
    return response


@sensitive_post_parameters("password")
@page("GET", "HEAD", "POST")
def delete_account(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then delete the account with all that is in it."""
    user = user_of(request)
    context: dict[str, object] = {"uploads": user.uploads.count(), "jobs": user.jobs.count()}
    if request.method != "POST":
        return render(request, "account/delete.html", context)
    if user.has_usable_password() and not user.check_password(request.POST.get("password", "")):
        context |= {"problem": gettext("That is not your password. Nothing was deleted.")}
        return render(request, "account/delete.html", context, status=UNPROCESSABLE)
    try:
        services.delete_account(user=user)
    except LastOperator:
        context |= {"problem": gettext("This is the only operator’s account. Make another operator first.")}
        return render(request, "account/delete.html", context, status=UNPROCESSABLE)
    logout(request)
    messages.success(request, gettext("Your account and everything in it is deleted."))
    return redirect("login")
