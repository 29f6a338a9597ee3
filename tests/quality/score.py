"""`make score`: analyses the corpus with `manage.py analyze`; prints the scorer's figures beside those kept last.

    python -m tests.quality.score            the table by field, format, layout tag and language, and the folds
    python -m tests.quality.score --generated 400 --seed 7   as many generated documents, of this seed; 0 for none
    python -m tests.quality.score --also DIR  also the totals of other documents with their truth
    python -m tests.quality.score --save     also keeps the figures in figures.json, to be committed with the change
    python -m tests.quality.score --doc      also every document with its own figure, worst first
    python -m tests.quality.score --engine hybrid   the same by another engine, with a stand-in for its language model:
                                             shows that it works and what a model would cost, not how good one is

The corpus lies outside the repository, in ../shared/corpus; the rules of scoring are those of its own score.py.
Rules are not trained, so a fold is a report, not a refit: the documents of some renderers (or persons) by
themselves, which shows how far the figures lean on any of them.
"""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, pstdev
from types import ModuleType
from typing import Any

from tests.quality import cost
from tests.quality.axes import print_axes
from tests.quality.cases import print_cases
from tests.quality.generate import generate, new_seed
from tests.quality.told import REPORT, placed_in_words, reliability

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
FIGURES = Path(__file__).with_name("figures.json")
FOLDS = 5
# Generated documents of one run: each value of an axis gets a dozen or more.
GENERATED = 200

Rows = list[tuple[dict[str, Any], dict[str, Any]]]
Figures = dict[str, Any]


def main() -> int:
    arguments = _parse(sys.argv[1:])
    if not (CORPUS / "resumes" / "manifest.jsonl").is_file():
        print(f"No corpus at {CORPUS}: nothing to score.", file=sys.stderr)
        return 2
    scorer = load_scorer(CORPUS)
    with tempfile.TemporaryDirectory() as folder, cost.stand_in(arguments.engine) as model:
        documents = CORPUS / "resumes" / "docs"
        seconds, log = analyze(documents, Path(folder), arguments.engine, model.environment)
        rows = scorer.evaluate(folder, str(CORPUS / "resumes"))
        placed = placed_in_words(Path(folder))
        table = reliability(scorer, CORPUS / "resumes", Path(folder))
    figures = figures_of(scorer, rows)
    before = json.loads(FIGURES.read_text()) if FIGURES.is_file() else {}
    print_fields(figures, before)
    for title in ("format", "tag", "lang"):
        print_groups(title, figures, before)
    print_folds(scorer, rows)
    if arguments.doc:
        print_documents(scorer, rows)
    print(f"\n{len(rows)} documents in {seconds:.1f} s with every process's start: {len(rows) / seconds:.1f} a second")
    print(placed)
    table.print("corpus")
    if failed := [line for line in log if not cost.is_cost(line)]:
        print("Not analysed:", *failed, sep="\n")
    if arguments.engine != "offline":
        cost.print_cost(model, log, truths())
    else:
        score_cases()
        for other in arguments.also:
            score_other(scorer, other)
        if arguments.generated:
            score_generated(scorer, arguments.generated, arguments.seed)
    if arguments.save:
        FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        print(f"Kept in {FIGURES.relative_to(ROOT)}.")
    return 0


def score_cases() -> None:
    if not (cases := CORPUS / "cases").is_dir():
        return
    with tempfile.TemporaryDirectory() as folder:
        analyze(cases / "docs", Path(folder))
        print_cases(cases, Path(folder))


def score_other(scorer: ModuleType, folder: Path) -> None:
    """Another folder of documents with their truth: totals alone, so that what is unseen stays so."""
    with tempfile.TemporaryDirectory() as output:
        analyze(folder / "docs", Path(output))
        rows = scorer.evaluate(output, str(folder))
        figures = figures_of(scorer, rows)
        print(f"\n{folder}: {len(rows)} documents, macro F1 {figures['macro']:.4f}")
        print("  " + ", ".join(f"{field} {figures['fields'][field][2]:.2f}" for field in scorer.FIELDS))
        print(f"  {placed_in_words(Path(output))}")
        reliability(scorer, folder, Path(output)).print(folder.name)


def score_generated(scorer: ModuleType, count: int, seed: int | None) -> None:
    seed = new_seed() if seed is None else seed
    with tempfile.TemporaryDirectory() as folder:
        made, read = Path(folder) / "made", Path(folder) / "read"
        generate(made, count, seed)
        analyze(made / "docs", read)
        rows = scorer.evaluate(str(read), str(made))
        print_axes(scorer, rows)
        print(f"  {placed_in_words(read)}")
        reliability(scorer, made, read).print("generated documents")
    print(f"  {count} documents of seed {seed}: make score ARGS='--seed {seed}' reads the same ones again.")


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make score", description="The analyser's figures on the corpus.")
    parser.add_argument("--save", action="store_true", help="keep the figures as those of this commit")
    parser.add_argument("--doc", action="store_true", help="print every document with its own figure")
    parser.add_argument("--engine", choices=["offline", "llm", "hybrid"], default="offline")
    parser.add_argument("--generated", type=int, default=GENERATED, metavar="N", help=f"default: {GENERATED}")
    parser.add_argument("--seed", type=int, default=None, help="of the generated documents; default: a new one")
    parser.add_argument("--also", type=Path, nargs="*", default=[], metavar="DIR", help="more documents")
    parsed = parser.parse_args(arguments)
    if parsed.save and parsed.engine != "offline":
        parser.error("the figures that are kept are those of the engine offline")
    return parsed


