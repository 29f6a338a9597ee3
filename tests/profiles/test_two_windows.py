"""Two profiles of one upload are put right at the same moment: what is kept of both is all of it, and once."""

from functools import partial

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.models import AnalysisJob, Source
from profiles import services as profiles
from profiles.models import Correction
from tests import life
from tests.together import at_once


def change(job: AnalysisJob, pointer: str, text: str) -> None:
    assert job.profile_id is not None
    profiles.change_values(profile_id=job.profile_id, changes={pointer: text})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_kept_twice(ada: User) -> None:
    for number in range(5):
        first = life.completed(life.submitted(ada), name="Ada Lovelase")
        assert first.upload_id is not None
        change(first, "/basics/name", "Ada Lovelace")
        again = services.start_job(user=ada, upload_id=first.upload_id, source=Source.PAGE)
        second = life.completed(again, name="Ada Lovelase")
        answers = at_once(
            [
                partial(change, first, "/basics/label", "Analyst"),
                partial(change, second, "/basics/email", "ada@example.org"),
            ]
        )
        assert answers == [None, None]
        kept = Correction.objects.filter(subject=f"upload:{first.upload_id}")
        assert sorted(kept.values_list("pointer", "was", "now")) == [
            ("/basics/email", "", "ada@example.org"),
            ("/basics/label", "", "Analyst"),
            ("/basics/name", "Ada Lovelase", "Ada Lovelace"),
        ], f"in round {number}"
