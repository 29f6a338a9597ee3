"""`make install`: from a bare python3 to `.venv` with exactly the dependencies that uv.lock names.

Standard library alone, and written so that a Python that is too old gets as far as being told so in words. uv does the
installing; where it is missing, its own wheel is fetched as uv.lock names it (address and checksum) and put into
`.venv`. Nothing outside of the repository is touched.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import Dict, Tuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
NEEDED_MEGABYTES = 1200
TRIES = 3

Wheels = Dict[str, Tuple[str, str]]  # file name: address and sha256; evaluated by old Pythons as well


class SetupError(Exception):
    """Why the set-up can't go on and what to do, in one line."""


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            "Python %d.%d or newer is needed, and this is %s (%s). Name a newer one: make PYTHON=/path/to/python3"
            % (*OLDEST_PYTHON, platform.python_version(), sys.executable)
        )
    alone = os.open(str(ROOT), os.O_RDONLY)
    fcntl.flock(alone, fcntl.LOCK_EX)  # `make run` and `make test` may both be the first
    uv = find_uv()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
    }
    environment.update(UV_PROJECT_ENVIRONMENT=str(VENV), UV_PYTHON_DOWNLOADS="never")
    # Behind a proxy with an authority of its own the machine's certificates are what works, as for pip and git.
    environment.setdefault("UV_SYSTEM_CERTS", "true")
    command = [uv, "sync", "--locked", "--all-extras", "--python", str(venv_python())]
    if not sys.stderr.isatty():
        command.append("--quiet")
    print("Installing the dependencies that uv.lock names into .venv", flush=True)
    if subprocess.run(command, check=False, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode:
        raise SetupError(explain_failed_sync())


def find_uv() -> str:
    """A uv at least as new as uv.lock names: the one on PATH, the one in `.venv`, or one fetched into it now."""
    version, wheels = locked_uv((ROOT / "uv.lock").read_text(encoding="utf-8"))
    needed = tuple(map(int, version.split(".")))
    make_venv()
    own = str(VENV / "bin" / "uv")
    for candidate in (shutil.which("uv"), own):
        if candidate and (uv_version(candidate) or ()) >= needed:
            return candidate
    unpack_uv(fetch_wheel(wheels), Path(own))
    if uv_version(own) != needed:
        raise SetupError("The uv that uv.lock names does not run on this machine (%s)." % platform.platform())
    return own


def unpack_uv(wheel: bytes, target: Path) -> None:
    """Put the program from the wheel's bytes in its place, in one step."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as members:
        name = next(name for name in members.namelist() if name.endswith(".data/scripts/uv"))
        unfinished = target.with_name("uv.new")
        unfinished.write_bytes(members.read(name))
    unfinished.chmod(0o755)
    unfinished.replace(target)


def make_venv() -> None:
    if answers([str(venv_python()), "-c", "print(1)"]):
        return
    free = shutil.disk_usage(ROOT).free >> 20
    if free < NEEDED_MEGABYTES:
        raise SetupError("No space: %d MB are free in %s, and about %d MB are needed." % (free, ROOT, NEEDED_MEGABYTES))
    # Debian's python3 has venv but neither pip nor ensurepip, which come with python3-venv; uv needs none of them.
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode:
        raise SetupError("No virtual environment could be made: %s" % last_line(made.stderr or made.stdout))


def venv_python() -> Path:
    return VENV / "bin" / "python"


def answers(command: list[str]) -> str | None:
    """What a program prints, or None where it does not run."""
    try:
        answer = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError:
        return None
    return answer.stdout if answer.returncode == 0 else None


def uv_version(program: str) -> tuple[int, ...] | None:
    """The version of a uv as a tuple of numbers, or None where it is none or does not run."""
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answers([program, "--version"]) or "")
    return tuple(map(int, found.groups())) if found else None


def locked_uv(lock: str) -> tuple[str, Wheels]:
    """The version of uv in this text of a uv.lock, and its wheels by file name."""
    import tomllib  # Python 3.11: not to be had before the version was looked at

    for package in tomllib.loads(lock)["package"]:
        if package["name"] == "uv":
            wheels = {
                wheel["url"].rsplit("/", 1)[1]: (wheel["url"], wheel["hash"].split(":", 1)[1])
                for wheel in package["wheels"]
            }
            return package["version"], wheels
    raise SetupError("uv.lock does not name uv: run `uv lock`.")


def fetch_wheel(wheels: Wheels) -> bytes:
    """The bytes of the wheel for this machine, checked against their checksum."""
    name = fitting_wheel(wheels, sys.platform, platform.machine(), platform.libc_ver()[0] == "glibc")
    url, checksum = wheels[name]
    print("Fetching %s" % name, flush=True)
    content = download(url)
    if hashlib.sha256(content).hexdigest() != checksum:
        raise SetupError("What arrived as %s is not what uv.lock names: its checksum differs." % name)
    return content


def fitting_wheel(wheels: Wheels, system: str, machine: str, glibc: bool) -> str:
    """The name among `wheels` that runs on such a machine."""
    machine = {"amd64": "x86_64", "AMD64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if system == "darwin":
        kind, machine = "macosx", {"aarch64": "arm64"}.get(machine, machine)
    else:
        kind = "manylinux" if glibc else "musllinux"
    for name in sorted(wheels):
        if kind in name and name.endswith("_%s.whl" % machine):
            return name
    raise SetupError(
        "There is no ready-made uv for this machine (%s, %s): install uv by yourself, then run make again."
        % (system, machine)
    )


def download(url: str) -> bytes:
    """Fetch by https, through the proxy and with the certificates that the environment names."""
    reason: object = None
    for attempt in range(TRIES):
        time.sleep(attempt)
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - the address is uv.lock's
                return bytes(answer.read())
        except OSError as error:
            reason = getattr(error, "reason", None) or error
    raise SetupError(
        "No network? %s could not be fetched: %s. Behind a mirror or offline, install uv by yourself first."
        % (url.rsplit("/", 1)[1], reason)
    )


def explain_failed_sync() -> str:
    free = shutil.disk_usage(ROOT).free >> 20
    if free < 50:
        return "The dependencies could not be installed: the disk is full (%s)." % ROOT
    return "The dependencies could not be installed: uv says above why (no network? uv.lock not up to date?)."


def last_line(text: str) -> str:
    return ([line for line in text.strip().splitlines() if line] or ["no reason was given"])[-1]


def run() -> None:
    try:
        main()
    except SetupError as error:
        sys.exit("make install: %s" % error)
    except OSError as error:
        sys.exit("make install: %s: %s" % (error.filename or ROOT, error.strerror or error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
