"""Clients that are signed in, and the words of a page."""

import os
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http.response import HttpResponseBase
from django.test import Client

from analysis.models import AnalysisJob
from tests.analysis.web.profiles import job_on_a_pdf, job_with_a_full_profile

BY_SCRIPT = {"HX-Request": "true"}


class Visitor(Client):
    """A signed-in person's browser. `script` says that htmx asks."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """A request as htmx makes it."""
        return getattr(self, method)(path, data, headers=BY_SCRIPT | headers)


@pytest.fixture
def visitor(ada: User) -> Visitor:
    return Visitor(ada)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the storage is asked for from now on: the paths at which somebody looks."""
    seen: list[str] = []

    def noted(look: Callable[..., Any]) -> Callable[..., Any]:
        def note(path: Any, *args: Any, **options: Any) -> Any:
            if "/media/uploads/" in str(path):
                seen.append(str(path))
            return look(path, *args, **options)

        return note

    monkeypatch.setattr("analysis.uploads.storage.os.stat", noted(os.stat))
    monkeypatch.setattr("analysis.uploads.storage.os.listdir", noted(os.listdir))
    return seen


@pytest.fixture
def job(ada: User) -> AnalysisJob:
    return job_on_a_pdf(ada)


@pytest.fixture
def full(ada: User) -> AnalysisJob:
    return job_with_a_full_profile(ada)


def words(response: HttpResponseBase) -> str:
    """What a person reads of an answer, in one line."""
    text = re.sub(
        r"<(script|style|template)\b.*?</\1>|<[^>]+>", " ", getattr(response, "content", b"").decode(), flags=re.DOTALL
    )
    return " ".join(unescape(text).split())
