"""The confidence of a value: the measured share of right ones among values with such evidence.

`model.json` is fitted by `python -m tests.quality.fit` on documents with their truth: a weight for each statement of
evidence, and what share of values was right at each sum of weights, measured on documents that the weights had not
seen.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.document import Document
from analysis.structure.confidence.features import features
from analysis.structure.placement import Placement

FILE = Path(__file__).with_name("model.json")
# Nothing is certain, and nothing that was read is certainly wrong.
LEAST, MOST = 0.02, 0.99

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Model:
    """`curve` are pairs of a probability by weights and the share that was right there, rising in both."""

    bias: float
    weights: dict[str, float]
    curve: list[tuple[float, float]]

    def by_weights(self, statements: list[str]) -> float:
        total = self.bias + sum(self.weights.get(statement, 0.0) for statement in statements)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def confidence(self, statements: list[str]) -> float:
        return measured(self.curve, self.by_weights(statements))


def measured(curve: list[tuple[float, float]], probability: float) -> float:
    """The share at a probability, between the two points around it."""
    place = bisect_right(curve, (probability, math.inf))
    if not curve:
        share = probability
    elif place == 0:
        share = curve[0][1]
    elif place == len(curve):
        share = curve[-1][1]
    else:
        (x0, y0), (x1, y1) = curve[place - 1], curve[place]
        share = y0 + (y1 - y0) * (probability - x0) / (x1 - x0) if x1 > x0 else y1
    return round(min(MOST, max(LEAST, share)), 2)


@cache
def model() -> Model:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return Model(kept["bias"], kept["weights"], [(x, y) for x, y in kept["curve"]])


def calibrated(document: Document, resume: Json, evidence: Json, placement: Placement) -> dict[str, Json]:
    """The evidence with confidences that say how often such values are right. Values without evidence stay so."""
    said = features(document, resume, evidence, placement)
    return {
        pointer: {**found, "confidence": model().confidence(said[pointer])} if pointer in said else found
        for pointer, found in evidence.items()
    }
