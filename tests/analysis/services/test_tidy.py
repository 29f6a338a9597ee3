"""What would otherwise pile up for ever is taken away by the hour."""

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_q.models import Failure, Task

from analysis import services

pytestmark = pytest.mark.django_db


def test_sessions_that_have_ended_go_and_others_stay() -> None:
    live, ended = SessionStore(), SessionStore()
    live.create()
    ended.create()
    Session.objects.filter(pk=ended.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    services.tidy()
    assert list(Session.objects.values_list("pk", flat=True)) == [live.session_key]


def test_records_of_sign_ins_are_kept_for_three_months() -> None:
    for days in (89, 91):
        record = AccessLog.objects.create(username=f"{days}", ip_address="192.0.2.1")
        AccessLog.objects.filter(pk=record.pk).update(attempt_time=timezone.now() - timedelta(days=days))
    services.tidy()
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["89"]


def test_records_of_tasks_that_broke_are_kept_for_three_months() -> None:
    for days in (89, 91):
        then = timezone.now() - timedelta(days=days)
        Task.objects.create(id=f"{days}", name="task", func="f", started=then, stopped=then, success=False)
    services.tidy()
    assert list(Failure.objects.values_list("id", flat=True)) == ["89"]
