"""A password is changed by whoever knows it, and set anew by a link that works once."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from profiles.accounts.password import path_to_new_password
from tests.factories import PASSWORD, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "Nine-tall-larches-7"
TWICE = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def owner() -> User:
    return UserFactory(username="ada", email="ada@example.org")


def signed_in(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/accounts/login/", {"username": name, "password": password}).status_code == 302
    return client


def test_a_changed_password_signs_out_everywhere_else(owner: User) -> None:
    here, there = signed_in("ada"), signed_in("ada")
    answer = here.post("/accounts/password/", {"old_password": PASSWORD, **TWICE})
    assert answer.headers["Location"] == "/accounts/"
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 302
    signed_in("ada", NEW)


def test_a_wrong_old_password_changes_nothing(owner: User) -> None:
    answer = signed_in("ada").post("/accounts/password/", {"old_password": "wrong", **TWICE})
    assert answer.status_code == 422
    signed_in("ada")


def follow(client: Client, link: str) -> str:
    """The address of the form that a link leads to."""
    answer = client.get(re.sub(r"^https?://[^/]+", "", link))
    return str(answer.headers.get("Location", ""))


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: Client, owner: User) -> None:
    assert client.post("/accounts/reset/", {"email": "ada@example.org"}).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    (link,) = re.findall(r"http\S+", str(letter.body))
    form = follow(client, link)
    assert client.post(form, TWICE).headers["Location"] == "/profile"
    assert client.get("/profile").status_code == 200, "signed in at once"
    assert follow(Client(), link) == ""
    assert "no longer works" in Client().get(re.sub(r"^https?://[^/]+", "", link)).content.decode()


def test_asking_for_a_link_does_not_tell_who_has_an_account(client: Client, owner: User) -> None:
    known = client.post("/accounts/reset/", {"email": "ada@example.org"}, follow=True)
    unknown = Client().post("/accounts/reset/", {"email": "ben@example.org"}, follow=True)
    said = "If an account has this address"
    assert said in known.content.decode()
    assert said in unknown.content.decode()
    assert len(mail.outbox) == 1


def test_without_e_mail_the_page_says_whom_to_ask(client: Client, owner: User, settings: Settings) -> None:
    settings.SENDS_MAIL = False
    assert "Ask whoever runs it" in client.get("/accounts/reset/").content.decode()
    assert client.post("/accounts/reset/", {"email": "ada@example.org"}).status_code == 200
    assert mail.outbox == []


def test_staff_hand_over_a_link_but_none_for_an_operator(owner: User) -> None:
    operator = StaffFactory()
    client = Client()
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    chosen = {"action": "password_link", "_selected_action": [owner.pk]}
    shown = client.post("/admin/auth/user/", chosen, follow=True).content.decode()
    (link,) = re.findall(r"/accounts/reset/\S+/\S+/", shown)
    assert Client().post(follow(Client(), link), TWICE).status_code in (200, 302)

    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(*_rights("view_user", "change_user"))
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post("/admin/auth/user/", chosen | {"_selected_action": [operator.pk]}, follow=True)
    assert "/accounts/reset/" not in refused.content.decode()


def _rights(*codenames: str) -> list[int]:
    return list(Permission.objects.filter(codename__in=codenames).values_list("pk", flat=True))


def test_the_command_makes_the_first_operator(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call_command("password_link", "root", "--new", "--operator")
    link = capsys.readouterr().out.strip()
    assert client.post(follow(client, link), TWICE).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [(["nobody"], "There is no user"), (["ada", "--new"], "already exists"), (["eve", "--operator"], "--new")],
)
def test_the_command_says_what_is_wrong(owner: User, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("password_link", *words)


def test_a_link_of_an_account_that_was_closed_leads_nowhere(client: Client, owner: User, settings: Settings) -> None:
    link = path_to_new_password(owner)
    owner.delete()
    assert "no longer works" in client.get(link).content.decode()


def test_where_accounts_are_made_by_invitation_nobody_signs_up(client: Client, settings: Settings) -> None:
    settings.SIGN_UP = False
    answer = client.post("/accounts/signup/", {"username": "eve", "password1": NEW, "password2": NEW})
    assert answer.status_code == 403
    assert not User.objects.filter(username="eve").exists()
    assert "/accounts/signup/" not in client.get("/accounts/login/").content.decode()
