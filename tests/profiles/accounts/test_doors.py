"""Signing up, in and out."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
GOOD = {"username": "ada", "password1": PASSWORD, "password2": PASSWORD}


def test_signing_up_signs_in_at_once(client: Client) -> None:
    response = client.post("/accounts/signup/", GOOD)
    assert response.headers["Location"] == "/profile"
    assert client.get("/profile").status_code == 200
    assert User.objects.get().username == "ada"


def test_signing_up_leads_back_to_where_somebody_wanted_to_go(client: Client) -> None:
    response = client.post("/accounts/signup/", GOOD | {"next": "/profile?show=failed"})
    assert response.headers["Location"] == "/profile?show=failed"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.post("/accounts/signup/", GOOD | {"next": elsewhere}).headers["Location"] == "/profile"
    client.logout()
    signed_in = client.post("/accounts/login/", {"username": "ada", "password": PASSWORD, "next": elsewhere})
    assert signed_in.headers["Location"] == "/profile"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password2": "other"}, "two password fields"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
        ({"username": "taken"}, "already exists"),
        ({"username": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client: Client, changed: dict[str, str], said: str) -> None:
    UserFactory(username="taken")
    response = client.post("/accounts/signup/", GOOD | changed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert User.objects.count() == 1


def test_signing_in_and_out(client: Client) -> None:
    user = UserFactory()
    response = client.post("/accounts/login/", {"username": user.username, "password": PASSWORD})
    assert response.headers["Location"] == "/profile"
    assert client.get("/accounts/logout/").status_code == 200, "a link alone asks"
    assert client.get("/profile").status_code == 200
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/profile").status_code == 302


def test_a_wrong_password_says_nothing_about_the_name(client: Client) -> None:
    user = UserFactory()
    wrong = client.post("/accounts/login/", {"username": user.username, "password": "wrong"}).content.decode()
    unknown = client.post("/accounts/login/", {"username": "nobody", "password": "wrong"}).content.decode()
    message = "Please enter a correct username and password."
    assert message in wrong
    assert message in unknown


def test_guessing_passwords_is_stopped_for_a_while(client: Client, settings: Settings) -> None:
    user = UserFactory()
    response = client.get("/accounts/login/")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/accounts/login/", {"username": user.username, "password": "wrong"})
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert client.post("/accounts/login/", {"username": user.username, "password": PASSWORD}).status_code == 429


def test_somebody_who_is_signed_in_needs_no_door(client: Client) -> None:
    client.post("/accounts/signup/", GOOD)
    assert client.get("/accounts/login/").headers["Location"] == "/profile"
    assert client.get("/accounts/signup/").headers["Location"] == "/profile"
