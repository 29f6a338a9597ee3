"""A signed-in client of the API."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def api(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client
