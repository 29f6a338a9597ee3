"""`make install`: from a bare python3 to `.venv` with exactly the dependencies that uv.lock names.

Standard library alone, and written for Python 3.8 as well, so that a Python that is too old is told so in words. uv does
the installing; where it is missing, its own wheel is fetched as uv.lock names it (address and checksum) and put into
`.venv`. Nothing outside of the repository is touched.
"""

import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
NEEDED_MEGABYTES = 1200
TRIES = 3


class SetupError(Exception):
    """Why the set-up can't go on and what to do, in one line."""


def main():
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            "Python %d.%d or newer is needed, and this is %s (%s). Name a newer one: make PYTHON=/path/to/python3"
            % (*OLDEST_PYTHON, platform.python_version(), sys.executable)
        )
    uv = find_uv()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
    }
    environment["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    command = [uv, "sync", "--locked", "--all-extras", "--no-progress", "--python", str(venv_python())]
    if subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode:
        raise SetupError(explain_failed_sync())


def find_uv():
    """The uv of uv.lock's version: on PATH, in `.venv`, or fetched into it now."""
    version, wheels = locked_uv((ROOT / "uv.lock").read_text(encoding="utf-8"))
    make_venv()
    own = VENV / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and uv_version(candidate) == version:
            return candidate
    own.unlink(missing_ok=True)
    with zipfile.ZipFile(io.BytesIO(fetch_wheel(wheels))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".data/scripts/uv"))
        own.write_bytes(wheel.read(name))
    own.chmod(0o755)
    if uv_version(str(own)) != version:
        raise SetupError("The uv that uv.lock names does not run on this machine (%s)." % platform.platform())
    return str(own)


def make_venv():
    if venv_python().exists() and subprocess.run([str(venv_python()), "-c", ""], capture_output=True).returncode == 0:
        return
    free = shutil.disk_usage(ROOT).free >> 20
    if free < NEEDED_MEGABYTES:
        raise SetupError("No space: %d MB are free in %s, and about %d MB are needed." % (free, ROOT, NEEDED_MEGABYTES))
    # Debian's python3 has venv but neither pip nor ensurepip, which come with python3-venv; uv needs none of them.
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], capture_output=True, text=True
    )
    if made.returncode:
        raise SetupError("No virtual environment could be made: %s" % last_line(made.stderr or made.stdout))


def venv_python():
    return VENV / "bin" / "python"


def uv_version(program):
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError:
        return None
    found = re.match(r"uv (\d\S*)", answer.stdout)
    return found.group(1) if found and answer.returncode == 0 else None


def locked_uv(lock):
    """The version of uv in this text of a uv.lock, and its wheels as {file name: (address, sha256)}."""
    import tomllib  # Python 3.11: not to be had before the version was looked at

    for package in tomllib.loads(lock)["package"]:
        if package["name"] == "uv":
            wheels = {
                wheel["url"].rsplit("/", 1)[1]: (wheel["url"], wheel["hash"].split(":", 1)[1])
                for wheel in package["wheels"]
            }
            return package["version"], wheels
    raise SetupError("uv.lock does not name uv: run `uv lock`.")


def fetch_wheel(wheels):
    """The bytes of the wheel for this machine, checked against their checksum."""
    name = fitting_wheel(wheels, sys.platform, platform.machine(), platform.libc_ver()[0] == "glibc")
    url, checksum = wheels[name]
    print("Fetching %s" % name, flush=True)
    content = download(url)
    if hashlib.sha256(content).hexdigest() != checksum:
        raise SetupError("What arrived as %s is not what uv.lock names: its checksum differs." % name)
    return content


def fitting_wheel(wheels, system, machine, glibc):
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


def download(url):
    """Fetch by https, through the proxy and with the certificates that the environment names."""
    for attempt in range(1, TRIES + 1):
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read()
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", None) or error
            if attempt == TRIES or isinstance(error, urllib.error.HTTPError) and error.code < 500:
                raise SetupError(
                    "No network? %s could not be fetched: %s. With a mirror or offline, install uv by yourself first."
                    % (url.rsplit("/", 1)[1], reason)
                ) from error
            time.sleep(attempt)


def explain_failed_sync():
    free = shutil.disk_usage(ROOT).free >> 20
    if free < 50:
        return "The dependencies could not be installed: the disk is full (%s)." % ROOT
    return "The dependencies could not be installed: uv says above why (no network? uv.lock not up to date?)."


def last_line(text):
    return ([line for line in text.strip().splitlines() if line] or ["no reason was given"])[-1]


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit("make install: %s" % error)
    except OSError as error:
        sys.exit("make install: %s: %s" % (error.filename or ROOT, error.strerror or error))
    except KeyboardInterrupt:
        sys.exit(130)
