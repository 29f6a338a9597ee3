"""What every test can ask for."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from analysis.models import AnalysisJob
from tests import life
from tests.files import DAMAGED, PASSWORD, pdf

pytest_plugins = ["tests.database"]


@pytest.fixture(autouse=True)
def _media_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Each test stores its uploads apart, so that it can look at all of them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PICTURES_ROOT = tmp_path / "pictures"


@pytest.fixture(autouse=True)
def _language_of_its_own() -> None:
    """Each test begins in English, whatever language the last request of another one left."""
    translation.activate("en")


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def ben(db: None) -> User:
    return User.objects.create_user("ben")


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_user("sam", is_staff=True)


@pytest.fixture
def protected(ada: User) -> AnalysisJob:
    """A job that failed because its document wants a password."""
    return life.analysed(ada, pdf(password=PASSWORD))


@pytest.fixture
def damaged(ada: User) -> AnalysisJob:
    """A job that failed because its document is damaged."""
    return life.analysed(ada, DAMAGED)


@pytest.fixture
def failed_job(ada: User) -> AnalysisJob:
    return life.submitted_and_failed(ada)
