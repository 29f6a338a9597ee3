"""Each line belongs to the part of the résumé that was read from it."""

from typing import Any

import pytest

from analysis.structure.hybrid.ownership import owners
from tests.analysis.structure.rules.build import document

TEXT = """
Harbour Works Ltd
Engineer, 2019 - 2021
Harbour Works Ltd
Apprentice, 2015 - 2018
www
- Kept the old cranes going through the last years of the
  coal trade, and taught four others how to
"""
VALUES = {
    "/work/0/name": "Harbour Works Ltd",
    "/work/0/startDate": "2019",
    "/work/1/name": "Harbour Works Ltd",
    "/work/1/position": "Apprentice",
    "/work/1/highlights/0": "Kept the old cranes going through the last years of the "
    "coal trade, and taught four others how to",
}


def owned(boxes: dict[str, list[float]], *, geometry: bool = True) -> list[str]:
    evidence: dict[str, Any] = {
        pointer: {"confidence": 0.9, "page": 1, "box": boxes.get(pointer)} for pointer in VALUES
    }
    return owners(document(TEXT, geometry=geometry), VALUES.items(), evidence)


def test_of_equal_texts_the_box_tells_whose_a_line_is() -> None:
    boxes = {
        "/work/0/name": [50.0, 40.0, 135.0, 50.0],
        "/work/0/startDate": [50.0, 54.0, 155.0, 64.0],
        "/work/1/name": [50.0, 68.0, 135.0, 78.0],
        "/work/1/position": [50.0, 82.0, 165.0, 92.0],
        "/work/1/highlights/0": [62.0, 110.0, 350.0, 134.0],
    }

    assert owned(boxes) == ["work/0", "work/0", "work/1", "work/1", "", "work/1", "work/1"]


@pytest.mark.parametrize("geometry", [True, False])
def test_without_boxes_the_texts_alone_tell(geometry: bool) -> None:
    assert owned({}, geometry=geometry)[3:] == ["work/1", "", "work/1", "work/1"]


def test_a_text_that_begins_beside_its_label_owns_the_label_too() -> None:
    read = document("Profile Keeps old cranes going,\nand teaches others how to", geometry=True)
    evidence = {"/basics/summary": {"confidence": 0.9, "page": 1, "box": [90.0, 40.0, 205.0, 64.0]}}
    values = [("/basics/summary", "Keeps old cranes going, and teaches others how to")]

    assert owners(read, values, evidence) == ["basics/summary", "basics/summary"]
