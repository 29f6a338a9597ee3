"""The embedded PostgreSQL for root and for others, as `make run` meets them in containers and on shared machines."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.postgres import embedded
from tests.config.running import ROOT
from tests.config.servers import ask, end, refusal, server_pid, user_process, wait_until_up
from tests.database import UNSAFE_BUT_FAST

DAEMON, BIN = 1, 2  # accounts that every Debian has
AS_ROOT = os.geteuid() == 0


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
class TestOfUsers:
    """Root and others, as make run meets them in containers and on shared machines."""

    def test_an_ordinary_user_has_a_server_of_its_own(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        user = user_process(home, 0, user=DAEMON, group=DAEMON, extra_groups=[])
        output, complaint = user.communicate(timeout=60)
        assert output == "up\n", complaint
        assert (home / "postgres" / "data").stat().st_uid == DAEMON

    def test_a_user_without_an_account_has_one_as_well_or_is_told_what_is_missing(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        os.chown(home, 54321, 54321)
        output, complaint = user_process(home, 0, user=54321, group=54321, extra_groups=[]).communicate(timeout=60)
        assert output == "up\n" or "wants an account for user number 54321" in complaint

    def test_root_goes_on_with_the_data_of_an_ordinary_user_who_can_come_back(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        for options in ({"user": DAEMON, "group": DAEMON, "extra_groups": []}, {}, {"user": DAEMON, "group": DAEMON}):
            output, complaint = user_process(home, 0, **options).communicate(timeout=60)
            assert output == "up\n", complaint

    def test_a_folder_of_somebody_else_is_refused_in_one_line(self, data_dir: Path) -> None:
        home = _open_to_others(data_dir)
        with embedded.running(home, UNSAFE_BUT_FAST):
            pass
        complaint = refusal(home, user=BIN, group=BIN, extra_groups=[])
        assert "can't be written" in complaint
        assert complaint.count("\n") == 1

    def test_root_without_user_namespaces_becomes_another_user(self, data_dir: Path) -> None:
        path = _without(data_dir, "unshare")
        user = user_process(data_dir / "sub", 60, env=os.environ | {"PATH": path})
        wait_until_up(user)
        data = data_dir / "sub" / "postgres" / "data"
        assert data.stat().st_uid == 65534
        assert Path(f"/proc/{server_pid(data_dir / 'sub')}").stat().st_uid == 65534
        end(user)
        with embedded.running(data_dir / "sub"):  # with namespaces again, the data stay usable
            assert ask(data_dir / "sub", "SELECT 1") == "1"

    def test_root_without_any_way_out_is_told_so(self, data_dir: Path) -> None:
        path = _without(data_dir, "unshare", "setpriv")
        complaint = refusal(data_dir / "sub", env=os.environ | {"PATH": path})
        assert "refuses to run as root" in complaint
        assert "DATABASE_URL" in complaint

    def test_a_disk_that_is_nearly_full_is_named(self, data_dir: Path) -> None:
        small = data_dir / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", small], check=False).returncode:
            pytest.skip("this machine lets nobody mount a small disk")
        try:
            complaint = refusal(small)
        finally:
            subprocess.run(["umount", "--lazy", small], check=True)
        assert "No space" in complaint
        assert complaint.count("\n") == 1


def _open_to_others(folder: Path) -> Path:
    """A folder that the user DAEMON owns and reaches, or a skip where that user can't even read the code."""
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == 0 and parent != Path("/") and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    home = folder / "home"
    home.mkdir()
    os.chown(home, DAEMON, DAEMON)
    probe = [sys.executable, "-c", "import psycopg, config.postgres.guard"]
    try:
        subprocess.run(probe, cwd=ROOT, check=True, capture_output=True, user=DAEMON)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("other users can't reach this checkout or its Python")
    return home


def _without(folder: Path, *programs: str) -> str:
    """A PATH on which these programs only fail."""
    fakes = folder / "fakes"
    fakes.mkdir()
    for program in programs:
        (fakes / program).write_text("#!/bin/sh\nexit 1\n")
        (fakes / program).chmod(0o755)
    return f"{fakes}:{os.environ['PATH']}"