def load_scorer(corpus: Path) -> ModuleType:
    """The corpus's own score.py as a module."""
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{corpus} holds no score.py.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truths() -> dict[str, dict[str, Any]]:
    """What each document of the corpus says, by its name."""
    folder = CORPUS / "resumes" / "truth"
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def analyze(
    documents: Path, output: Path, engine: str = "offline", environment: dict[str, str] | None = None
) -> tuple[float, list[str]]:
    """Runs `manage.py analyze` on a folder; gives the seconds it took and the lines it said about single files.

    It names results after the whole file name (`cv.pdf.json`), the scorer after the stem (`cv.json`).
    """
    output.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    command = [sys.executable, "manage.py", "analyze", str(documents), "--output", str(output), "--engine", engine]
    finished = subprocess.run(
        [*command, "--verbosity", "2", "--report", str(output / REPORT)],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    results = list(output.glob("*.json"))
    if not results:
        raise SystemExit(f"manage.py analyze gave no results:\n{finished.stderr[-2000:]}")
    for result in results:
        shutil.move(result, result.with_name(Path(result.stem).stem + ".json"))
    return seconds, finished.stderr.splitlines()


def figures_of(scorer: ModuleType, rows: Rows) -> Figures:
    """Macro F1, precision, recall and F1 by field, and macro F1 by group."""
    total = scorer.agg(counts for _, counts in rows)
    fields = {
        field: [round(figure, 4) for figure in scorer.prf(total[field])] for field in scorer.FIELDS + scorer.EXTRA
    }
    return {
        "macro": round(scorer.macro(total), 4),
        "fields": fields,
        "format": groups_of(scorer, rows, lambda document: [document["format"]]),
        "tag": groups_of(scorer, rows, lambda document: document["tags"]),
        "lang": groups_of(scorer, rows, lambda document: [document["lang"]]),
    }


def groups_of(scorer: ModuleType, rows: Rows, names: Callable[[dict[str, Any]], list[str]]) -> dict[str, float]:
    """Macro F1 of each group of documents."""
    groups: dict[str, list[Any]] = {}
    for document, counts in rows:
        for name in names(document):
            groups.setdefault(name, []).append(counts)
    return {name: round(scorer.macro(scorer.agg(found)), 4) for name, found in sorted(groups.items())}


def print_fields(figures: Figures, before: Figures) -> None:
    print(f"{'field':16} {'P':>6} {'R':>6} {'F1':>6}   {'before':>6} {'change':>7}")
    for field, (precision, recall, f1) in figures["fields"].items():
        old = before.get("fields", {}).get(field, [None] * 3)[2]
        print(f"{field:16} {precision:6.3f} {recall:6.3f} {f1:6.3f}   {_beside(f1, old)}")
    print(f"{'MACRO F1':30} {figures['macro']:6.4f}   {_beside(figures['macro'], before.get('macro'))}")


def print_groups(title: str, figures: Figures, before: Figures) -> None:
    print(f"\n{'macro by ' + title:30} {'F1':>6}   {'before':>6} {'change':>7}")
    for name, macro in figures[title].items():
        print(f"{name:30} {macro:6.3f}   {_beside(macro, before.get(title, {}).get(name))}")


def _beside(now: float, old: float | None) -> str:
    return f"{old:6.3f} {now - old:+7.3f}" if old is not None else f"{'-':>6} {'-':>7}"


def print_folds(scorer: ModuleType, rows: Rows) -> None:
    """Macro F1 of each fifth of the renderers, and of the persons."""
    print(f"\n{'macro by folds':30} {'mean':>6} {'spread':>6} {'worst':>6}")
    for key in ("renderer", "person"):
        names = sorted({document[key] for document, _ in rows})
        folds = [set(names[start::FOLDS]) for start in range(FOLDS)]
        macros = [
            scorer.macro(scorer.agg(counts for document, counts in rows if document[key] in fold)) for fold in folds
        ]
        print(f"{f'{FOLDS} folds of {key}s':30} {mean(macros):6.3f} {pstdev(macros):6.3f} {min(macros):6.3f}")


def print_documents(scorer: ModuleType, rows: Rows) -> None:
    scored = [
        (scorer.macro({field: list(found) for field, found in counts.items()}), document) for document, counts in rows
    ]
    print()
    for macro, document in sorted(scored, key=lambda item: (item[0], item[1]["file"])):
        print(f"{macro:.3f} {document['file']:12} {document['renderer']:32} {document['person']}")


if __name__ == "__main__":
    sys.exit(main())
