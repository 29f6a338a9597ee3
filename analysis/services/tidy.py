"""Removes what nobody needs any more and nothing else removes. Runs every hour, and costs little."""

from datetime import timedelta
from importlib import import_module

from axes.models import AccessLog
from django.conf import settings
from django.db.models.functions import Now

from analysis.models import Batch, Turn
from analysis.queue import deliveries as queue
from analysis.queue import turns
from analysis.services.once import forget_answers
from analysis.services.strays import clean_storage
from analysis.uploads import pictures
from profiles.accounts import rates

# For so long operators can look up who signed in from where, and what broke in a worker outside of an attempt.
RECORDS = timedelta(days=90)


def tidy() -> None:
    """Put files without a row into quarantine; remove pictures of pages, sessions that have ended, and old records."""
    pictures.forget_old()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    AccessLog.objects.filter(attempt_time__lt=Now() - RECORDS).delete()
    queue.forget_failures(RECORDS)
    forget_answers()
    Batch.objects.filter(finished_at__lt=Now() - RECORDS).delete()
    rates.forget()
    Turn.objects.filter(served_at__lt=Now() - turns.REMEMBERED).delete()
    clean_storage()
