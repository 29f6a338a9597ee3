"""The small cases of one fault each, by kind; part of `make score` where they are there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.quality.told import told


def print_cases(cases: Path, output: Path) -> None:
    """`output` holds what was made of each document, as the checker wants it: a failure as NAME.error."""
    for name, one in told(output).items():
        if "error" in one:
            (output / f"{name.rpartition('.')[0]}.error").write_text(f"{one['error']}: not analysed\n")
    checker = cases.parent / "check_cases.py"
    command = [sys.executable, str(checker), str(output), str(cases)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    table = [line for line in said.splitlines() if line and not line.startswith(("WRONG ", "right "))]
    print("\nCases", *table, sep="\n  ")
