"""Django's e-mail settings from one address: `submission://user:password@host:587`, `smtp://host:25`, `console:`."""

from typing import Any

import dj_email_url
from django.core.exceptions import ImproperlyConfigured

# Seconds for which somebody waits for a page that sends a letter.
TIMEOUT = 10


def mail_settings(url: str) -> dict[str, Any]:
    """The settings of this address; none sends nothing. Raises ImproperlyConfigured."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    scheme = url.partition(":")[0]
    if scheme not in dj_email_url.SCHEMES:
        raise ImproperlyConfigured(
            f'EMAIL_URL begins with "{scheme}": use submission://user:password@host:587, smtp://host:25 or console:'
        )
    found: dict[str, Any] = dj_email_url.parse(url)
    return found | {"EMAIL_TIMEOUT": found["EMAIL_TIMEOUT"] or TIMEOUT}
