"""`make install`, as far as it can be tested in an environment that it has already made."""

import ast
import hashlib
import http.server
import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import bootstrap
from tests.config.running import ROOT

JUNK = b"not what was ordered"


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine that answers everything with the same bytes."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(JUNK)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def wheel_for_this_machine(url: str, checksum: str) -> dict[str, tuple[str, str]]:
    _, wheels = bootstrap.locked_uv((ROOT / "uv.lock").read_text())
    return {name: (url + name, checksum) for name in wheels}


@pytest.mark.parametrize(
    ("system", "machine", "glibc", "expected"),
    [
        ("linux", "x86_64", True, "manylinux"),
        ("linux", "aarch64", True, "manylinux"),
        ("linux", "x86_64", False, "musllinux"),
        ("darwin", "arm64", False, "macosx"),
        ("darwin", "x86_64", False, "macosx"),
    ],
)
def test_the_lock_names_a_uv_for_usual_machines(system: str, machine: str, glibc: bool, expected: str) -> None:
    version, wheels = bootstrap.locked_uv((ROOT / "uv.lock").read_text())
    name = bootstrap.fitting_wheel(wheels, system, machine, glibc)
    assert name.startswith(f"uv-{version}-")
    assert expected in name
    assert name.endswith(f"_{machine}.whl")
    assert len(wheels[name][1]) == 64


def test_an_unusual_machine_is_told_to_bring_its_own_uv() -> None:
    _, wheels = bootstrap.locked_uv((ROOT / "uv.lock").read_text())
    with pytest.raises(bootstrap.SetupError, match="install uv by yourself"):
        bootstrap.fitting_wheel(wheels, "linux", "vax", True)


def test_a_download_with_another_checksum_is_refused(address: str) -> None:
    with pytest.raises(bootstrap.SetupError, match="checksum differs"):
        bootstrap.fetch_wheel(wheel_for_this_machine(address, "0" * 64))


def test_a_download_with_the_right_checksum_is_taken(address: str) -> None:
    wheels = wheel_for_this_machine(address, hashlib.sha256(JUNK).hexdigest())
    assert bootstrap.fetch_wheel(wheels) == JUNK


def test_without_a_network_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "TRIES", 1)
    with pytest.raises(bootstrap.SetupError, match="No network") as refusal:
        bootstrap.download("http://127.0.0.1:9/uv.whl")
    assert "\n" not in str(refusal.value)


def test_the_program_is_taken_out_of_its_wheel(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr("uv-1.2.3.data/scripts/uv", "#!/bin/sh\necho uv 1.2.3\n")
        wheel.writestr("uv-1.2.3.data/scripts/uvx", "")
    bootstrap.unpack_uv(content.getvalue(), tmp_path / "uv")
    assert bootstrap.uv_version(str(tmp_path / "uv")) == (1, 2, 3)


def test_a_python_that_is_too_old_is_told_so_in_one_line() -> None:
    program = "import config.bootstrap as b; b.OLDEST_PYTHON = (99, 0); b.run()"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("make install: Python 99.0 or newer is needed")
    assert ended.stderr.count("\n") == 1


def test_the_file_can_be_read_by_a_python_that_is_too_old() -> None:
    ast.parse((ROOT / "config" / "bootstrap.py").read_text(), feature_version=(3, 7))


def test_make_lists_what_it_can_do() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in ("install", "run", "test", "check", "score", "bench", "chaos"):
        assert f"make {target} " in listed
