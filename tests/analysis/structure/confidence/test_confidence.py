"""A value's confidence is the measured share of right ones among values with such evidence."""

import pytest

from analysis import demo
from analysis.document import Document, Line, Page, Span
from analysis.steps.sandboxed import analyze_to_json
from analysis.structure.confidence import calibrated
from analysis.structure.confidence.features import features, kind_of
from analysis.structure.confidence.model import LEAST, MOST, Model, measured, model
from analysis.structure.placement import place
from profiles.certainty import SURE
from tests.quality.fit import Sample, curve_of, fitted
from tests.quality.reliability import Reliability

RESUME = {
    "basics": {"name": "Ada Lovelace"},
    "work": [
        {"name": "Engines Ltd", "position": "Analyst", "startDate": "2019"},
        {"name": "Royal Mail", "position": "Clerk", "startDate": "2017"},
        {"name": "and then she left for the country, where"},
    ],
}
TEXTS = (
    "Ada Lovelace",
    "Analyst, Engines Ltd 2019",
    "Clerk, Royal Mail 2017",
    "and then she left for the country, where",
    "she kept bees",
)


def read() -> tuple[Document, dict[str, dict[str, float]]]:
    document = Document("text", [Page(1, lines=[Line([Span(text)]) for text in TEXTS])])
    pointers = ("/work/0/name", "/work/1/name", "/work/2/name")
    return document, {pointer: {"confidence": 0.8} for pointer in pointers}


def test_what_speaks_against_a_value_makes_it_less_sure() -> None:
    """An entry unlike the others, with a sentence for a name and an unplaced line below."""
    document, evidence = read()
    found = calibrated(document, RESUME, evidence, place(document, RESUME, {}))
    assert found["/work/2/name"]["confidence"] < found["/work/0/name"]["confidence"]


def test_evidence_is_said_in_statements() -> None:
    document, evidence = read()
    said = features(document, RESUME, evidence, place(document, RESUME, {}))
    assert {"shape=odd:work", "lower:work.name", "lacks=position:work.name", "beside=1"} <= set(said["/work/2/name"])
    assert {"shape=usual:work", "rule=work.name:0.80", "stands=whole"} <= set(said["/work/0/name"])
    assert kind_of("/work/2/highlights/0") == "work.highlights"


def test_what_was_fitted_is_sound() -> None:
    """The curve rises from the least sure to the surest, and both ends are of use to a person."""
    kept = model()
    assert kept.weights
    assert kept.curve == sorted(kept.curve)
    shares = [share for _, share in kept.curve]
    assert shares == sorted(shares)
    assert shares[0] < SURE < shares[-1]


@pytest.mark.parametrize(("probability", "share"), [(0.0, 0.2), (0.3, 0.4), (0.4, 0.6), (1.0, 0.9)])
def test_between_two_measured_points_the_share_is_between_theirs(probability: float, share: float) -> None:
    assert measured([(0.2, 0.2), (0.4, 0.6), (0.8, 0.9)], probability) == share


def test_nothing_is_certain() -> None:
    assert measured([(0.5, 0.0), (0.6, 1.0)], 0.1) == LEAST
    assert measured([(0.5, 0.0), (0.6, 1.0)], 0.9) == MOST


def test_a_fit_finds_what_goes_with_wrong_values() -> None:
    samples = [Sample(f"d{n}", True, ["always", "odd"] if n % 3 == 0 else ["always"], n % 3 != 0) for n in range(60)]
    found = fitted(samples)
    assert found.by_weights(["always", "odd"]) < 0.5 < found.by_weights(["always"])


def test_a_curve_never_falls() -> None:
    pairs = [(n / 1000, (n * 7) % 10 < 2 + n // 150) for n in range(1000)]
    shares = [share for _, share in curve_of(pairs)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_an_unknown_statement_says_nothing() -> None:
    one = Model(0.5, {"known": 2.0}, [])
    assert one.confidence(["unheard of"]) == one.confidence([])


def test_values_of_a_plain_resume_are_sure() -> None:
    done = analyze_to_json({"path": demo.READABLE[0]}, lambda *_: None)
    confidences = [found["confidence"] for found in done["evidence"].values()]
    assert sum(confidence >= SURE for confidence in confidences) >= 0.92 * len(confidences)


def test_reliability_counts_what_a_page_would_mark() -> None:
    table = Reliability()
    for confidence, right in ((0.1, False), (0.2, True), (0.9, False), (0.95, True), (0.97, True), (0.99, True)):
        table.add(confidence, right)
    assert (table.wrong_marked, table.right_marked) == (0.5, 0.25)
    assert sum(count for _, count, _, _ in table.rows()) == 6
