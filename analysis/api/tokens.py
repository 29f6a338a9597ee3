"""Signing in with a token: `Authorization: Bearer TOKEN`."""

from django.http import HttpRequest

from analysis.api.declare import ApiError
from profiles.accounts.tokens import find_token
from profiles.models import ApiToken

CHALLENGE = 'Bearer error="invalid_token", error_description="The token is unknown, revoked or expired"'


def token_of(request: HttpRequest) -> ApiToken | None:
    """The token of this request; None where it names none. Raises ApiError for one that is not valid."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = find_token(credentials.strip())
    if token is None:
        raise ApiError(401, "Authentication required", headers={"WWW-Authenticate": CHALLENGE})
    return token
