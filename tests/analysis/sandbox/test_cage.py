"""What a function in the sandbox can reach of the machine: nothing, as root and as an ordinary user."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import Limits, landlock
from tests.analysis.sandbox import escapes, workloads

ROOT = Path(__file__).parents[3]
ROOMY = Limits(wall_seconds=20, memory_bytes=600 * 2**20)

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


@pytest.fixture
def around(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What lies outside: a secret file, a Unix socket, a server, and the process that calls."""
    secret = tmp_path / "secret_key"
    secret.write_text("s3cret")
    path = str(tmp_path / "database.sock")
    with socket.socket(socket.AF_UNIX) as local, socket.create_server(("127.0.0.1", 0)) as server:
        local.bind(path)
        local.listen()
        yield {"secret": str(secret), "unix": path, "port": server.getsockname()[1], "caller": os.getpid()}


@needs_landlock
def test_there_is_no_way_out(around: dict[str, Any]) -> None:
    outcomes = sandbox.run(escapes.attempt_all, around)

    assert len(outcomes) == len(escapes.WAYS) > 20
    assert {name: outcome for name, outcome in outcomes.items() if not outcome.startswith("refused")} == {}
    assert Path(around["secret"]).read_text() == "s3cret"


@needs_landlock
@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_there_is_none_for_an_ordinary_user_either(around: dict[str, Any], tmp_path: Path) -> None:
    """The system's own Python, since that user may not get to the one that runs this."""
    nobody = pwd.getpwnam("nobody")
    for folder in ("analysis", "profiles", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / "code" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    Path(around["secret"]).chmod(0o644)
    program = """
        import json, os, sys
        from analysis import sandbox
        from tests.analysis.sandbox import escapes
        print(json.dumps(sandbox.run(escapes.attempt_all, json.loads(sys.argv[1]) | {"caller": os.getpid()})))
    """
    done = subprocess.run(
        ["/usr/bin/python3", "-c", textwrap.dedent(program), json.dumps(around)],
        cwd=tmp_path / "code",
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    assert {name: outcome for name, outcome in outcomes.items() if not outcome.startswith("refused")} == {}


def test_it_reads_the_file_that_it_was_given_and_keeps_its_name(tmp_path: Path) -> None:
    file = tmp_path / "Zoë's résumé.txt"
    file.write_text("Zoë")

    assert sandbox.run(workloads.read_file, {}, file=file) == "Zoë"


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(StepFailure) as caught:
        sandbox.run(workloads.read_file, {}, file=tmp_path / "gone.pdf")

    assert caught.value.code == "upload_missing"


def test_all_its_processes_together_are_bounded_in_number() -> None:
    with pytest.raises(StepFailure, match="too_large") as caught:
        sandbox.run(workloads.start_processes, 40, limits=replace(ROOMY, processes=20))

    assert caught.value.code == "too_large"


def test_all_its_processes_together_are_bounded_in_memory() -> None:
    with pytest.raises(StepFailure) as caught:
        sandbox.run(workloads.eat_memory_in_children, 8, limits=ROOMY)

    assert caught.value.code == "too_large"
    assert "resident in" in caught.value.detail


def test_levels_that_the_system_refuses_are_named() -> None:
    """In a process that may have no namespaces, as in some containers."""
    program = """
        from analysis.sandbox import cage, kernel
        kernel.unshare = lambda flags: False
        import os, tempfile
        from analysis.sandbox.limits import Limits
        cage.enter(tempfile.mkdtemp(), Limits())
        print(*cage.lacking, flush=True)
        os._exit(0)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "namespaces" in done.stdout
    assert "system calls" not in done.stdout
    assert set(sandbox.lacking()) <= {"namespaces", "user", "capabilities", "landlock", "system calls"}
