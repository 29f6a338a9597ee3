"""Generated résumés: the same seed gives the same, and each says what its truth says."""

import json
from pathlib import Path
from random import Random

import pytest

from analysis.extract.extract import extract
from analysis.lexicon.normalise import squash
from tests.quality.generate import generate
from tests.quality.generator.compose import compose
from tests.quality.generator.people import PACKS, invent
from tests.quality.generator.style import LANGUAGES, draw


def test_the_same_seed_gives_the_same_documents(tmp_path: Path) -> None:
    for name in ("once", "again"):
        generate(tmp_path / name, 3, seed=5)

    for part in ("manifest.jsonl", "truth/g00000.json", "truth/g00002.json"):
        assert (tmp_path / "once" / part).read_bytes() == (tmp_path / "again" / part).read_bytes()


def test_every_language_has_its_pack() -> None:
    assert {path.stem for path in PACKS.glob("*.toml")} == set(LANGUAGES)


def test_a_document_says_what_its_truth_says(tmp_path: Path) -> None:
    """But for what is drawn as a picture, all names and titles of the truth can be read in the file."""
    generate(tmp_path, 25, seed=9)

    for line in (tmp_path / "manifest.jsonl").read_text().splitlines():
        row = json.loads(line)
        truth = json.loads((tmp_path / "truth" / f"{row['file'].partition('.')[0]}.json").read_text())
        text = squash(extract(tmp_path / "docs" / row["file"]).text)
        for job in truth["work"]:
            assert squash(job["position"]) in text, row["file"]


@pytest.mark.parametrize("number", range(20))
def test_any_draw_can_be_composed(number: int) -> None:
    rng = Random(number)
    style = draw(rng)
    sheet, truth = compose(rng, invent(rng, style.lang), style)

    assert sheet.top
    assert truth["work"]
    assert truth["education"]
