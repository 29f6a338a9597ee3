"""A watch on the sandbox's caller."""

from collections.abc import Iterator

import pytest

from tests.analysis.sandbox.watching import children_of, zygote
from tests.waiting import eventually


@pytest.fixture
def same_caller() -> Iterator[None]:
    """Whatever happened in the child: the caller goes on, its zygote as well, and no child is left."""
    before = zygote()
    yield
    after = zygote()
    assert after == before
    assert eventually(lambda: children_of(after) == [])
