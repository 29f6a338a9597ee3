"""A session's end must reach a page that htmx keeps alive."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

GetResponse = Callable[[HttpRequest], HttpResponse]


def redirect_htmx_to_sign_in(get_response: GetResponse) -> GetResponse:
    """Turn a redirect to the sign-in page into one that htmx makes the whole page follow, not a fragment of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        location = response.headers.get("Location", "")
        if getattr(request, "htmx", False) and response.status_code == 302:
            sign_in = resolve_url(settings.LOGIN_URL)
            if location.startswith(sign_in):
                # The sign-in leads back to the page that the person sees, not to the fragment that was asked for.
                here = request.htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)  # type: ignore[attr-defined]
                return HttpResponse(status=204, headers={"HX-Redirect": f"{sign_in}?{urlencode({'next': here})}"})
        return response

    return middleware
