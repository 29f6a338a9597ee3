"""The pages in the reader's language: every text is there, and a second language is complete."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests import translations
from tests.analysis.web.conftest import Visitor, words
from tests.factories import AnalysisJobFactory

IN_GERMAN = {"Accept-Language": "de-CH,de;q=0.9,en;q=0.5"}
PLACEHOLDER = re.compile(r"%\(\w+\)s|<[^>]+>")
HINT = "run: python -m tests.translations, and translate what is new"


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_text_is_translated_and_nothing_else_is_in_the_catalogue(language: str) -> None:
    catalogue = translations.read(language)
    known = {(one.context, one.id if isinstance(one.id, str) else tuple(one.id)) for one in catalogue if one.id}
    assert translations.messages() - known == set(), HINT
    assert known - translations.messages() == set(), HINT
    assert translations.missing(catalogue) == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_keep_what_is_put_into_them(language: str) -> None:
    for message in translations.read(language):
        if message.id:
            # A plural's last form is the one with the number.
            asked, given = (
                str(one if isinstance(one, str) else list(one or [])[-1]) for one in (message.id, message.string)
            )
            assert sorted(PLACEHOLDER.findall(given)) == sorted(PLACEHOLDER.findall(asked)), asked


def _last(text: object) -> str:
    return str(text[-1]) if isinstance(text, (list, tuple)) else str(text)


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    path: Path = translations.catalogue_path(language)
    compiled = io.BytesIO()
    write_mo(compiled, translations.read(language))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), HINT


@pytest.mark.django_db
def test_a_reader_of_german_gets_german(visitor: Visitor, ada: User) -> None:
    AnalysisJobFactory(user=ada, failed=True, next_retry_at=timezone.now() + timedelta(minutes=1))
    AnalysisJobFactory(user=ada, failed=True, error="password_protected")
    AnalysisJobFactory(user=ada, processing=True)
    response = visitor.get("/profile", headers=IN_GERMAN)
    page = words(response)
    assert '<html lang="de">' in response.content.decode()
    assert "Ihre Lebensläufe" in page
    assert "Das Sprachmodell hat nicht rechtzeitig geantwortet." in page
    assert "Dieses Dokument ist durch ein Passwort geschützt: Geben Sie das Passwort ein, oder" in page
    assert "Profil gliedern" in page
    assert "noch 3 Wiederholungen" in page


@pytest.mark.django_db
def test_the_language_can_be_chosen(client: Client) -> None:
    assert "Sign in" in words(client.get("/accounts/login/"))
    response = client.post("/i18n/setlang/", {"language": "de", "next": "/accounts/login/"}, follow=True)
    assert "Anmelden" in words(response)


@pytest.mark.django_db
def test_programs_are_answered_in_english_whoever_asks(visitor: Visitor) -> None:
    response = visitor.get("/api/analysis/job?job_id=job_0", headers=IN_GERMAN)
    assert response.json() == {"error": "Job not found"}
