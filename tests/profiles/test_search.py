"""Words find profiles: whatever their case, accents and script, anywhere or in one field, with an index."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from profiles import search
from profiles.models import UserProfile
from profiles.resume import Resume
from profiles.services import change_values, save_resume

pytestmark = pytest.mark.django_db

ADA: dict[str, Any] = {
    "basics": {"name": "Adélaïde Lovelace", "label": "Analyst", "location": {"city": "São Paulo"}},
    "work": [{"name": "Müller & Söhne GmbH", "position": "C++ Entwicklerin", "highlights": ["Ported it to node.js"]}],
    "skills": [{"name": "Programming", "keywords": ["Python", "C#", ".NET", "R"]}],
    "languages": [{"language": "German"}],
}


def saved(user: User, document: dict[str, Any], **more: Any) -> UserProfile:
    return save_resume(user_id=user.pk, resume=Resume.model_validate(document), evidence={}, **more)


def found(user: User, query: str) -> list[int]:
    return list(search.matching(user.profiles.all(), query).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        *("adelaide", "ADÉLAÏDE", "love", "sao paulo", "muller", "sohne gmbh", "c++", "C#", ".net", "net"),
        *("node.js", "js", "python analyst", "skill:python", "place:sao", "language:german", "employer:müller"),
        *("title:entwicklerin", "Name:lovelace", "skill:r", "  ", "", "'", "\\", "python's"),
    ],
)
def test_a_query_finds_what_a_reader_would_find(ada: User, query: str) -> None:
    saved(ada, ADA)
    if query == "python's":
        assert found(ada, query) == []
    else:
        assert len(found(ada, query)) == 1


@pytest.mark.parametrize("query", ["java", "place:python", "skill:german", "python java", "employer:c++", "thon"])
def test_what_is_not_there_or_elsewhere_is_not_found(ada: User, query: str) -> None:
    saved(ada, ADA)
    assert found(ada, query) == []


@pytest.mark.parametrize("query", ["東京", "大学", "東京大学", "田中", "田中 東京", "school:東京"])
def test_scripts_without_blanks_are_found_by_their_parts(ada: User, query: str) -> None:
    saved(ada, {"basics": {"name": "田中太郎"}, "education": [{"institution": "東京大学"}]})
    assert len(found(ada, query)) == 1


def test_what_stands_in_no_field_finds_its_profile_too(ada: User) -> None:
    line = {"line": 3, "rest": "Freediving instructor", "letters": 20, "near": None, "page": 1, "box": None}
    saved(ada, ADA, placement={"unplaced": [line], "letters": 20, "share": 0.5, "empty": []})
    assert len(found(ada, "freediving")) == 1


def test_a_correction_is_found_and_what_it_replaced_no_longer(ada: User) -> None:
    profile = saved(ada, ADA)
    change_values(profile_id=profile.pk, changes={"/basics/label": "Astronomer"})
    assert found(ada, "title:astronomer") == [profile.pk]
    assert found(ada, "analyst") == []


def test_profiles_of_an_older_release_get_their_words_a_part_at_a_time(ada: User) -> None:
    profiles = [saved(ada, ADA) for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE user_profile SET lexemes = NULL")
    assert [search.index_missing(2), search.index_missing(2), search.index_missing(2)] == [2, 1, 0]
    assert found(ada, "python") == [profile.pk for profile in profiles]


def test_a_document_of_any_words_is_saved(ada: User) -> None:
    odd = "it's \\ 'quoted' & | ! ( ) :* <-> \u00ad\ufeff " + "x" * 5000
    profile = saved(ada, {"basics": {"summary": odd}, "skills": [{"name": f"skill {number}"} for number in range(999)]})
    assert found(ada, "quoted") == [profile.pk]
    assert found(ada, "it's") == [profile.pk]


def test_the_search_uses_its_index(ada: User) -> None:
    for number in range(30):
        saved(ada, {"basics": {"name": f"Person {number}"}})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE user_profile")
        hits = search.matching(UserProfile.objects.all(), "person 7")
        plan = hits.values("pk").explain()
    assert "profile_lexemes" in plan
