"""How gunicorn serves the site: `gunicorn --config python:config.server.gunicorn config.wsgi`. It listens on $PORT."""

import os
import socket
import struct
import sys
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from analysis.worker.processes import die_with_parent

wsgi_app = "config.wsgi"
worker_class = "config.server.worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # config.settings says what it may be
threads = 8
control_socket_disable = True
limit_request_line = 8190  # the longest: what is longer never reaches the application, which answers it better
loglevel = "warning"

# Seconds that a client may send nothing, or take nothing, in the middle of a request. Without an end to its patience a
# handful of broken uploads would hold every thread.
SILENCE = 20


def on_starting(server: Any) -> None:
    """A setting that makes no sense stops the start with one line; each worker would say it, and be started again."""
    try:
        import_module("config.settings")
    except ImproperlyConfigured as error:
        sys.exit(f"second-look can't start: {error}")
    sys.modules.pop("config.settings")  # workers read it anew, as they do all else after SIGHUP


def when_ready(server: Any) -> None:
    """Every connection inherits these from the socket that it comes in by."""
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENCE, 0))


def post_fork(server: Any, worker: Any) -> None:
    """A worker must not outlive a master that was killed, and hold its port."""
    die_with_parent(worker.ppid)
