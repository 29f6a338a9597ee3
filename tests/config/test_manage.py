"""`manage.py` by itself, with nothing else running."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.running import ROOT, processes_of
from tests.config.test_dev import clean_environment
from tests.waiting import eventually


def manage(data_dir: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean_environment() | {"DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_has_its_database_while_it_runs_and_leaves_none_behind(tmp_path: Path) -> None:
    migrated = manage(tmp_path, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert "Applying analysis.0001_initial... OK" in migrated.stdout
    assert eventually(lambda: not processes_of(tmp_path))


def test_a_command_that_needs_no_database_starts_none(tmp_path: Path) -> None:
    assert manage(tmp_path, "check").returncode == 0
    assert not (tmp_path / "postgres").exists()


def test_what_stands_in_the_way_of_a_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("a file where the folder should be")
    refused = manage(tmp_path, "migrate")
    assert refused.returncode == 1
    assert "can't be written" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_in_production_a_missing_secret_stops_the_start_with_one_line(tmp_path: Path) -> None:
    environment = clean_environment() | {"DATABASE_URL": "postgres://me@%2Fnowhere/x", "DATA_DIR": str(tmp_path)}
    for program in (["manage.py", "check"], ["-c", "import config.wsgi"]):
        refused = subprocess.run(
            [sys.executable, *program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert refused.returncode == 1
        assert "SECRET_KEY is not set" in refused.stderr
        assert refused.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PORT", "70000"), ("ANALYSIS_WORKERS", "0"), ("MAX_UPLOAD_MB", "-1"), ("ANALYSIS_MAX_RETRIES", "-1")],
        *[("WEB_CONCURRENCY", "many"), ("WEB_CONCURRENCY", "0"), ("PROXIES", "-1"), ("ANALYSIS_LEASE", "9" * 12)],
        *[("CSRF_TRUSTED_ORIGINS", "example.com"), ("CSRF_TRUSTED_ORIGINS", "https://example.com/page")],
        *[("LLM_TIMEOUT", "0"), ("LOG_LEVEL", "LOUD"), ("LOG_JSON", "perhaps"), ("DATA_DIR", "/dev/null/data")],
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start_with_one_line(name: str, value: str, tmp_path: Path) -> None:
    environment = clean_environment() | {"DATA_DIR": str(tmp_path), name: value}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert name in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("engine", ["llm", "hybrid"])
def test_an_engine_with_a_language_model_needs_one_to_be_set_up(engine: str, tmp_path: Path) -> None:
    environment = clean_environment() | {"DATA_DIR": str(tmp_path), "ANALYSIS_ENGINE": engine}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert f"ANALYSIS_ENGINE is {engine}: LLM_BASE_URL and LLM_MODEL must be set" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_said_in_one_line(tmp_path: Path) -> None:
    environment = clean_environment() | {"DATABASE_URL": "postgres://me@127.0.0.1:1/x", "DATA_DIR": str(tmp_path)}
    refused = subprocess.run(
        [sys.executable, "manage.py", "rescue_jobs"],
        cwd=ROOT,
        env=environment | {"SECRET_KEY": "of-this-test-alone-and-long-enough"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "database does not answer" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_the_web_process_never_loads_the_client_of_language_models(tmp_path: Path) -> None:
    program = "import config.wsgi, config.urls, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=clean_environment() | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "analysis.api.views" in loaded
    assert not {"pydantic_ai", "openai", "anthropic"} & set(loaded)
