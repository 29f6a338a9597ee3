"""Input that nobody means: it is refused or taken, in words, and never answered 500."""

import logging
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from config.logging import configure_logging
from profiles.values import MAX_TEXT
from tests import life

pytestmark = pytest.mark.django_db

DOORS = ["/accounts/login/", "/admin/login/"]
LISTS = [
    *("analysis/analysisjob", "analysis/attempt", "analysis/upload", "profiles/userprofile"),
    *("auth/user", "auth/group", "axes/accessattempt", "django_q/ormq", "django_q/failure"),
]
ODD_QUERIES = [
    *("?job_id__regex=[", "?q=%00", "?user__username=%00", "?%00=x", "?p=99999999999999999999", "?status__exact=%00"),
    *("?created_at__gte=x", "?created_at__gte=%00", "?o=9.9", "?cause=x", f"?attempt={'9' * 5000}"),
]
PASSWORD = "zu9kdjfh3-rt"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["x" * 151, "x" * 256, "x" * 5000, "x\0y"])
def test_a_name_that_can_be_nobodys_is_a_wrong_name(client: Client, door: str, name: str) -> None:
    assert client.post(door, {"username": name, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("address", ["/accounts/signup/?next=word", "/accounts/login/?next=word"])
def test_a_next_page_that_is_a_mere_word_is_an_address_like_any(client: Client, address: str) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    sent = {"username": "bob", "password": PASSWORD}
    if "signup" in address:
        sent = {"username": "anna", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(address, sent).status_code == 302
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("query", ODD_QUERIES)
def test_no_list_of_the_admin_breaks(admin_client: Client, query: str) -> None:
    for name in LISTS:
        assert admin_client.get(f"/admin/{name}/{query}").status_code in (200, 302, 400, 404), name


@pytest.mark.parametrize(
    "question",
    [
        "profiles/userprofile/?document__basics__email__startswith=a",
        "profiles/userprofile/?document__icontains=a",
        "analysis/upload/?sha256__startswith=a",
        "analysis/analysisjob/?lease_token__isnull=0",
        "analysis/analysisjob/?user__password__startswith=a",
        "analysis/attempt/?error_detail__contains=a",
        "auth/user/?password__startswith=a",
        "auth/user/?email__startswith=a",
        "axes/accessattempt/?post_data__contains=a",
    ],
)
def test_a_list_answers_no_filter_that_it_does_not_show(admin_client: Client, question: str) -> None:
    assert admin_client.get(f"/admin/{question}").status_code == 400


@pytest.mark.parametrize(
    "question",
    [
        "analysis/analysisjob/?status__exact=failed",
        "analysis/analysisjob/?created_at__gte=2026-01-01%2000:00%2B00:00&created_at__lt=2026-01-02%2000:00%2B00:00",
        "analysis/analysisjob/?error_code=timeout",
        "auth/user/?is_staff__exact=1",
        "analysis/upload/?kind=pdf",
        "analysis/upload/?q=cv",
    ],
)
def test_a_list_answers_the_filters_that_it_shows(admin_client: Client, question: str) -> None:
    assert admin_client.get(f"/admin/{question}").status_code == 200


@pytest.mark.parametrize(
    ("pointer", "text", "status"),
    [
        ("/basics/name", "a\0b\x9bc", 204),
        (f"/work/{'9' * 5000}/name", "x", 422),
        ("/work/²/name", "x", 422),
        ("/basics/name\0", "x", 422),
        ("/basics/summary", "x" * (MAX_TEXT + 1), 422),
    ],
)
def test_an_edit_is_taken_or_refused_in_words(client: Client, ada: User, pointer: str, text: str, status: int) -> None:
    client.force_login(ada)
    job = life.completed(life.submitted(ada))
    answer = client.post(
        reverse("edit-profile", args=[job.job_id]),
        urlencode({pointer: text}),
        content_type="application/x-www-form-urlencoded",
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == status
    assert status == 204 or answer.content
    job.profile.refresh_from_db()  # type: ignore[union-attr]
    assert len(str(job.profile.resume.basics.summary or "")) < MAX_TEXT  # type: ignore[union-attr]


def test_an_address_can_not_write_a_line_of_the_log(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure_logging({"level": "INFO", "json": False})
    try:
        client.get(f"/nothing{quote(chr(10))}2026-12-01 forged{quote(chr(27))}[2J")
        client.get("/admin/analysis/analysisjob/?sha256=x")
    finally:
        root.handlers[:], root.level = before
    said = capsys.readouterr().err
    assert "forged" in said
    assert "\n2026-12-01 forged" not in said
    assert "\x1b" not in said
    assert "Traceback" not in said
