"""Who is near a limit, for staff."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests import life
from tests.analysis.admin.pages import LIST, Admin

pytestmark = pytest.mark.django_db


def test_staff_see_who_is_near_a_limit_by_a_link_from_the_overview(
    onlooker: Admin, ada: User, ben: User, settings: Any
) -> None:
    settings.MAX_FILES_KEPT = 2
    life.submitted(ben)
    for _ in range(2):
        life.submitted(ada)
    assert f'href="{LIST}limits/"' in onlooker.client.get(f"{LIST}overview/").content.decode()
    page = onlooker.client.get(f"{LIST}limits/").content.decode()
    assert "ada" in page
    assert "2 of 2" in page
    assert "ben" not in page


def test_nobody_is_near_a_limit(onlooker: Admin) -> None:
    assert "Nobody is near a limit." in onlooker.client.get(f"{LIST}limits/").content.decode()
