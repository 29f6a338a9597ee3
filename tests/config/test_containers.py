"""The image and compose.yaml: what they copy, set and start exists. Built only where Docker can build."""

import re
import shlex
import shutil
import subprocess
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml

from analysis.management.commands.run_cluster import Command
from tests.config.running import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "second-look"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_every_setting_of_compose_is_one_that_the_application_reads() -> None:
    read = (ROOT / "config" / "settings.py").read_text()
    unknown = [name for name in SERVICES["web"]["environment"] if f'"{name}"' not in read]
    assert unknown == []


def test_the_image_copies_what_there_is_and_all_that_is_needed() -> None:
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for name in shlex.split(line)[:-1]
    ]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"manage.py", "config", "analysis", "profiles", "templates", "static"} <= set(copied)
    admitted = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert [name for name in copied if not any(fnmatch(name, pattern) for pattern in admitted)] == []


def test_the_image_does_not_run_as_root() -> None:
    stages = DOCKERFILE.split("\nFROM ")
    assert re.search(r"^USER (?!root)\w", stages[-1], re.MULTILINE)


def test_web_and_worker_wait_for_a_prepared_database() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert SERVICES["prepare"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_what_runs_shares_database_settings_and_uploads() -> None:
    assert sorted(OURS) == ["prepare", "web", "worker"]
    for key in ("environment", "volumes"):
        assert len({str(SERVICES[name][key]) for name in OURS}) == 1


def test_the_worker_ends_before_it_is_killed() -> None:
    words = SERVICES["worker"]["command"]
    given = Command().create_parser("manage.py", "run_cluster").parse_args(words[words.index("run_cluster") + 1 :])
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > given.patience


def test_the_first_start_makes_a_key_and_a_later_one_keeps_it(tmp_path: Any) -> None:
    script = SERVICES["prepare"]["command"][-1].partition("&& python manage.py migrate")[0]
    script = script.replace("/data/", f"{tmp_path}/")
    keys = []
    for _ in range(2):
        subprocess.run(["sh", "-c", script], check=True)
        keys.append((tmp_path / "secret_key").read_text())
    assert len(keys[0]) >= 32
    assert keys[0] == keys[1]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not shutil.which("docker"), reason="there is no Docker here")
def test_docker_finds_nothing_wrong_with_it() -> None:
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("Docker has no compose here")
    found = subprocess.run(
        ["docker", "compose", "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
