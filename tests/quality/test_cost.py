"""The figures of cost are read from what the command says of each file."""

import pytest

from analysis.failures import StepFailure
from analysis.management.commands import analyze
from analysis.steps.engines import StepResult
from tests.quality.cost import Model, is_cost, print_cost, stand_in
from tests.stand_in_llm import Request

FREE = StepResult({})
ANSWERED = StepResult({}, tokens=(1_200, 30), asked=0.08)
UNANSWERED = StepResult({}, asked=0.5, unanswered=StepFailure("llm_timeout"))
REQUEST = Request("/v1/chat/completions", {}, {"messages": [{"role": "user", "content": "Ada"}]})
UNTOLD = StepResult({}, asked=1.0)


@pytest.mark.parametrize("done", [FREE, ANSWERED, UNANSWERED, UNTOLD])
def test_whatever_a_file_cost_is_told_from_what_went_wrong(done: StepResult) -> None:
    assert is_cost(f"cv.pdf: {analyze.cost(done)}")
    assert not is_cost("cv.pdf: unreadable_file: This file is damaged.")


def test_costs_are_shares_of_all_documents(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"cv{number}.pdf: {analyze.cost(done)}" for number, done in enumerate([FREE, ANSWERED, UNANSWERED, FREE])]

    print_cost(Model(requests=[REQUEST]), [*lines, "bad.pdf: no_text: Nothing."], {"cv1": {"basics": {"name": "Ada"}}})

    said = capsys.readouterr().out
    assert "4 documents, 2 of them asked about (50%)" in said
    assert "shown to the model: 14.5% of a document's text" in said
    assert said.splitlines()[-1].split()[-2:] == ["300", "8"]


def test_only_an_engine_with_a_model_has_one() -> None:
    with stand_in("offline") as none, stand_in("hybrid") as model:
        assert none.environment == {}
        assert model.environment["LLM_BASE_URL"].startswith("http://127.0.0.1:")
