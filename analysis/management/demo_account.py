"""The accounts of a demonstration: `seed_demo` makes them, and `manage.py dev` says how to sign in."""

from django.conf import settings
from django.contrib.auth.models import User

USERNAME = "demo"
PASSWORD = "second-look"  # noqa: S105 - meant to be known
# May use the admin. The same password.
STAFF_USERNAME = "operator"


def open_doors() -> str:
    """Why production must not start: accounts whose password stands in this file. "" where there is none.

    They come into a database that `make run` has once used.
    """
    if settings.DEVELOPMENT:
        return ""
    known = User.objects.filter(username__in=[USERNAME, STAFF_USERNAME], is_active=True)
    names = " and ".join(sorted(user.username for user in known if user.check_password(PASSWORD)))
    return names and (
        f"{names} can sign in here with the password of the demonstration, which everybody knows: "
        f"run `manage.py changepassword NAME` for each, or delete them"
    )
