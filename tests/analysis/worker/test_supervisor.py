"""The supervisor's name for its cluster."""

import pytest

from analysis.worker.supervisor import Supervisor


def test_two_clusters_of_the_same_process_id_and_host_count_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in containers, where each is process 1."""
    monkeypatch.setattr("os.getpid", lambda: 1)
    one, other = Supervisor(patience=1.0), Supervisor(patience=1.0)
    assert one.name != other.name
