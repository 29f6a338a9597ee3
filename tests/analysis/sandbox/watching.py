"""Processes and folders around the sandbox, as tests watch them."""

import contextlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.sandbox import Limits, owner
from analysis.sandbox.child import Sandboxed
from analysis.sandbox.zygote import PREFIX
from tests.analysis.sandbox import workloads

ROOT = Path(__file__).parents[3]
TIGHT = Limits(wall_seconds=10, cpu_seconds=5, memory_bytes=300 * 2**20)


def zygote() -> int:
    """The one that answers just now."""
    sandbox.run(workloads.echo, None)
    return owner.zygote().process.pid


def failure_of(function: Sandboxed, argument: object = None, limits: Limits = TIGHT) -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        sandbox.run(function, argument, limits=limits)
    return caught.value


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def let_go_on() -> None:
    """Tell each child that waits for it: the sign is a file in the child's own folder."""
    for child in children_of(owner.zygote().process.pid):
        with contextlib.suppress(OSError):
            Path(f"/proc/{child}/cwd/go-on").touch()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def folders(where: Path) -> list[Path]:
    return list(where.glob(f"{PREFIX}*"))


def python(script: str, *, temporary: Path | None = None) -> subprocess.Popen[str]:
    """A process of its own that runs the script; `temporary` is where it puts its temporary folders."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT,
        env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
