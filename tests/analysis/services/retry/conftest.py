"""Failed jobs that a remedy helps."""

import pytest
from django.contrib.auth.models import User

from analysis.models import AnalysisJob
from tests.analysis.services.retry.remedying import run, submitted
from tests.files import DAMAGED, PASSWORD, pdf


@pytest.fixture
def protected(ada: User) -> AnalysisJob:
    return run(submitted(ada, pdf(password=PASSWORD)))


@pytest.fixture
def damaged(ada: User) -> AnalysisJob:
    return run(submitted(ada, DAMAGED))
