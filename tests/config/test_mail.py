"""One address says how e-mail is sent."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import TIMEOUT, mail_settings


def test_the_usual_address_of_a_provider() -> None:
    found = mail_settings("submission://ada%40example.org:p%2Fw@mail.example.org:587")
    assert found["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ada@example.org", "p/w")
    assert found["EMAIL_TIMEOUT"] == TIMEOUT, "nobody waits for a page for ever"


def test_without_an_address_nothing_is_sent() -> None:
    assert mail_settings("") == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def test_what_is_no_address_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="submission://"):
        mail_settings("mail.example.org")
