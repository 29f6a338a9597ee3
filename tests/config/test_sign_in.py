"""The lock that follows many wrong passwords: for whom, and what they are told."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from profiles.accounts.lockout import client_address
from tests.factories import PASSWORD, UserFactory
from tests.together import at_once

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


@pytest.mark.django_db
def test_who_goes_on_trying_keeps_nobody_locked_out_for_longer(settings: Settings) -> None:
    settings.PROXIES = 1
    name = UserFactory().username
    door = "/accounts/login/"
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        sign_in(door, name, "wrong", "203.0.113.7")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert sign_in(door, name, "wrong", "203.0.113.7").status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert sign_in(door, name, PASSWORD, "203.0.113.7").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/accounts/login/", "/admin/login/"])
def test_one_password_on_many_names_is_stopped_at_its_address(settings: Settings, door: str) -> None:
    settings.PROXIES, settings.SIGN_INS_PER_MINUTE = 1, 5
    answers = [sign_in(door, f"name{number}", "Summer2026", "203.0.113.7") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "Too many sign-ins failed from where you are" in answers[-1].content.decode()
    name = UserFactory(is_staff=True).username
    assert sign_in(door, name, PASSWORD, "203.0.113.7").status_code == 429, "right or wrong, it is not looked at"
    assert sign_in(door, name, PASSWORD, "203.0.113.8").status_code == 302


@pytest.mark.django_db
def test_sign_ins_that_go_well_count_for_nothing(settings: Settings) -> None:
    settings.PROXIES, settings.SIGN_INS_PER_MINUTE = 1, 2
    name = UserFactory().username
    for _ in range(4):
        assert sign_in("/accounts/login/", name, PASSWORD, "203.0.113.7").status_code == 302


@pytest.mark.django_db
def test_all_addresses_of_one_customer_are_one(settings: Settings) -> None:
    settings.PROXIES, settings.SIGN_INS_PER_MINUTE = 1, 2
    codes = [
        sign_in("/accounts/login/", f"name{number}", "x", f"2001:db8:0:{number // 4}::{number}").status_code
        for number in range(6)
    ]
    assert codes == [200, 200, 429, 429, 200, 200]


@pytest.mark.django_db
def test_one_address_makes_so_many_accounts_a_minute(settings: Settings) -> None:
    settings.SIGN_UPS_PER_MINUTE = 2
    given = {"password1": PASSWORD, "password2": PASSWORD}
    answers = [Client().post("/accounts/signup/", {"username": f"new{number}", **given}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert not User.objects.filter(username="new2").exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_sign_up_at_once_as_many_pass_as_there_are_places(settings: Settings) -> None:
    settings.SIGN_UPS_PER_MINUTE = 3
    given = {"password1": PASSWORD, "password2": PASSWORD}
    asked = [partial(Client().post, "/accounts/signup/", {"username": f"new{number}", **given}) for number in range(10)]
    codes = [answer.status_code for answer in at_once(asked)]
    assert sorted(codes) == [302] * 3 + [429] * 7


def sign_in(door: str, username: str, password: str, address: str) -> Any:
    client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": f"9.9.9.9, {address}"})
    return client.post(door, {"username": username, "password": password})
