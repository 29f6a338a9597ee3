"""The sample résumés that are shipped: made by their script, read as their persons meant them."""

from pathlib import Path

import pytest

from analysis import demo
from analysis.demo import make, people
from tests.analysis.extract.outcomes import outcome_of

PERSONS = dict(zip(demo.READABLE, (people.AMARA, people.JONAS, people.LUCIA, people.MEI, people.TOM), strict=True))


@pytest.mark.parametrize("path", demo.READABLE, ids=lambda path: path.name)
def test_the_analyser_finds_what_the_person_wrote(path: Path) -> None:
    resume, person = outcome_of(path).resume, PERSONS[path]

    assert resume is not None
    assert resume["basics"]["name"].casefold() == person.name.casefold()
    assert resume["basics"]["email"] == person.email
    assert [work["position"] for work in resume["work"]] == [entry.title for entry in person.work]
    assert len(resume["education"]) == len(person.education)


@pytest.mark.parametrize(("path", "code"), [(demo.PROTECTED, "password_protected"), (demo.DAMAGED, "unreadable_file")])
def test_the_two_that_are_meant_to_fail_do(path: Path, code: str) -> None:
    failure = outcome_of(path).failure

    assert failure is not None
    assert failure.code == code


def test_the_script_makes_the_files_that_are_shipped(tmp_path: Path) -> None:
    make.main(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in demo.FOLDER.iterdir()}
    for path in demo.READABLE:
        assert outcome_of(tmp_path / path.name).resume == outcome_of(path).resume
