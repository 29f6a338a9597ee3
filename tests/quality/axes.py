"""How well generated résumés are read, by each axis of their grammar; part of `make score`.

A document of the grammar is new to the rules, as its seed is, but its kinds are not: whoever mends what this finds fits
the rules to the grammar, so that its figure is an upper bound for documents of people.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from types import ModuleType
from typing import Any

Rows = list[tuple[dict[str, Any], dict[str, Any]]]

WORST = 15
"""So many combinations of two axes are named."""
FEWEST = 8
"""Documents that a combination needs before its figure says anything."""


def print_axes(scorer: ModuleType, rows: Rows) -> None:
    """Macro F1 by each value of each axis, worst first, then the pairs that lie furthest below."""
    print(f"\nGenerated documents: macro F1 {scorer.macro(scorer.agg(counts for _, counts in rows)):.4f}")
    by_value: dict[str, list[Any]] = defaultdict(list)
    for document, counts in rows:
        for tag in document["tags"]:
            by_value[tag].append(counts)
    by_axis: dict[str, list[tuple[float, str, int]]] = defaultdict(list)
    for tag, found in by_value.items():
        axis, _, value = tag.partition("=")
        by_axis[axis].append((_macro(scorer, found), value, len(found)))
    for axis in sorted(by_axis, key=lambda name: min(by_axis[name])):
        said = ", ".join(f"{value} {macro:.2f}" for macro, value, count in sorted(by_axis[axis]) if count >= FEWEST)
        print(f"  {axis:10} {said}")
    print(f"  Worst combinations of two, of those with {FEWEST} documents or more:")
    for macro, pair, count in worst_pairs(scorer, rows)[:WORST]:
        print(f"  {macro:.3f} {count:4d}  {' & '.join(pair)}")


def worst_pairs(scorer: ModuleType, rows: Rows) -> list[tuple[float, tuple[str, str], int]]:
    pairs: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for document, counts in rows:
        for pair in combinations(sorted(document["tags"]), 2):
            pairs[pair].append(counts)
    return sorted((_macro(scorer, found), pair, len(found)) for pair, found in pairs.items() if len(found) >= FEWEST)


def _macro(scorer: ModuleType, found: list[Any]) -> float:
    return float(scorer.macro(scorer.agg(found)))
