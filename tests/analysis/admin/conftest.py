"""Staff with different rights, signed in."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.analysis.admin.pages import Admin


def signed_in(user: User) -> Admin:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Admin(client, user)


def staff_who_may(name: str, *codenames: str) -> Admin:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)


@pytest.fixture
def operator(db: None) -> Admin:
    """May look at jobs and change them, which is what a retry asks for."""
    return staff_who_may("olga", "view_analysisjob", "change_analysisjob")


@pytest.fixture
def onlooker(db: None) -> Admin:
    """May look at jobs and nothing else."""
    return staff_who_may("vera", "view_analysisjob")


@pytest.fixture
def root(db: None) -> Admin:
    return signed_in(User.objects.create_superuser("root"))
