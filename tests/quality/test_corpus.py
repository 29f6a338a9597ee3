"""The figures that the offline engine has to reach on the corpus, where it is there to be measured on."""

import tempfile
from pathlib import Path

import pytest

from tests.quality.score import CORPUS, analyze, figures_of, load_scorer

LEAST_MACRO = 0.88
LEAST_OF_A_FIELD = 0.70


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(not (CORPUS / "score.py").is_file(), reason=f"the corpus is not there: {CORPUS}")
def test_the_offline_engine_reaches_its_figures() -> None:
    scorer = load_scorer(CORPUS)
    with tempfile.TemporaryDirectory() as folder:
        analyze(CORPUS / "resumes" / "docs", Path(folder))
        figures = figures_of(scorer, scorer.evaluate(folder, str(CORPUS / "resumes")))
    assert figures["macro"] >= LEAST_MACRO
    assert {
        field: figures["fields"][field][2] for field in scorer.FIELDS if figures["fields"][field][2] < LEAST_OF_A_FIELD
    } == {}
