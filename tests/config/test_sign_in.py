"""The lock that follows many wrong passwords: for whom, and what they are told."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from profiles.accounts.lockout import client_address
from tests.factories import PASSWORD, UserFactory

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.7", PROXY),  # nobody of ours wrote that
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.1.1.1, 203.0.113.7", "203.0.113.7"),  # what comes first may be invented
        (2, "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", PROXY),  # past the first proxy
        (1, "203.0.113.7:49152", "203.0.113.7"),
        (1, "[2001:db8::7]:49152", "2001:db8::7"),
        (1, "2001:DB8::7", "2001:db8::7"),
        (1, "", PROXY),
        (1, "junk\x01'", PROXY),
        (1, "203.0.113.7,", PROXY),
    ],
)
def test_the_address_is_the_one_that_ones_own_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_on_a_unix_socket_nobody_has_an_address(settings: Settings) -> None:
    settings.PROXIES = 0
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/accounts/login/", "/admin/login/"])
def test_somebody_who_guesses_behind_a_proxy_locks_out_nobody_else(settings: Settings, door: str) -> None:
    settings.PROXIES = 1
    name = UserFactory(is_staff=True).username
    tries = [sign_in(door, name, "wrong", "203.0.113.7") for _ in range(django_settings.AXES_FAILURE_LIMIT)]
    answer = tries[-1]
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Too many attempts" in answer.content.decode()
    assert sign_in(door, name, PASSWORD, "203.0.113.7").status_code == 429, "not even with the right one"
    assert sign_in(door, name, PASSWORD, "203.0.113.8").status_code == 302


def sign_in(door: str, username: str, password: str, address: str) -> Any:
    client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": f"9.9.9.9, {address}"})
    return client.post(door, {"username": username, "password": password})
