"""`python -m tests.quality.fit FOLDER…`: fits the confidences on documents with their truth, and generated ones.

Each FOLDER has docs/, truth/ and manifest.jsonl, as the corpus has. Documents of people count for more than generated
ones (`--generated N`, `--seed`). The curve is measured by folds of documents, each read by weights that were fitted on
the others; the reliability table that is printed is that of the folds, so that it holds for documents like these that
nobody has seen. Writes analysis/structure/confidence/model.json.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from analysis.extract.extract import extract
from analysis.failures import StepFailure
from analysis.structure.confidence.features import features
from analysis.structure.confidence.model import FILE, Model, measured
from analysis.structure.placement import place
from analysis.structure.rules import structure
from profiles.certainty import SURE
from tests.quality.generate import generate, new_seed
from tests.quality.reliability import Reliability
from tests.quality.rightness import judged
from tests.quality.score import CORPUS, load_scorer

FOLDS = 5
# A statement that fewer values make is left out: it would be fitted to those.
FEWEST = 12
# How much a value of a document by people counts, and one of a generated document.
WEIGHTS = {"people": 8.0, "made": 0.5}
# Pull of every weight towards 0; with less the folds come out worse (0.1: 50 %, 0.03: 52 % of the wrong values marked).
RIDGE = 30.0
STEPS = 150
RATE = 0.12
# Values of a point of the curve.
BIN = 150
# Of the right values so many may be marked.
MARKED = 0.08


@dataclass(slots=True)
class Sample:
    document: str
    by_people: bool
    statements: list[str]
    right: bool

    @property
    def weight(self) -> float:
        return WEIGHTS["people" if self.by_people else "made"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.fit", description=__doc__.split("\n")[0])
    parser.add_argument("people", nargs="+", type=Path, metavar="FOLDER", help="documents that people made")
    parser.add_argument(
        "--made", nargs="*", type=Path, default=[], metavar="FOLDER", help="documents that count as made"
    )
    parser.add_argument("--generated", type=int, default=400, metavar="N")
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    scorer = load_scorer(CORPUS)
    samples = [one for folder in arguments.people for one in samples_of(scorer, folder, by_people=True)]
    samples += [one for folder in arguments.made for one in samples_of(scorer, folder, by_people=False)]
    with tempfile.TemporaryDirectory() as folder:
        seed = new_seed() if arguments.seed is None else arguments.seed
        generate(Path(folder), arguments.generated, seed)
        samples += samples_of(scorer, Path(folder), by_people=False)
    write(samples)
    return 0


def samples_of(scorer: ModuleType, folder: Path, *, by_people: bool) -> Iterator[Sample]:
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        truth = folder / "truth" / f"{row['file'].rpartition('.')[0]}.json"
        # A case of one fault has the truth of one field alone.
        if not truth.is_file() or "judged" in row:
            continue
        try:
            document = extract(folder / "docs" / row["file"])
            found = structure(document)
        except StepFailure:
            continue
        resume = found.resume.to_json()
        evidence = {pointer: one.to_json() for pointer, one in found.evidence.items()}
        said = features(document, resume, evidence, place(document, resume, evidence, found.headings))
        for pointer, right in judged(scorer, json.loads(truth.read_text(encoding="utf-8")), resume):
            if right is not None and pointer in said:
                yield Sample(f"{folder}/{row['file']}", by_people, said[pointer], right)


def write(samples: list[Sample]) -> None:
    by_folds = list(predicted_by_folds(samples))
    people = [(probability, one.right) for probability, one in by_folds if one.by_people]
    curve = curve_of(people or [(probability, one.right) for probability, one in by_folds])
    for title, is_wanted in (("documents by people, by folds", True), ("generated documents, by folds", False)):
        table = Reliability()
        for probability, one in by_folds:
            if one.by_people is is_wanted:
                table.add(measured(curve, probability), one.right)
        table.print(title)
    right = sorted(measured(curve, probability) for probability, is_right in people if is_right)
    if right:
        edge = right[int(len(right) * MARKED)]
        print(f"\n{MARKED:.0%} of the right values lie below {edge}; profiles.certainty.SURE is {SURE}.")
    final = fitted(samples)
    kept = {"bias": round(final.bias, 4), "weights": dict(sorted(final.weights.items())), "curve": curve}
    FILE.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(final.weights)} weights from {len(samples)} values are in {FILE.name}.")


def predicted_by_folds(samples: list[Sample]) -> Iterator[tuple[float, Sample]]:
    """Each value with its probability by weights that never saw its document."""
    documents = sorted({one.document for one in samples})
    fold = {document: index % FOLDS for index, document in enumerate(documents)}
    for number in range(FOLDS):
        model = fitted([one for one in samples if fold[one.document] != number])
        for one in samples:
            if fold[one.document] == number:
                yield model.by_weights(one.statements), one


def fitted(samples: list[Sample]) -> Model:
    """Logistic regression with ridge, by full steps of Adam: slow, plain, and the same on every machine."""
    counts = Counter(statement for one in samples for statement in one.statements)
    names = [name for name, count in counts.items() if count >= FEWEST]
    index = {name: number for number, name in enumerate(names)}
    rows = [([index[name] for name in one.statements if name in index], one.right, one.weight) for one in samples]
    weights, bias = [0.0] * len(names), 1.0
    first, second = [0.0] * (len(names) + 1), [0.0] * (len(names) + 1)
    for step in range(1, STEPS + 1):
        gradient = [RIDGE * weight for weight in weights]
        bias_gradient = 0.0
        for columns, right, importance in rows:
            total = bias + sum(weights[column] for column in columns)
            error = importance * (1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - right)
            bias_gradient += error
            for column in columns:
                gradient[column] += error
        rate = RATE * (1 - step / (STEPS + 1))
        for number, value in enumerate([*gradient, bias_gradient]):
            first[number] = 0.9 * first[number] + 0.1 * value
            second[number] = 0.99 * second[number] + 0.01 * value * value
            move = rate * (first[number] / (1 - 0.9**step)) / (math.sqrt(second[number] / (1 - 0.99**step)) + 1e-9)
            if number < len(weights):
                weights[number] -= move
            else:
                bias -= move
    kept = {name: round(weights[number], 3) for name, number in index.items() if abs(weights[number]) >= 0.01}
    return Model(bias, kept, [])


def curve_of(pairs: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Probability → share of right values, never falling: neighbours that would are taken together."""
    ordered = sorted(pairs)
    bins = [ordered[start : start + BIN] for start in range(0, len(ordered), BIN)]
    points = [
        [sum(p for p, _ in one) / len(one), sum(r for _, r in one) / len(one), float(len(one))] for one in bins if one
    ]
    merged: list[list[float]] = []
    for point in points:
        merged.append(point)
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            last, before = merged.pop(), merged.pop()
            count = before[2] + last[2]
            merged.append([(before[k] * before[2] + last[k] * last[2]) / count for k in (0, 1)] + [count])
    return [(round(probability, 4), round(share, 4)) for probability, share, _ in merged]


if __name__ == "__main__":
    sys.exit(main())
