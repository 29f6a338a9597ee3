"""What a WSGI server runs: `gunicorn config.wsgi`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_POOL", "1")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"second-look can't start: {error}")
