"""From a request to a declared call: method, sign-in, scope, parameters; and from its reply to an answer.

HEAD, OPTIONS and conditional GET are answered here as HTTP says.
"""

import logging
from collections.abc import Callable, Iterable
from typing import cast

from django.contrib.auth.models import User
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from pydantic import ValidationError

from analysis.api.answers import Error
from analysis.api.declare import OPERATIONS, ApiError, Call, Operation, Parameter, Reply
from analysis.api.tokens import token_of
from analysis.errors import api_error
from analysis.services import once
from analysis.services.once import Key

logger = logging.getLogger(__name__)

# What any call may answer besides what it declares.
EVERYWHERE = {
    400: "A parameter is missing, given twice, or has no such value.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The token lacks the scope, or the CSRF token is missing.",
    405: "No such method at this address.",
    500: "Something went wrong on this side.",
    503: "The database or the storage is away for the moment.",
}
# What a call with an Idempotency-Key may answer besides.
WITH_KEY = {
    409: "The first call with this Idempotency-Key is still running.",
    422: "The Idempotency-Key was used for another call.",
}


def errors_of(operation: Operation) -> dict[int, str]:
    """Every error that the call may answer, with what it means."""
    return {**EVERYWHERE, **(WITH_KEY if operation.once else {}), **operation.errors}


def endpoint(path: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one address: whatever is declared there, by its method."""
    by_method = {operation.method: operation for operation in OPERATIONS if operation.path == path}
    allowed = [*by_method, *(["HEAD"] if "GET" in by_method else []), "OPTIONS"]

    @csrf_exempt
    def dispatch(request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        operation = by_method.get("GET" if request.method == "HEAD" else str(request.method))
        if operation is None:
            return api_error(405, "Method not allowed", headers={"Allow": ", ".join(allowed)})
        try:
            response = _signed_in(request, operation)
        except ApiError as error:
            response = _error(operation, error)
        return _conditional(request, response) if operation.method == "GET" else response

    return dispatch if "GET" in by_method else never_cache(dispatch)


def _signed_in(request: HttpRequest, operation: Operation) -> HttpResponse:
    """Answer in the name of the token's owner, or else by the session, whose forms need the CSRF token.

    That comes after the sign-in, so that a script without a session is told what it lacks.
    """
    token = token_of(request)
    if token is not None:
        if operation.scope not in token.scope_list:
            raise ApiError(403, "Scope missing", f"this token lacks the scope {operation.scope}")
        request.user = token.user
        return _answer(request, operation)
    if not request.user.is_authenticated:
        raise ApiError(401, "Authentication required", headers={"WWW-Authenticate": "Bearer"})
    protected: HttpResponse = csrf_protect(lambda request: _answer(request, operation))(request)
    return protected


def _answer(request: HttpRequest, operation: Operation) -> HttpResponse:
    try:
        user = cast("User", request.user)
        call = Call(request, user, _values(request, operation.parameters), _key(request, operation, user))
        reply = operation.view(call)
    except ApiError as error:
        return _error(operation, error)
    return _checked(operation, reply)


def _values(request: HttpRequest, parameters: Iterable[Parameter]) -> dict[str, str | int | None]:
    if repeated := [name for name, values in request.GET.lists() if len(values) > 1]:
        raise ApiError(400, "Repeated parameter", f"{repeated[0][:100]} may be given once")
    return {parameter.name: parameter.parse(_text(request, parameter.name)) for parameter in parameters}


def _text(request: HttpRequest, name: str) -> str:
    """A parameter of the query, or of a POST's form. PostgreSQL takes no NUL, which is in no name of ours either."""
    return (request.GET.get(name) or request.POST.get(name) or "").replace("\0", "\ufffd")


def _key(request: HttpRequest, operation: Operation, user: User) -> Key | None:
    """The Idempotency-Key with a fingerprint of the call, whatever boundary its form was sent with."""
    text = request.headers.get("Idempotency-Key", "").strip()
    if not (operation.once and text):
        return None
    if not (len(text) <= once.LONGEST_KEY and text.isascii() and text.isprintable()):
        raise ApiError(400, "Bad Idempotency-Key", f"a key is 1 to {once.LONGEST_KEY} printable ASCII characters")
    try:
        parts = once.fingerprint_of_form(request.POST.lists(), request.FILES.lists())
        if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
            parts.append(once.fingerprint(request.body))
    except (MultiPartParserError, RequestDataTooBig) as error:
        raise ApiError(400, "Bad request", str(error)) from None
    query = [text for name, values in sorted(request.GET.lists()) for value in values for text in (name, value)]
    return Key(user.pk, text, once.fingerprint(operation.method, operation.path, *query, "", *parts))


def _checked(operation: Operation, reply: Reply) -> HttpResponse:
    """The reply as an answer, if the declaration knows it; what it does not know is sent all the same, and logged."""
    model = operation.answers.get(reply.status) if reply.status in operation.answers else Error
    known = reply.status in operation.answers or reply.status in errors_of(operation)
    try:
        if model is not None:
            model.model_validate(reply.body)
    except ValidationError:
        known = False
    if not known:
        logger.error("Undeclared answer of %s %s: %s", operation.method, operation.address, reply.status)
    if reply.body is None or reply.status == 204:
        return HttpResponse(status=reply.status, headers=reply.headers)
    return JsonResponse(
        reply.body, status=reply.status, headers=reply.headers, json_dumps_params={"ensure_ascii": False}
    )


def _error(operation: Operation, error: ApiError) -> HttpResponse:
    return _checked(operation, Reply(error.status, error.body, error.headers))


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add an ETag, answer 304 to a client that has this content already, and leave out the body for HEAD."""
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Cookie", "Authorization"))
    if response.status_code == 200:
        response["ETag"] = tag = quote_etag(once.fingerprint(response.content)[:32])
        response = get_conditional_response(request, etag=tag, response=response) or response
    if request.method == "HEAD":
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
