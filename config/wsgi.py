"""What a WSGI server runs: `gunicorn config.wsgi`."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from config.server.folder import below

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_POOL", "1")
try:
    application: Any = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"second-look can't start: {error}")

# Read by the settings. gunicorn would refuse every path that does not begin with it: those of a proxy that takes it
# off, and of probes that come past the proxy.
if folder := os.environ.pop("SCRIPT_NAME", ""):
    application = below(folder, application)
