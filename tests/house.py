"""`python -m tests.house`, part of `make check`: no Python file is longer than 300 lines.

A longer one does more than one thing. Split it by reason, not by length: see CONTRIBUTING.md. There are no exceptions.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("analysis", "config", "profiles", "tests")
# Lines; twice what a module should have, and what a reader can still hold in mind.
LONGEST = 300


def too_long(root: Path) -> Iterator[tuple[Path, int]]:
    """The files that are too long, with their number of lines."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            lines = len(path.read_text().splitlines())
            if lines > LONGEST:
                yield path.relative_to(root), lines


def main(root: Path = ROOT) -> int:
    found = list(too_long(root))
    for path, lines in found:
        print(f"{path}: {lines} lines. At most {LONGEST} are allowed: split it by what it does.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
