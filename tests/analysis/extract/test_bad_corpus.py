"""Files that hurt parsers, from the test suites of others: each comes to a profile or to a clear, permanent failure.

The corpus is not part of the repository. Its manifest says of each file what is to come of it.
"""

import json
import re
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.extract.kinds import detect_kind
from analysis.failures import StepFailure
from analysis.sandbox import owner
from analysis.uploads.filenames import clean_filename
from tests.analysis.extract.outcomes import MAX_BYTES, Outcome, outcomes_of

# What each message tells the person to do.
ADVICE = re.compile("pload|use a copy|enter the password")
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "bad"
# The words of the manifest, and the stages at which they let a file end.
EXPECTED = {
    "must be rejected at upload": {"upload"},
    "clear user-facing permanent error": {"upload", "extract"},
    "must parse": {"profile"},
    "parse or clear permanent error": {"upload", "extract", "structure", "profile"},
}
SECONDS = 30
RESIDENT_BYTES = 2**30

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of bad files is not at {CORPUS}"),
]


def manifest() -> list[dict[str, str]]:
    lines = (CORPUS / "manifest.jsonl").read_text().splitlines() if CORPUS.is_dir() else []
    return [row for row in map(json.loads, lines) if (CORPUS / row["file"]).exists()]


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[Path, Outcome]]:
    yield {outcome.path: outcome for outcome in outcomes_of(CORPUS / row["file"] for row in manifest())}
    owner.drop(owner.zygote())


@pytest.mark.parametrize("expected", EXPECTED)
def test_each_file_comes_to_what_it_should(expected: str, outcomes: dict[Path, Outcome]) -> None:
    concerned = [outcomes[CORPUS / row["file"]] for row in manifest() if row["expected"] == expected]

    assert concerned
    others = [outcome for outcome in concerned if outcome.stage not in EXPECTED[expected]]
    # The manifest's parsers know no OCR; what they call a file without text may be a scan.
    assert [str(outcome) for outcome in others if not (outcome.document or {}).get("ocr")] == []


def test_every_failure_is_permanent_and_says_what_to_do(outcomes: dict[Path, Outcome]) -> None:
    failures = [outcome.failure for outcome in outcomes.values() if outcome.failure]

    assert [str(failure) for failure in failures if not failure.permanent] == []
    assert {failure.message for failure in failures if not ADVICE.search(failure.message)} == set()
    assert [str(failure) for failure in failures if "/" in failure.message or "Traceback" in failure.message] == []


def test_none_takes_too_long(outcomes: dict[Path, Outcome]) -> None:
    assert [str(outcome) for outcome in outcomes.values() if outcome.seconds > SECONDS] == []


def test_none_takes_too_much_memory(outcomes: dict[Path, Outcome]) -> None:
    owner.drop(owner.zygote())  # what it and its children took at most is known once it has ended

    assert 0 < resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < RESIDENT_BYTES


def test_passwords_are_told_as_such(outcomes: dict[Path, Outcome]) -> None:
    protected = [outcomes[CORPUS / row["file"]] for row in manifest() if row["basis"] == "password needed"]

    assert protected
    assert [str(each) for each in protected if not each.failure or each.failure.code != "password_protected"] == []


def test_no_entity_brings_a_file_of_this_machine_in(outcomes: dict[Path, Outcome]) -> None:
    assert [path for path, outcome in outcomes.items() if "root:x:" in json.dumps(outcome.document)] == []


def test_all_text_can_be_stored(outcomes: dict[Path, Outcome]) -> None:
    texts = [
        (outcome, text) for outcome in outcomes.values() for text in strings_in([outcome.document, outcome.resume])
    ]

    assert texts
    assert {str(outcome) for outcome, text in texts if "\x00" in text} == set()
    assert {str(outcome) for outcome, text in texts if any("\ud800" <= each <= "\udfff" for each in text)} == set()


def test_a_file_over_the_limit_is_refused_whatever_it_holds(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_bytes(b"x" * 50 * 2**20)

    with pytest.raises(StepFailure) as caught:
        detect_kind(tmp_path / "cv.txt", name="cv.txt", max_bytes=MAX_BYTES)

    assert caught.value.code == "too_large"


def test_hostile_names_become_harmless() -> None:
    names = [json.loads(line)["filename"] for line in (CORPUS / "filenames.jsonl").read_text().splitlines()]

    assert names
    for name in map(clean_filename, names):
        assert 0 < len(name.encode()) <= 255
        assert not set(name) & set("/\\\x00\r\n\u202e")
        assert name not in {".", ".."}
