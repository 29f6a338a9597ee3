"""One page for the account: tokens, sign-ins and the e-mail address, each of its owner alone."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from profiles.accounts import sign_ins
from profiles.accounts.tokens import MOST_TOKENS, find_token, make_token
from profiles.models import ApiToken, SignIn

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _nothing_noted_yet() -> None:
    cache.clear()


def browser(user: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/").status_code == 200
    return client


def test_a_token_is_shown_once_and_does_what_was_ticked(ada: User) -> None:
    client = browser(ada)
    made = client.post("/accounts/tokens/", {"name": "nightly", "scopes": ["read"], "lasts": "30"})
    (token,) = re.findall(r"sl_[\w-]{43}", made.content.decode())
    found = find_token(token)
    assert found is not None
    assert (found.user, found.name, found.scope_list) == (ada, "nightly", ["read"])
    assert found.expires_at is not None
    again = client.get("/accounts/").content.decode()
    assert "nightly" in again
    assert token not in again


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"lasts": "9999999"}])
def test_a_form_that_is_not_filled_in_makes_no_token(ada: User, wrong: dict[str, object]) -> None:
    sent = {"name": "nightly", "scopes": ["read"], "lasts": ""} | wrong
    assert browser(ada).post("/accounts/tokens/", sent).status_code == 422
    assert not ApiToken.objects.exists()


def test_there_is_an_end_to_tokens_and_the_page_says_so(ada: User) -> None:
    for number in range(MOST_TOKENS):
        make_token(user=ada, name=str(number), scopes=["read"])
    answer = browser(ada).post("/accounts/tokens/", {"name": "one more", "scopes": ["read"]})
    assert (answer.status_code, ApiToken.objects.count()) == (422, MOST_TOKENS)
    assert "Revoke one first" in answer.content.decode()


def test_a_token_is_revoked_by_its_owner_alone(ada: User, ben: User) -> None:
    token = make_token(user=ada, name="nightly", scopes=["read"])
    path = f"/accounts/tokens/{ApiToken.objects.get().pk}/revoke/"
    assert browser(ben).post(path).status_code == 404
    assert find_token(token)
    assert browser(ada).post(path).status_code == 302
    assert find_token(token) is None


def test_the_page_names_each_sign_in_and_ends_another(ada: User) -> None:
    here, there = browser(ada), browser(ada, CHROME)
    page = here.get("/accounts/").content.decode()
    assert "Firefox on Linux" in page
    assert "Chrome on Windows" in page
    (path,) = re.findall(r"/accounts/sign-ins/\w+/end/", page)
    assert here.post(path).status_code == 302
    assert there.get("/profile").status_code == 302
    assert here.get("/profile").status_code == 200


def test_nobody_ends_the_sign_in_of_another(ada: User, ben: User) -> None:
    hers = browser(ada)
    browser(ben).post(f"/accounts/sign-ins/{SignIn.objects.get(user=ada).public_id}/end/")
    browser(ben).post("/accounts/sign-ins/end-others/")
    assert hers.get("/profile").status_code == 200


def test_signing_out_everywhere_else_leaves_this_one(ada: User) -> None:
    here, others = browser(ada), [browser(ada), browser(ada, CHROME)]
    assert here.post("/accounts/sign-ins/end-others/").status_code == 302
    assert [other.get("/profile").status_code for other in others] == [302, 302]
    assert here.get("/profile").status_code == 200


def test_the_key_of_a_session_is_on_no_page(ada: User) -> None:
    here, there = browser(ada), browser(ada)
    page = here.get("/accounts/").content.decode()
    assert str(here.session.session_key) not in page
    assert str(there.session.session_key) not in page


def test_a_sign_in_is_written_down_once_in_some_minutes(ada: User) -> None:
    client = browser(ada)
    first = SignIn.objects.get().last_used_at
    client.get("/accounts/")
    assert SignIn.objects.get().last_used_at == first
    cache.clear()  # as when the time has passed
    client.get("/accounts/")
    assert SignIn.objects.get().last_used_at > first


def test_a_browser_that_says_odd_things_is_shown_without_harm(ada: User) -> None:
    client = browser(ada, "\x1b[2J\x00<script>alert(1)</script>" + "x" * 1000)
    assert "<script>alert" not in client.get("/accounts/").content.decode()
    assert len(SignIn.objects.get().browser) <= sign_ins.LONGEST_BROWSER


def link_in(letter: mail.EmailMessage) -> str:
    (link,) = re.findall(r"/accounts/email/\S+", str(letter.body))
    return str(link)


def test_an_address_counts_when_somebody_who_reads_it_says_so(ada: User) -> None:
    client = browser(ada)
    assert client.post("/accounts/email/", {"email": "ada@example.org"}).status_code == 302
    link = link_in(mail.outbox[0])
    assert "ada@example.org" in client.get(link).content.decode()
    ada.refresh_from_db()
    assert ada.email == "", "following a link changes nothing yet"
    assert client.post(link).status_code == 302
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert client.get(link).status_code == 404, "it works once"


def test_the_link_is_of_no_use_to_another_account(ada: User, ben: User) -> None:
    browser(ada).post("/accounts/email/", {"email": "ada@example.org"})
    assert browser(ben).post(link_in(mail.outbox[0])).status_code == 404
    assert browser(ben).post("/accounts/email/rubbish/").status_code == 404
    ben.refresh_from_db()
    assert ben.email == ""


@pytest.mark.parametrize("wrong", ["", "ada", "ada@", "ada@example.org\nBcc: all@example.org"])
def test_what_is_no_address_gets_no_letter(ada: User, wrong: str) -> None:
    assert browser(ada).post("/accounts/email/", {"email": wrong}).status_code == 422
    assert mail.outbox == []


def test_a_letter_that_can_not_be_sent_is_said(ada: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = browser(ada).post("/accounts/email/", {"email": "ada@example.org"})
    assert answer.status_code == 422
    assert "could not be sent" in answer.content.decode()
