"""What `manage.py analyze --report` told of each file: how sure values are, and what share of the text is placed."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Any

from tests.quality.reliability import Reliability
from tests.quality.rightness import judged

REPORT = "report.jsonl"

Told = dict[str, dict[str, Any]]


def told(output: Path) -> Told:
    """File → what was told of it; `error` where it was not analysed."""
    lines = (output / REPORT).read_text(encoding="utf-8").splitlines()
    return {one["file"]: one for one in map(json.loads, lines)}


def reliability(scorer: ModuleType, folder: Path, output: Path) -> Reliability:
    """Of all values that the truth judges."""
    table = Reliability()
    for name, one in told(output).items():
        stem = name.rpartition(".")[0]
        truth = folder / "truth" / f"{stem}.json"
        if "error" in one or not truth.is_file():
            continue
        resume = json.loads((output / f"{stem}.json").read_text(encoding="utf-8"))
        for pointer, right in judged(scorer, json.loads(truth.read_text(encoding="utf-8")), resume):
            if right is not None and pointer in one["evidence"]:
                table.add(one["evidence"][pointer]["confidence"], right)
    return table


def placed_in_words(output: Path) -> str:
    shares = [one["placed"] for one in told(output).values() if "placed" in one]
    whole = sum(share >= 1 for share in shares)
    worst = min(shares, default=0.0)
    return f"text in fields: {mean(shares or [0]):.1%} on average, {whole} of {len(shares)} whole, worst {worst:.0%}"
