"""Rounds of rescue that take on one job each."""

from importlib import import_module

import pytest


@pytest.fixture
def rounds_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("analysis.services.rescue"), "ROUND", 1)
