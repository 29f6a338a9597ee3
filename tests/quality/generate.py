"""`python -m tests.quality.generate --count N --seed S --out DIR`: invented résumés with what each says.

Writes DIR/docs, DIR/truth and DIR/manifest.jsonl as the corpus has them; the manifest's tags are the grammar's axes.
The same seed gives the same documents. Without a seed, a new one is drawn and printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from random import Random, SystemRandom

from tests.quality.generator.compose import compose
from tests.quality.generator.people import invent
from tests.quality.generator.render import render
from tests.quality.generator.style import Style, draw


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.generate", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    seed = new_seed() if arguments.seed is None else arguments.seed
    generate(arguments.out, arguments.count, seed)
    print(f"{arguments.count} documents in {arguments.out}, from seed {seed}.")
    return 0


def new_seed() -> int:
    return SystemRandom().randrange(1_000_000)


def generate(folder: Path, count: int, seed: int) -> None:
    """Each document has a seed of its own, so that any of them can be made again by itself."""
    docs, truths = folder / "docs", folder / "truth"
    for made in (docs, truths):
        made.mkdir(parents=True, exist_ok=True)
    with (folder / "manifest.jsonl").open("w") as manifest:
        for number in range(count):
            row = one(docs, truths, f"g{number:05}", Random(f"{seed}/{number}"))
            manifest.write(json.dumps(row, ensure_ascii=False) + "\n")


def one(docs: Path, truths: Path, name: str, rng: Random) -> dict[str, object]:
    style = draw(rng)
    person = invent(rng, style.lang)
    sheet, truth = compose(rng, person, style)
    path = render(sheet, style, docs, name)
    (truths / f"{name}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))
    return {
        "file": path.name,
        "person": person.email,
        "renderer": style.format,
        "format": path.suffix[1:],
        "lang": style.lang,
        "tags": style.axes(),
    }


__all__ = ["Style", "generate", "new_seed"]

if __name__ == "__main__":
    sys.exit(main())
