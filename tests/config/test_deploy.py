"""The systemd units: what they start exists, and they stop as the code expects."""

import configparser
import re
from pathlib import Path

import pytest

from analysis.management.commands.run_cluster import Command
from tests.config.running import ROOT

UNITS = sorted((ROOT / "config" / "deploy").glob("*.service"))


class Unit(configparser.ConfigParser):
    def optionxform(self, name: str) -> str:
        return name


def unit(path: Path) -> Unit:
    found = Unit(strict=False, interpolation=None)
    found.read(path)
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_tells_the_main_process_alone_to_stop_and_gives_it_time(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["KillMode"] == "mixed"
    patience = re.search(r"--patience (\d+)", service["ExecStart"])
    assert int(service["TimeoutStopSec"]) > int(patience[1] if patience else 30)
    assert service["User"] != "root"


def test_there_is_one_for_the_web_and_one_for_the_worker() -> None:
    starts = [unit(path)["Service"]["ExecStart"] for path in UNITS]
    assert any("gunicorn --config python:config.server.gunicorn" in start for start in starts)
    assert any("manage.py run_cluster" in start for start in starts)
    known = Command().create_parser("manage.py", "run_cluster")
    known.parse_args(next(start for start in starts if "run_cluster" in start).split("run_cluster")[1].split())
