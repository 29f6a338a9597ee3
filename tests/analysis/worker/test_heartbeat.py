"""The heartbeat renews a lease while work goes on, and tells when it is lost."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone

from analysis import services
from analysis.jobs import transitions
from analysis.worker.heartbeat import Heartbeat
from tests import life
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


class TestTheHeartbeat:
    @pytest.fixture(autouse=True)
    def _short_lease(self, settings: Any) -> None:
        settings.ANALYSIS_LEASE = 3

    def test_keeps_the_lease_while_work_goes_on(self, ada: User) -> None:
        job = life.submitted(ada)
        held = life.claimed(job)
        first_end = held.job.lease_expires_at

        def is_past_it() -> bool:
            job.refresh_from_db()
            return first_end is not None and timezone.now() > first_end

        with Heartbeat(held.lease) as heartbeat:
            assert eventually(is_past_it)
            assert services.sweep().lost == []
            assert not heartbeat.lost()

    def test_tells_when_the_lease_is_lost(self, ada: User) -> None:
        job = life.submitted(ada)
        with Heartbeat(life.claimed(job).lease) as heartbeat:
            services.cancel_job(user=ada, job_id=job.job_id)
            assert eventually(heartbeat.lost)

    def test_counts_a_database_that_is_away_for_a_whole_lease_as_a_lease_lost(
        self, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_: object) -> bool:
            raise OperationalError("away")

        monkeypatch.setattr(transitions, "renew", away)
        with Heartbeat(life.claimed(life.submitted(ada)).lease) as heartbeat:
            assert not heartbeat.lost()
            assert eventually(heartbeat.lost)
