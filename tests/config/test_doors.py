"""Ways in that production keeps shut: known passwords, a short key, cookies that others may set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client

from analysis.management.demo_account import PASSWORD, STAFF_USERNAME, USERNAME
from config.postgres import address as postgres
from tests.config.running import ROOT
from tests.config.test_dev import clean_environment
from tests.config.test_start import settings_with

GUNICORN = ["-m", "gunicorn", "--config", "python:config.server.gunicorn"]


def start(tmp_path: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """A start in production, on the database of the tests."""
    environment = {
        "DATABASE_URL": postgres.url(settings.DATABASES["default"]),
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "of-this-test-alone-and-long-enough",
        "ALLOWED_HOSTS": "localhost",
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def as_in_production(password: str) -> str:
    """The tests' own hasher is quick, and unknown to production."""
    return str(PBKDF2PasswordHasher().encode(password, "salt", iterations=1000))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("program", ["web", "cluster"])
def test_production_does_not_start_while_everybody_knows_a_password(tmp_path: Path, program: str) -> None:
    for name, password in ((USERNAME, PASSWORD), (STAFF_USERNAME, "another one")):
        User.objects.create(username=name, password=as_in_production(password))
    command = [*GUNICORN, "--bind", f"unix:{tmp_path}/web"] if program == "web" else ["manage.py", "run_cluster"]

    refused = start(tmp_path, *command)

    assert refused.returncode != 0
    said = [line for line in refused.stderr.splitlines() if "changepassword" in line]
    assert len(said) == 1
    assert "demo can sign in here with the password of the demonstration" in said[0]
    assert "operator" not in said[0]
    assert "Traceback" not in refused.stderr


def test_production_takes_no_short_key(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": "postgres://me@127.0.0.1:1/x", "DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 31}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "SECRET_KEY is too short" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == []


def test_with_tls_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_PATH"
    session, csrf, secure, path = settings_with(tmp_path, names, HTTPS="1")
    assert session.startswith("__Host-sessionid")
    assert (csrf, secure, path) == ("__Host-csrftoken", "True", "/")
    assert not any(name.startswith("__Host-") for name in settings_with(tmp_path, names, HTTPS="0"))
    assert not any(
        name.startswith("__Host-") for name in settings_with(tmp_path, names, HTTPS="1", SCRIPT_NAME="/resumes")
    )


def test_a_page_may_ask_for_no_camera_and_no_place(client: Client) -> None:
    policy = client.get("/accounts/login/").headers["Permissions-Policy"]
    assert "camera=()" in policy
    assert "geolocation=()" in policy
