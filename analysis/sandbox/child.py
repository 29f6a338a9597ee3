"""The process that works on a stranger's file: takes the file in, enters its cage, runs one function, tells what came
of it, and ends."""

import json
import math
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from analysis.failures import StepFailure
from analysis.sandbox import cage, kernel
from analysis.sandbox import limits as bounds
from analysis.sandbox.cleaning import as_clean_json
from analysis.sandbox.limits import Limits

Progress = Callable[[int, int], None]
Sandboxed = Callable[[Any, Progress], Any]
"""A function of a module, from a JSON value and a way to report (done, total) to a JSON value."""

PROGRESS_INTERVAL = 0.1
_DETAIL = 4_000
_CHUNK = 2**20


def work(
    function: Sandboxed, argument: int, output: int, file: int | None, limits: Limits, folder: str, parent: int
) -> NoReturn:
    """The whole life of the child. `argument`, `output` and `file` are descriptors; `folder` is its own, and goes with
    it."""
    code = 1
    try:
        kernel.die_with_parent()
        if os.getppid() not in (parent, 0):  # 0 is a parent outside of this process's namespace
            os._exit(1)
        _settle_in(folder)
        value = _value(argument)
        code = _answer(output, lambda: _take_in(file, folder, value))
        if code == 0:
            bounds.apply(limits)
            cage.enter(folder, limits)
            code = _answer(output, lambda: _result(function, value, output))
    finally:
        os._exit(code)


def _settle_in(folder: str) -> None:
    os.chdir(folder)
    os.environ["TMPDIR"] = os.environ["HOME"] = folder
    tempfile.tempdir = folder
    # An exception in the depths of a hostile file is reported in `_answer`, or not at all.
    sys.excepthook = lambda *_: None


def _value(argument: int) -> Any:
    with open(argument, "rb", closefd=False) as file:
        return json.load(file)


def _take_in(file: int | None, folder: str, value: Any) -> None:
    """Copy the stranger's file into the child's folder, under its own name: no other path can be read in the cage."""
    if file is None:
        return
    copy = Path(folder) / "file" / Path(value["path"]).name
    copy.parent.mkdir()
    try:
        with open(file, "rb", closefd=True) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except OSError as error:
        raise StepFailure("storage_unavailable", detail=str(error)) from error
    value["path"] = str(copy)


def _result(function: Sandboxed, value: Any, output: int) -> None:
    _write(output, b'{"result": %b}\n' % as_clean_json(function(value, _reporter(output))))


def _answer(output: int, work: Callable[[], None]) -> int:
    """Writes lines of JSON to `output`: {"progress": [done, total]}, and at the end {"result"} or {"failure"}."""
    try:
        work()
        return 0
    except StepFailure as failure:
        _write(output, _failure(failure))
    except MemoryError:
        _write(output, _failure(StepFailure("too_large", detail="out of memory")))
    except Exception:  # noqa: BLE001 - whatever a hostile file makes a library raise
        _write(output, _failure(StepFailure("unreadable_file", detail=traceback.format_exc(limit=-20))))
    return 2


def _failure(failure: StepFailure) -> bytes:
    told = {"code": failure.code, "reason": failure.reason, "values": failure.values}
    return b'{"failure": %b}\n' % as_clean_json({**told, "detail": failure.detail[-_DETAIL:]})


def _reporter(output: int) -> Progress:
    reported = -math.inf

    def report(done: int, total: int) -> None:
        nonlocal reported
        now = time.monotonic()
        if now - reported >= PROGRESS_INTERVAL or done >= total:
            reported = now
            _write(output, b'{"progress": [%d, %d]}\n' % (done, total))

    return report


def _write(output: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(output, view) :]
