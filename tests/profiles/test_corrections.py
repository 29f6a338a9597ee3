"""What a person put right is kept apart from what was extracted, and comes back with the next analysis of the same
file.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from analysis import services
from analysis.models import AnalysisJob, Source
from profiles import services as profiles
from profiles.editing.corrections import Correction, corrected, merged
from profiles.models import Correction as Kept
from profiles.models import UserProfile
from profiles.resume import Basics, Resume, Work
from tests import life

READ: dict[str, Any] = {
    "basics": {"name": "Ada Lovelase"},
    "work": [{"name": "Engines Ltd", "position": "Analist"}, {"name": "Royal Mail"}],
}


def test_a_correction_stands_where_it_was_made() -> None:
    document, applied = corrected(READ, [Correction("/basics/name", "Ada Lovelase", "Ada Lovelace")])
    assert document["basics"]["name"] == "Ada Lovelace"
    assert applied == {"/basics/name": "Ada Lovelace"}
    assert READ["basics"] == {"name": "Ada Lovelase"}


def test_a_correction_finds_its_entry_where_the_order_has_changed() -> None:
    turned = {**READ, "work": READ["work"][::-1]}
    document, _ = corrected(turned, [Correction("/work/0/position", "Analist", "Analyst")])
    assert document["work"] == [{"name": "Royal Mail"}, {"name": "Engines Ltd", "position": "Analyst"}]


def test_of_two_entries_where_the_same_was_read_the_one_that_was_meant_is_put_right() -> None:
    alike = {"work": [{"name": "Engines Ltd", "position": "Analist"}, {"name": "Royal Mail", "position": "Analist"}]}
    document, _ = corrected(alike, [Correction("/work/1/position", "Analist", "Analyst")])
    assert [entry["position"] for entry in document["work"]] == ["Analist", "Analyst"]


def test_a_correction_of_what_is_now_read_rightly_has_nothing_to_do() -> None:
    right = {"basics": {"name": "Ada Lovelace"}}
    assert corrected(right, [Correction("/basics/name", "Ada Lovelase", "Ada Lovelace")]) == (right, {})


@pytest.mark.parametrize("now", ["Ada@example.org", ""])
def test_what_a_person_added_comes_only_where_nothing_was_read(now: str) -> None:
    added = [Correction("/basics/email", "", "ada@example.org")]
    assert corrected(READ, added)[0]["basics"]["email"] == "ada@example.org"
    read = {"basics": {"email": "other@example.org"}}
    assert corrected(read, added)[0] == read


def test_what_a_person_took_away_stays_away() -> None:
    document, _ = corrected(READ, [Correction("/work/1/name", "Royal Mail", "")])
    assert document["work"] == [{"name": "Engines Ltd", "position": "Analist"}]


def test_a_correction_whose_place_is_gone_changes_nothing() -> None:
    assert corrected(READ, [Correction("/education/0/area", "Maths", "Mathematics")]) == (READ, {})


def test_a_correction_is_not_moved_to_where_the_same_text_means_something_else() -> None:
    read = {"basics": {"label": "Analist"}, "work": [{"name": "Engines Ltd"}]}
    assert corrected(read, [Correction("/work/0/position", "Analist", "Analyst")]) == (read, {})


def test_a_correction_that_can_not_stand_in_what_is_read_now_is_left_out() -> None:
    read = {"work": [{"name": "Engines Ltd", "startDate": "1842"}]}
    assert corrected(read, [Correction("/work/0/startDate", "1842", "some day")]) == (read, {})


def test_what_was_added_is_a_correction_of_nothing() -> None:
    assert merged([], READ, {"/basics/email": " ada@example.org "}) == {("/basics/email", ""): "ada@example.org"}


def test_each_correction_is_replaced_by_that_of_its_own_place_and_text() -> None:
    known = [
        Correction("/work/0/name", "Engine Ltd", "Engines Ltd"),
        Correction("/work/1/name", "Royal Male", "Royal Mail"),
        Correction("/work/1/name", "Engin Ltd", "Engines Ltd"),
    ]
    before = {"work": [{"name": "Engines Ltd"}, {"name": "Engines Ltd"}]}
    assert merged(known, before, {"/work/1/name": "Analytical Engines Ltd"}) == {
        ("/work/0/name", "Engine Ltd"): "Engines Ltd",
        ("/work/1/name", "Royal Male"): "Royal Mail",
        ("/work/1/name", "Engin Ltd"): "Analytical Engines Ltd",
    }


def test_what_is_put_back_is_no_correction_any_more_whatever_blanks_come_along() -> None:
    known = [Correction("/basics/name", "Ada Lovelase", "Ada Lovelace")]
    assert merged(known, {"basics": {"name": "Ada Lovelace"}}, {"/basics/name": " Ada Lovelase "}) == {}


def test_what_is_corrected_twice_is_one_correction_of_what_was_read() -> None:
    known = [Correction("/basics/name", "Ada Lovelase", "A. Lovelace")]
    before = {"basics": {"name": "A. Lovelace"}}
    assert merged(known, before, {"/basics/name": "Ada Lovelace"}) == {("/basics/name", "Ada Lovelase"): "Ada Lovelace"}
    assert merged(known, before, {"/basics/name": "Ada Lovelase"}) == {}


class TestOnTheProfileOfAJob:
    @pytest.fixture
    def job(self, ada: User) -> AnalysisJob:
        job = life.completed(life.submitted(ada), name="Ada Lovelase")
        self.correct(job, {"/basics/name": "Ada Lovelace"})
        return job

    @staticmethod
    def correct(job: AnalysisJob, changes: dict[str, str]) -> None:
        assert job.profile_id is not None
        profiles.change_values(profile_id=job.profile_id, changes=changes)
        job.refresh_from_db()

    @staticmethod
    def shown(job: AnalysisJob) -> Any:
        assert job.profile is not None
        return job.profile.document["basics"]["name"]

    def test_what_was_extracted_stays_as_it_was(self, job: AnalysisJob) -> None:
        assert job.profile is not None
        assert job.profile.extracted["basics"]["name"] == "Ada Lovelase"
        assert self.shown(job) == "Ada Lovelace"

    def test_it_survives_a_new_analysis_of_the_same_upload(self, ada: User, job: AnalysisJob) -> None:
        assert job.upload_id is not None
        again = services.start_job(user=ada, upload_id=job.upload_id, source=Source.PAGE)
        assert self.shown(life.completed(again, name="Ada Lovelase")) == "Ada Lovelace"

    def test_it_survives_a_retry_which_clears_the_extracted_part_alone(self, ada: User, job: AnalysisJob) -> None:
        (profile_id,) = UserProfile.objects.values_list("pk", flat=True)
        AnalysisJob.objects.filter(pk=job.pk).update(status="failed", error_code="timeout", error_message="late")
        services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
        assert not UserProfile.objects.filter(pk=profile_id).exists()
        assert self.shown(life.completed(job, name="Ada Lovelase")) == "Ada Lovelace"

    def test_it_does_not_reach_another_upload_or_person(self, ada: User, ben: User, job: AnalysisJob) -> None:
        for user in (ada, ben):
            assert self.shown(life.completed(life.submitted(user), name="Ada Lovelase")) == "Ada Lovelase"

    def test_it_goes_with_the_upload(self, ada: User, job: AnalysisJob) -> None:
        assert job.upload_id is not None
        services.delete_upload(user=ada, upload_id=job.upload_id)
        assert not Kept.objects.exists()

    def test_its_value_loses_the_evidence_of_what_was_read(self, ada: User, job: AnalysisJob) -> None:
        assert job.upload_id is not None
        resume = Resume(basics=Basics(name="Ada Lovelase"), work=[Work(name="Engines Ltd")])
        evidence = {"/basics/name": {"confidence": 0.9}, "/work/0/name": {"confidence": 0.8}}
        saved = profiles.save_resume(
            user_id=ada.pk, resume=resume, evidence=evidence, subject=f"upload:{job.upload_id}"
        )
        assert set(saved.evidence) == {"/work/0/name"}
