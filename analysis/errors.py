"""Answers for what goes wrong outside a view: JSON for the API, a page for people, never a traceback."""

import sys

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from psycopg.errors import UndefinedColumn, UndefinedTable

from analysis.failures import Sentence, sentence
from analysis.jobs.outage import is_outage
from analysis.uploads.handler import UploadRefused, raise_if_refused
from analysis.uploads.storage import StorageAway
from analysis.web.words import in_words

API_PREFIX = "/api/"
# Seconds after which it is worth asking again when the database is away.
RETRY_AFTER = 5


def api_error(status: int, error: str, message: str = "", *, headers: dict[str, str] | None = None) -> JsonResponse:
    """The shape of every error of the JSON API."""
    body = {"error": error, "message": message} if message else {"error": error}
    return JsonResponse(body, status=status, headers=headers)


def answer(
    request: HttpRequest, status: int, error: str, message: str | Sentence, *, headers: dict[str, str] | None = None
) -> HttpResponse:
    """One error in the format that the request expects."""
    if request.path_info.startswith(API_PREFIX):  # below whatever folder the site is served from
        return api_error(status, error, str(message), headers=headers)
    said = message if isinstance(message, Sentence) else sentence(message)
    context = {"status": status, "title": error, "message": in_words(said)}
    response = render(request, "error.html", context, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TooManyFilesSent):
        most = str(settings.DATA_UPLOAD_MAX_NUMBER_FILES)
        said = sentence("At most %(most)s files can be sent at once. Nothing was uploaded: choose fewer.", most=most)
        return answer(request, 413, "Too many files", said)
    return answer(request, 400, "Bad request", "This request can't be understood. Go back and try again.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(
        request, 403, "Permission denied", "This page is not for you. Sign in with another account to see it."
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404, "Not found", "There is nothing at this address. It may have been deleted.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for what nobody caught. A database or a storage that is away is an outage, not a fault."""
    error = sys.exc_info()[1]
    if isinstance(error, StorageAway):
        message = "The stored files can't be reached just now. Nothing is lost: try again in a few minutes."
        return answer(request, 503, "Storage is not available", message, headers={"Retry-After": str(RETRY_AFTER)})
    if error is not None and isinstance(error.__cause__, (UndefinedTable, UndefinedColumn)):
        message = "The service is being updated. Nothing is lost: try again in a minute."
        return answer(request, 503, "Temporarily unavailable", message, headers={"Retry-After": "60"})
    if is_outage(error):
        message = "The service can't reach its database just now. Nothing is lost: try again in a few seconds."
        return answer(request, 503, "Temporarily unavailable", message, headers={"Retry-After": str(RETRY_AFTER)})
    message = "Something went wrong on our side. Your uploads are safe: try again in a moment."
    return answer(request, 500, "Internal server error", message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A body that was left unread because of its size took the form's token along: then its size is the trouble."""
    try:
        raise_if_refused(request)
    except UploadRefused as refused:
        return answer(request, refused.status, refused.error, refused.sentence)
    message = "This form is out of date, or cookies are blocked. Reload the page and try again."
    return answer(request, 403, "Request not verified", message)
