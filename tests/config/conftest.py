"""Folders that servers run in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.running import processes_of
from tests.waiting import eventually


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A DATA_DIR; after the test nothing that belongs to it may run."""
    yield tmp_path
    assert eventually(lambda: not processes_of(tmp_path)), processes_of(tmp_path)
