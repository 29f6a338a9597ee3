"""Markdown: its headings, lists and links, and the lines that its writer meant."""

from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import texts, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cv.md"


def test_headings_lists_and_links_are_told(path: Path) -> None:
    read = written(
        path, "# Ada Lovelace\n\n## Experience\n\n- **Engineer**, [Harbour Works](https://harbour.example.org)\n"
    )

    assert [(line.role, line.level, line.text) for line in read.lines] == [
        ("heading", 1, "Ada Lovelace"),
        ("heading", 2, "Experience"),
        ("bullet", 1, "Engineer, Harbour Works"),
    ]
    assert [span.link for span in read.lines[2].spans if span.link] == ["https://harbour.example.org"]


def test_short_lines_stay_lines_and_wrapped_ones_are_joined(path: Path) -> None:
    long = "An engineer of harbours and coasts who planned and led the renewal of two quays\nwithout a day of closure."
    read = written(path, f"# Ada\n\nKade 1\nBreda\n\n{long}\n")

    assert texts(read) == ["Ada", "Kade 1", "Breda", long.replace("\n", " ")]


def test_tables_are_read_by_rows(path: Path) -> None:
    assert texts(written(path, "# Ada\n\n| Language | Level |\n| --- | --- |\n| Dutch | Native |\n")) == [
        "Ada",
        "Language\tLevel",
        "Dutch\tNative",
    ]


def test_front_matter_is_not_read(path: Path) -> None:
    assert texts(written(path, "---\nlayout: cv\n---\n# Ada\n\n## Work\n")) == ["Ada", "Work"]


def test_keys_beside_each_other_are_items(path: Path) -> None:
    assert texts(written(path, "`Go` `Unit testing` `SQL`")) == ["Go\tUnit testing\tSQL"]
