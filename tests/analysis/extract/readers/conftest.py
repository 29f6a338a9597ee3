"""A page to be drawn on."""

from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import Sheet


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "page.pdf")
